#include "drivers/osdp/osdp_frame.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <random>

#include "fakes/osdp_recording.hpp"

namespace doorward::osdp_frame_test {

using testing::ElementsAre;
using testing::IsEmpty;

// A reader's ACK in cleartext, sequence number 1.
const Bytes kAck = *FromHex("538508000540");

Bytes WithCrc(Bytes frame) {
  AppendOsdpCrc(frame);
  return frame;
}

Bytes Joined(std::initializer_list<Bytes> pieces) {
  Bytes all;
  for (const Bytes& piece : pieces) all.insert(all.end(), piece.begin(), piece.end());
  return all;
}

std::vector<Bytes> Frames(OsdpFrameParser& parser, ByteView bytes) {
  parser.Feed(bytes);
  std::vector<Bytes> frames;
  while (auto frame = parser.Next()) frames.push_back(*std::move(frame));
  return frames;
}

TEST(OsdpCrc, IsTheCataloguesOne) {
  EXPECT_EQ(OsdpCrc(AsBytes("123456789")), 0xE5CC);  // CRC-16/SPI-FUJITSU, alias AUG-CCITT.
  EXPECT_EQ(OsdpCrc({}), 0x1D0F);
}

TEST(OsdpFrame, RecordedMessagesAreRead) {
  for (const OsdpExchange& exchange : RecordedExchanges()) {
    const auto command = ReadOsdpFrame(exchange.command);
    const auto reply = ReadOsdpFrame(exchange.reply);
    ASSERT_TRUE(command && reply);
    EXPECT_EQ(command->address, kRecordedAddress);
    EXPECT_EQ(reply->address, kRecordedAddress);
    EXPECT_FALSE(command->from_reader);
    EXPECT_TRUE(reply->from_reader);
    EXPECT_EQ(command->sequence, reply->sequence);
    EXPECT_EQ(command->code(), exchange.command_body[0]);
    EXPECT_EQ(reply->code(), exchange.reply_body[0]);
  }
}

TEST(OsdpFrame, CommandsAreMadeAsLibosdpMakesThem) {
  for (std::size_t i = 0; i < kFirstSecured; ++i) {
    const OsdpExchange& exchange = RecordedExchanges()[i];
    const auto theirs = *ReadOsdpFrame(exchange.command);
    Bytes ours = BeginOsdpCommand(theirs.address, theirs.sequence, theirs.security, theirs.body, 2);
    AppendOsdpCrc(ours);
    EXPECT_EQ(ours, exchange.command);
  }
}

TEST(OsdpFrame, WhatIsNoMessageIsNot) {
  const Bytes whole = WithCrc(kAck);
  EXPECT_TRUE(ReadOsdpFrame(whole));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(ReadOsdpFrame(ByteView(whole).first(length)));
  }
  const Bytes cases[] = {
      WithCrc(*FromHex("5385080005")),        // No code: a length of 8, but 7 bytes.
      WithCrc(*FromHex("5385070005")),        // No code.
      WithCrc(*FromHex("548508000540")),      // Another start.
      WithCrc(*FromHex("53850800055340")),    // Longer than it says.
      WithCrc(*FromHex("538508000140")),      // No CRC bit: a sum of one byte.
      WithCrc(*FromHex("538508000D40")),      // A security block longer than the message.
      WithCrc(*FromHex("538509000D0040")),    // One of no bytes.
      WithCrc(*FromHex("538509000D0140")),    // One without a type.
      WithCrc(*FromHex("53850A000D031640")),  // One that leaves no body.
      WithCrc(*FromHex("53850A000DFF1640")),  // One beyond the end.
      *FromHex("5385080005400000"),           // A wrong CRC.
  };
  for (const Bytes& bytes : cases) EXPECT_FALSE(ReadOsdpFrame(bytes)) << ToHex(bytes);
}

TEST(OsdpFrameParser, FindsAMessageSplitAnywhere) {
  for (const OsdpExchange& exchange : RecordedExchanges()) {
    const Bytes marked = Joined({{0xFF}, exchange.reply});
    for (std::size_t at = 0; at <= marked.size(); ++at) {
      OsdpFrameParser parser;
      std::vector<Bytes> frames = Frames(parser, ByteView(marked).first(at));
      for (Bytes& frame : Frames(parser, ByteView(marked).subspan(at))) frames.push_back(frame);
      EXPECT_THAT(frames, ElementsAre(exchange.reply)) << "split at " << at;
      EXPECT_EQ(parser.missing(), 0U);
    }
  }
}

TEST(OsdpFrameParser, FindsMessagesByteByByte) {
  OsdpFrameParser parser;
  std::vector<Bytes> frames;
  std::vector<Bytes> sent;
  for (const OsdpExchange& exchange : RecordedExchanges()) {
    sent.push_back(exchange.reply);
    for (const std::uint8_t byte : exchange.reply) {
      for (Bytes& frame : Frames(parser, ByteView(&byte, 1))) frames.push_back(frame);
    }
  }
  EXPECT_EQ(frames, sent);
}

TEST(OsdpFrameParser, SaysWhatIsMissing) {
  const Bytes frame = WithCrc(kAck);
  OsdpFrameParser parser;
  EXPECT_THAT(Frames(parser, *FromHex("FF00")), IsEmpty());
  EXPECT_EQ(parser.missing(), 0U);
  for (std::size_t i = 0; i + 1 < frame.size(); ++i) {
    EXPECT_THAT(Frames(parser, ByteView(frame).subspan(i, 1)), IsEmpty());
    EXPECT_EQ(parser.missing(), frame.size() - 1 - i);
  }
}

struct HostileCase {
  const char* name;
  std::string before;
};

class HostileOsdpStream : public testing::TestWithParam<HostileCase> {};

TEST_P(HostileOsdpStream, CostsNoGoodMessage) {
  const Bytes good = WithCrc(kAck);
  OsdpFrameParser parser;
  EXPECT_THAT(Frames(parser, Joined({*FromHex(GetParam().before), good})), ElementsAre(good));
}

INSTANTIATE_TEST_SUITE_P(All, HostileOsdpStream,
                         testing::Values(HostileCase{"starts", "5353535353"},
                                         HostileCase{"marks", "FFFFFFFFFFFF"},
                                         HostileCase{"half_a_message", "538508000540"},
                                         HostileCase{"too_long_a_message", "5385FFFF05"},
                                         HostileCase{"the_longest_message", "5385000105"},
                                         HostileCase{"no_length", "5385000005"},
                                         HostileCase{"short_length", "5385070005"},
                                         HostileCase{"wrong_sum", "5385080005400000"},
                                         HostileCase{"old_sum", "538507000140E0"},
                                         HostileCase{"zeros", "00000000000000000000"}),
                         [](const auto& one) { return std::string(one.param.name); });

TEST(OsdpFrameParser, KeepsLittleOfNoise) {
  std::mt19937 random(20261123);
  OsdpFrameParser parser;
  Bytes noise(1024);
  for (int i = 0; i < 1000; ++i) {
    for (auto& byte : noise) byte = static_cast<std::uint8_t>(random());
    Frames(parser, noise);
    EXPECT_LT(parser.missing(), kMaxOsdpFrameBytes);
  }
  const Bytes good = WithCrc(kAck);
  EXPECT_THAT(Frames(parser, good), ElementsAre(good));
}

RC_GTEST_PROP(OsdpFrameParserProperty, AnyBytesBeforeAMessageCostNothing, (const Bytes& before)) {
  const Bytes good = WithCrc(kAck);
  OsdpFrameParser parser;
  const std::vector<Bytes> frames = Frames(parser, Joined({before, good}));
  RC_ASSERT(!frames.empty());
  RC_ASSERT(frames.back() == good);
}

}  // namespace doorward::osdp_frame_test
