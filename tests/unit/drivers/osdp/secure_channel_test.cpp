#include "drivers/osdp/secure_channel.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "drivers/osdp/osdp_codes.hpp"
#include "fakes/osdp_reader_side.hpp"
#include "fakes/osdp_recording.hpp"

namespace doorward::secure_channel_test {

constexpr std::size_t kCard = kFirstSecured;  // POLL, answered by a card.

// `frame` with byte `at` changed and a CRC that is right.
Bytes Changed(const Bytes& frame, std::size_t at) {
  Bytes changed(frame.begin(), frame.end() - 2);
  changed[at] ^= 1U;
  AppendOsdpCrc(changed);
  return changed;
}

ErrorCode CodeOf(const auto& result) { return result ? ErrorCode::kInternal : result.error().code; }

TEST(SecureChannel, SaysAndUnderstandsWhatLibosdpDoes) {
  SecureChannel channel = RecordedChannel();
  for (std::size_t i = kFirstSecured; i < RecordedExchanges().size(); ++i) {
    SCOPED_TRACE(i);
    const OsdpExchange& exchange = RecordedExchanges()[i];
    EXPECT_EQ(channel.Seal(kRecordedAddress, exchange.command[4] & 3U, exchange.command_body[0],
                           ByteView(exchange.command_body).subspan(1)),
              exchange.command);
    EXPECT_EQ(channel.Open(*ReadOsdpFrame(exchange.reply)), exchange.reply_body);
  }
}

TEST(SecureChannel, ProvesTheKeyAsLibosdpDoes) {
  const OsdpExchange& scrypt = RecordedExchanges()[3];
  const SecureChannel channel = RecordedChannel();
  EXPECT_TRUE(std::ranges::equal(channel.panel_proof(), ByteView(scrypt.command_body).subspan(1)));
}

TEST(SecureChannel, RefusesAReaderWithAnotherKey) {
  const ByteView proof = ByteView(RecordedExchanges()[2].reply_body).subspan(1);
  OsdpChallenge challenge{};
  std::copy_n(RecordedExchanges()[2].command_body.begin() + 1, 8, challenge.begin());
  for (const OsdpKey& key : {DefaultOsdpKey(), OsdpKey()}) {
    EXPECT_EQ(CodeOf(SecureChannel(key, challenge).TakeReaderProof(proof)),
              ErrorCode::kPermissionDenied);
  }
  challenge[7] ^= 1U;  // Not of the keys, but of the proof.
  EXPECT_EQ(CodeOf(SecureChannel(RecordedKey(), challenge).TakeReaderProof(proof)),
            ErrorCode::kPermissionDenied);
}

TEST(SecureChannel, RefusesAProofOfAnotherLength) {
  const ByteView proof = ByteView(RecordedExchanges()[2].reply_body).subspan(1);
  for (std::size_t length = 0; length < proof.size(); ++length) {
    EXPECT_FALSE(SecureChannel(RecordedKey(), {}).TakeReaderProof(proof.first(length)));
  }
}

TEST(SecureChannel, RefusesAnotherFirstMac) {
  Bytes mac(RecordedExchanges()[3].reply_body.begin() + 1, RecordedExchanges()[3].reply_body.end());
  SecureChannel channel = RecordedChannel();
  EXPECT_TRUE(channel.TakeFirstMac(mac));
  for (std::size_t i = 0; i < mac.size(); ++i) {
    Bytes other = mac;
    other[i] ^= 0x80U;
    EXPECT_FALSE(channel.TakeFirstMac(other));
  }
  EXPECT_FALSE(channel.TakeFirstMac({}));
  EXPECT_FALSE(channel.TakeFirstMac(ByteView(mac).first(15)));
}

TEST(SecureChannel, RefusesAnyChange) {
  const Bytes& reply = RecordedExchanges()[kCard].reply;
  for (std::size_t at = 0; at + 2 < reply.size(); ++at) {
    const Bytes changed = Changed(reply, at);
    const auto frame = ReadOsdpFrame(changed);
    if (!frame) continue;  // Then it does not come so far.
    EXPECT_FALSE(RecordedChannelAfter(kCard).Open(*frame)) << "changed at " << at;
  }
}

TEST(SecureChannel, RefusesAReplay) {
  const auto card = *ReadOsdpFrame(RecordedExchanges()[kCard].reply);
  for (std::size_t later = kCard + 1; later < RecordedExchanges().size(); ++later) {
    EXPECT_EQ(CodeOf(RecordedChannelAfter(later).Open(card)), ErrorCode::kPermissionDenied);
  }
  // Nor twice for one question.
  SecureChannel channel = RecordedChannelAfter(kCard);
  EXPECT_TRUE(channel.Open(card));
  channel.Seal(kRecordedAddress, 2, osdp::kPoll, {});
  EXPECT_FALSE(channel.Open(card));
}

TEST(SecureChannel, RefusesAnAnswerThatOvertakesAnother) {
  const auto& exchanges = RecordedExchanges();
  EXPECT_FALSE(RecordedChannelAfter(kCard).Open(*ReadOsdpFrame(exchanges[kCard + 1].reply)));
}

TEST(SecureChannel, RefusesCleartext) {
  for (const char* text :
       {"538508000540", "53850F00055000012000112233", "53850A000D021540", "53850B000D03120140"}) {
    Bytes bytes = *FromHex(text);
    bytes[2] = static_cast<std::uint8_t>(bytes.size() + 2);
    AppendOsdpCrc(bytes);
    const auto frame = ReadOsdpFrame(bytes);
    ASSERT_TRUE(frame) << text;
    EXPECT_EQ(CodeOf(RecordedChannelAfter(kCard).Open(*frame)), ErrorCode::kUnsupported) << text;
  }
}

TEST(SecureChannel, RefusesAnAnswerTooShortForAMac) {
  Bytes bytes = *FromHex("53850C000D02164000000000");
  bytes.pop_back();
  bytes[2] = static_cast<std::uint8_t>(bytes.size() + 2);
  AppendOsdpCrc(bytes);
  EXPECT_EQ(CodeOf(RecordedChannelAfter(kCard).Open(*ReadOsdpFrame(bytes))),
            ErrorCode::kUnsupported);
}

// A channel that is open, and a POLL in it that waits for its answer.
class PolledChannel : public testing::Test {
 protected:
  PolledChannel() {
    const auto begin = [](std::uint8_t security, std::uint8_t code, ByteView data) {
      Bytes body{code};
      body.insert(body.end(), data.begin(), data.end());
      Bytes frame = BeginOsdpCommand(5, 1, std::array{security, std::uint8_t{1}}, body, 2);
      AppendOsdpCrc(frame);
      return frame;
    };
    const auto data_of = [](const Bytes& reply) {
      const ByteView body = ReadOsdpFrame(reply)->body.subspan(1);
      return Bytes(body.begin(), body.end());
    };
    const Bytes challenge = begin(osdp::kScs11, osdp::kChlng, kChallenge);
    EXPECT_TRUE(panel_.TakeReaderProof(data_of(reader_.Answer(*ReadOsdpFrame(challenge)))));
    const Bytes proof = begin(osdp::kScs13, osdp::kScrypt, panel_.panel_proof());
    EXPECT_TRUE(panel_.TakeFirstMac(data_of(reader_.Answer(*ReadOsdpFrame(proof)))));
    const Bytes poll = panel_.Seal(5, 1, osdp::kPoll, {});
    reader_.Hear(*ReadOsdpFrame(poll));
  }

  Result<Bytes> Take(std::uint8_t security, const Bytes& body) {
    const Bytes reply = reader_.Say(1, security, body);
    return panel_.Open(*ReadOsdpFrame(reply));
  }

  static constexpr OsdpChallenge kChallenge{1, 2, 3, 4, 5, 6, 7, 8};
  SecureChannel panel_{RecordedKey(), kChallenge};
  OsdpReaderSide reader_{5, RecordedKey()};
};

const Bytes kCardData = *FromHex("0001200004A1B2C3");

Bytes Padded(Bytes data, std::uint8_t first = 0x80) {
  data.push_back(first);
  data.resize((data.size() + 15) / 16 * 16);
  return data;
}

TEST_F(PolledChannel, TakesEncryptedData) {
  const Bytes body = reader_.Encrypted(osdp::kRaw, Padded(kCardData));
  Bytes card{osdp::kRaw};
  card.insert(card.end(), kCardData.begin(), kCardData.end());
  EXPECT_EQ(Take(osdp::kScs18, body), card);
}

TEST_F(PolledChannel, TakesWholeBlocksOfData) {
  const Bytes data(16, 7);
  const auto body = Take(osdp::kScs18, reader_.Encrypted(osdp::kRaw, Padded(data)));
  ASSERT_TRUE(body);
  EXPECT_EQ(body->size(), 17U);
}

TEST_F(PolledChannel, RefusesDataThatAreNotEncrypted) {
  Bytes card{osdp::kRaw};
  card.insert(card.end(), kCardData.begin(), kCardData.end());
  EXPECT_EQ(CodeOf(Take(osdp::kScs16, card)), ErrorCode::kUnsupported);
}

TEST_F(PolledChannel, TakesARefusalThatIsNotEncrypted) {
  const Bytes refusal{osdp::kNak, 3};
  EXPECT_EQ(Take(osdp::kScs16, refusal), refusal);
}

TEST_F(PolledChannel, TakesNoDataEncryptedAsNone) {
  EXPECT_EQ(Take(osdp::kScs18, {osdp::kAck}), Bytes{osdp::kAck});
}

TEST_F(PolledChannel, RefusesWrongPadding) {
  EXPECT_FALSE(Take(osdp::kScs18, reader_.Encrypted(osdp::kRaw, Bytes(16))));
}

TEST_F(PolledChannel, RefusesPaddingThatDoesNotBegin) {
  EXPECT_FALSE(Take(osdp::kScs18, reader_.Encrypted(osdp::kRaw, Padded(kCardData, 0x81))));
}

TEST_F(PolledChannel, RefusesPartsOfBlocks) {
  Bytes body = reader_.Encrypted(osdp::kRaw, Padded(kCardData));
  body.pop_back();
  EXPECT_FALSE(Take(osdp::kScs18, body));
}

TEST_F(PolledChannel, RefusesThePanelsOwnKindOfBlock) {
  EXPECT_EQ(CodeOf(Take(osdp::kScs15, {osdp::kAck})), ErrorCode::kUnsupported);
  EXPECT_EQ(CodeOf(Take(osdp::kScs17, {osdp::kAck})), ErrorCode::kUnsupported);
}

}  // namespace doorward::secure_channel_test
