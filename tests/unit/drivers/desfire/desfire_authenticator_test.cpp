#include "drivers/desfire/desfire_authenticator.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <functional>

#include "doorward/core/check.hpp"
#include "fakes/desfire_recording.hpp"

namespace doorward::desfire_authenticator_test {

using testing::HasSubstr;
using testing::Not;

const Bytes kClaimed = {0x04, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66};  // What the anticollision said.

// Answers as recorded, except for one answer.
class RecordedCard final : public RecordedDesfireCard {
 public:
  using Change = std::function<Result<Bytes>(Bytes)>;

  void ChangeAnswer(std::size_t which, Change change) {
    changed_ = which;
    change_ = std::move(change);
  }

  Result<Bytes> Transceive(ByteView apdu, Milliseconds patience) override {
    EXPECT_GT(patience, Milliseconds(0));
    EXPECT_LE(patience, DesfireAuthenticator::kPatience);
    const std::size_t at = asked();
    auto answer = RecordedDesfireCard::Transceive(apdu, patience);
    return at == changed_ ? change_(*std::move(answer)) : answer;
  }

 private:
  std::size_t changed_ = 99;
  Change change_;
};

class DesfireAuthenticatorTest : public testing::Test {
 protected:
  void WriteKey(const std::string& text, mode_t mode = 0600) {
    std::ofstream(config_.key_file) << text;
    DW_CHECK(::chmod(config_.key_file.c_str(), mode) == 0);
  }

  Result<CardRead> Identify(CardChannel& card) {
    auto authenticator = DesfireAuthenticator::Make(config_);
    if (!authenticator) return Fail(authenticator.error());
    return authenticator->IdentifyWith(recording_.random, card, kClaimed);
  }

  void ExpectFailed(const Result<CardRead>& read) {
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->proof, CardProof::kFailed);
    EXPECT_EQ(read->uid, kClaimed);
  }

  TempDir folder_;
  const DesfireRecording& recording_ = RecordedDesfire();
  DesfireConfig config_ = RecordedDesfireConfig(folder_);
};

TEST_F(DesfireAuthenticatorTest, ACardWithTheKeyIsKnownByTheUidThatItTellsUnderIt) {
  RecordedCard card;
  const auto read = Identify(card);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->proof, CardProof::kAuthenticated);
  EXPECT_EQ(read->uid, recording_.uid);
  EXPECT_EQ(card.asked(), 4U);
}

TEST_F(DesfireAuthenticatorTest, AnotherKeyOrApplicationOrKeyNumberFails) {
  {
    RecordedCard card;
    WriteKey("5A3C0F1122334455667788990A1B2C3E");
    ExpectFailed(Identify(card));
    EXPECT_EQ(card.asked(), 3U);
    WriteKey(recording_.key);
  }
  for (auto change : {+[](DesfireConfig& config) { config.application = 0xF51235; },
                      +[](DesfireConfig& config) { config.key_number = 2; }}) {
    RecordedCard card;
    const DesfireConfig kept = config_;
    change(config_);
    ExpectFailed(Identify(card));
    config_ = kept;
  }
}

TEST_F(DesfireAuthenticatorTest, EveryAnswerThatIsCutAnywhereFails) {
  for (std::size_t which = 0; which < 4; ++which) {
    for (std::size_t length = 0; length < recording_.answers[which].size(); ++length) {
      RecordedCard card;
      card.ChangeAnswer(which, [&](Bytes answer) {
        answer.resize(length);
        return answer;
      });
      SCOPED_TRACE(testing::Message() << which << " cut to " << length);
      ExpectFailed(Identify(card));
      EXPECT_EQ(card.asked(), which + 1);
    }
  }
}

TEST_F(DesfireAuthenticatorTest, EveryAnswerWithABitChangedFails) {
  for (std::size_t which = 0; which < 4; ++which) {
    for (std::size_t bit = 0; bit < recording_.answers[which].size() * 8; ++bit) {
      RecordedCard card;
      card.ChangeAnswer(which, [&](Bytes answer) {
        answer[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        return answer;
      });
      SCOPED_TRACE(testing::Message() << which << " bit " << bit);
      ExpectFailed(Identify(card));
    }
  }
}

TEST_F(DesfireAuthenticatorTest, AnswersOfOtherLengthsOrWithMoreToSayFail) {
  for (std::size_t which = 0; which < 4; ++which) {
    for (const Bytes& other :
         {Bytes{}, Bytes{0x91}, Bytes{0x91, 0x00}, Bytes{0x91, 0xAF}, Bytes{0x91, 0xA0},
          Bytes{0x91, 0xAE}, Bytes{0x90, 0x00}, Bytes{0x6D, 0x00}, Bytes{0x61, 0x10},
          Bytes{0x6C, 0x10}, Bytes(258, 0x91), Bytes(100'000, 0x00)}) {
      if (other == recording_.answers[which]) continue;
      RecordedCard card;
      card.ChangeAnswer(which, [&](const Bytes&) { return other; });
      SCOPED_TRACE(testing::Message() << which << " is of " << other.size());
      ExpectFailed(Identify(card));
      EXPECT_LE(card.asked(), 4U);
    }
  }
}

// For ever "more follows": after at most four questions nobody asks any more.
TEST_F(DesfireAuthenticatorTest, ACardThatNeverEndsIsRefusedAtOnce) {
  for (std::size_t which = 0; which < 4; ++which) {
    RecordedCard card;
    card.ChangeAnswer(which, [](Bytes answer) {
      answer.back() = answer.back() == 0xAF ? 0x00 : 0xAF;
      return answer;
    });
    ExpectFailed(Identify(card));
    EXPECT_EQ(card.asked(), which + 1);
  }
}

// A relay that shows somebody else's UID, and passes the rest on to a genuine card, is known by the
// genuine card's UID; kClaimed opens nothing.
TEST_F(DesfireAuthenticatorTest, ARelayThatSwapsTheUidDoesNotSucceed) {
  RecordedCard card;
  const auto read = Identify(card);
  ASSERT_TRUE(read);
  EXPECT_NE(read->uid, kClaimed);
}

TEST_F(DesfireAuthenticatorTest, NoAnswerIsTheChannelsError) {
  for (std::size_t which = 0; which < 4; ++which) {
    for (const ErrorCode code : {ErrorCode::kUnavailable, ErrorCode::kNotFound}) {
      RecordedCard card;
      card.ChangeAnswer(which, [&](const Bytes&) { return Fail(code, "scripted"); });
      const auto read = Identify(card);
      ASSERT_FALSE(read);
      EXPECT_EQ(read.error().code, code);
      EXPECT_EQ(card.asked(), which + 1);
    }
  }
}

TEST_F(DesfireAuthenticatorTest, EveryAttemptHasItsOwnRandomNumber) {
  // Thrice the second pass for the same first one.
  std::vector<Bytes> sent;
  class Listener final : public CardChannel {
   public:
    Listener(const DesfireRecording& recording, std::vector<Bytes>& sent)
        : recording_(recording), sent_(sent) {}
    Result<Bytes> Transceive(ByteView apdu, Milliseconds) override {
      if (apdu[1] == 0xAF) sent_.emplace_back(apdu.begin(), apdu.end());
      return recording_.answers[std::min<std::size_t>(asked_++, 3)];
    }

   private:
    const DesfireRecording& recording_;
    std::vector<Bytes>& sent_;
    std::size_t asked_ = 0;
  };
  const auto authenticator = DesfireAuthenticator::Make(config_);
  ASSERT_TRUE(authenticator);
  for (int i = 0; i < 3; ++i) {
    Listener card(recording_, sent);
    ExpectFailed(authenticator->Identify(card, kClaimed));
  }
  ASSERT_EQ(sent.size(), 3U);
  EXPECT_NE(sent[0], sent[1]);
  EXPECT_NE(sent[1], sent[2]);
  EXPECT_NE(sent[0], sent[2]);
}

TEST_F(DesfireAuthenticatorTest, NumbersOutOfRangeAreRefused) {
  for (auto change : {+[](DesfireConfig& config) { config.application = 0; },
                      +[](DesfireConfig& config) { config.application = 0x1000000; },
                      +[](DesfireConfig& config) { config.key_number = -1; },
                      +[](DesfireConfig& config) { config.key_number = 14; }}) {
    DesfireConfig config = config_;
    change(config);
    const auto made = DesfireAuthenticator::Make(config);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::kInvalidArgument);
  }
}

TEST_F(DesfireAuthenticatorTest, BadKeyFilesAreRefusedWithoutTellingThem) {
  for (const std::string& text :
       {recording_.key + "00", recording_.key.substr(1), std::string(), std::string(32, '0')}) {
    WriteKey(text);
    const Status status = CheckDesfireKey(config_);
    ASSERT_FALSE(status) << text;
    EXPECT_EQ(status.error().code, ErrorCode::kInvalidArgument);
    if (!text.empty()) {
      EXPECT_THAT(status.error().message, Not(HasSubstr(text)));
    }
  }
  WriteKey(recording_.key, 0640);
  EXPECT_EQ(CheckDesfireKey(config_).error().code, ErrorCode::kPermissionDenied);
}

}  // namespace doorward::desfire_authenticator_test
