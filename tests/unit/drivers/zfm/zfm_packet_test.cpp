#include "drivers/zfm/zfm_packet.hpp"

#include <gtest/gtest.h>

#include <random>

#include "drivers/zfm/zfm_codes.hpp"

namespace doorward::zfm_packet_test {

constexpr std::uint32_t kAddress = 0xFFFFFFFF;

Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

std::vector<ZfmPacket> ParseAll(ZfmPacketParser& parser, ByteView bytes) {
  parser.Feed(bytes);
  std::vector<ZfmPacket> packets;
  while (auto packet = parser.Next()) packets.push_back(std::move(*packet));
  return packets;
}

ZfmPacket Ack(const Bytes& payload) {
  return {.address = kAddress, .type = zfm::kAck, .payload = payload};
}

Bytes Encode(const ZfmPacket& packet) {
  return EncodeZfmPacket(packet.address, packet.type, packet.payload);
}

// The password's command and a search's reply, as in the modules' data sheets.
TEST(ZfmPacket, IsAsTheDataSheetsHaveIt) {
  EXPECT_EQ(ToHex(EncodeZfmPacket(kAddress, zfm::kCommand, Bytes{0x13, 0, 0, 0, 0})),
            "EF01FFFFFFFF01000713000000"
            "00001B");
  ZfmPacketParser parser;
  EXPECT_EQ(ParseAll(parser, *FromHex("EF01FFFFFFFF07000700000100A000AF")),
            std::vector{Ack({0x00, 0x00, 0x01, 0x00, 0xA0})});
}

TEST(ZfmPacket, MayBeSplitAnywhere) {
  for (const std::size_t size : {1U, 5U, 33U, 256U}) {
    const ZfmPacket packet = Ack(Bytes(size, 0xEF));
    const Bytes bytes = Encode(packet);
    for (std::size_t at = 0; at <= bytes.size(); ++at) {
      SCOPED_TRACE(testing::Message() << size << " bytes split at " << at);
      ZfmPacketParser parser;
      const auto before = ParseAll(parser, ByteView(bytes).first(at));
      const auto after = ParseAll(parser, ByteView(bytes).subspan(at));
      EXPECT_EQ(before.size() + after.size(), 1U);
      EXPECT_EQ((at == bytes.size() ? before : after).at(0), packet);
      EXPECT_EQ(parser.skipped(), 0U);
    }
  }
}

TEST(ZfmPacket, EveryChangedBitButTheAddressIsSeen) {
  const Bytes good = Encode(Ack({0x00, 0x12, 0x34}));
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    if (bit / 8 >= 2 && bit / 8 < 6) continue;  // The sum does not cover it; the link compares it.
    SCOPED_TRACE(bit);
    Bytes broken = good;
    broken[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    ZfmPacketParser parser;
    EXPECT_TRUE(ParseAll(parser, broken).empty());
  }
}

TEST(ZfmPacket, IsFoundAfterWhatIsNone) {
  const ZfmPacket packet = Ack({0x00});
  const std::vector<Bytes> before{
      {0x55},
      {0x00, 0x55},
      {0xEF},
      {0xEF, 0xEF},
      {0xEF, 0x01},
      {0xEF, 0x01, 0xFF, 0xFF, 0xFF, 0xFF},
      {0xEF, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0x00, 0x03},  // A command: our own echo.
      {0xEF, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x00, 0x00},  // Impossible lengths.
      {0xEF, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x00, 0x02},
      {0xEF, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x01, 0x03},
      {0xEF, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0xFF, 0xFF},
      {0xEF, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x00, 0x03, 0x00, 0x00, 0x0B}};  // A wrong sum.
  for (const Bytes& rubbish : before) {
    SCOPED_TRACE(ToHex(rubbish));
    ZfmPacketParser parser;
    EXPECT_EQ(ParseAll(parser, rubbish + Encode(packet)), std::vector{packet});
    EXPECT_GE(parser.skipped(), rubbish.size() > 9 ? 1U : 0U);
  }
}

TEST(ZfmPacket, AGoodOneWithinABrokenOneIsFound) {
  const ZfmPacket packet = Ack({0x09});
  const Bytes head{0xEF, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0x02, 0x00, 0x20};
  ZfmPacketParser parser;
  EXPECT_EQ(ParseAll(parser, head + Encode(packet) + Bytes(20)), std::vector{packet});
}

TEST(ZfmPacket, NoiseLeavesLessThanOnePacketBehind) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  ZfmPacketParser parser;
  std::uint64_t fed = 0;
  for (int i = 0; i < 2000; ++i) {
    Bytes noise(1024);
    for (auto& byte : noise) byte = static_cast<std::uint8_t>(random());
    for (std::size_t at = 0; at + 1 < noise.size(); at += 64)
      noise[at] = 0xEF, noise[at + 1] = 0x01;
    ParseAll(parser, noise);
    fed += noise.size();
    EXPECT_GT(parser.skipped() + 9 + kMaxZfmPayload + 2 + 1024, fed);
  }
  parser.Clear();
  EXPECT_EQ(ParseAll(parser, Encode(Ack({0x00}))).size(), 1U);
}

}  // namespace doorward::zfm_packet_test
