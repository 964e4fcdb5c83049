#include "doorward/enrolment/enroller.hpp"

#include <gtest/gtest.h>

#include "fakes/face_numbers.hpp"
#include "fakes/fake_clock.hpp"

namespace doorward::enroller_test {

const ReaderId kNfc("nfc");

Presentation Card(Bytes uid, const ReaderId& reader = kNfc) {
  return {.reader = reader, .at = {}, .what = CardPresented{std::move(uid)}};
}

class EnrollerTest : public testing::Test {
 protected:
  Status Begin(const std::string& id, CredentialType type = CredentialType::kCard) {
    return enroller_.Begin({.id = id, .person = PersonId("1001"), .type = type, .reader = kNfc},
                           FaceAgreement(2, 0.4));
  }
  EnrolmentState State(const std::string& id) {
    const auto status = enroller_.Ask(id);
    EXPECT_TRUE(status);
    return status ? status->state : EnrolmentState::kFailed;
  }
  // What whoever stores finds.
  template <typename News>
  std::optional<News> Take() {
    auto news = enroller_.WaitForNews(Milliseconds(0));
    auto* found = std::get_if<News>(&news);
    return found == nullptr ? std::nullopt : std::optional(std::move(*found));
  }

  FakeClock clock_;
  Feedback feedback_{FeedbackConfig{}, std::span(&kNfc, 1)};
  Enroller enroller_{feedback_, clock_};
};

TEST_F(EnrollerTest, TakesWhatItsReaderSeesAndNothingElse) {
  EXPECT_FALSE(enroller_.Takes(Card({1, 2, 3, 4})));
  ASSERT_TRUE(Begin("e1"));
  EXPECT_FALSE(enroller_.Takes(Card({1, 2, 3, 4}, ReaderId("side"))));
  EXPECT_TRUE(enroller_.Takes({.reader = kNfc, .at = {}, .what = PinEntered{"1234"}}));
  EXPECT_EQ(State("e1"), EnrolmentState::kWaiting);
  EXPECT_TRUE(enroller_.Takes(Card({1, 2, 3, 4})));
  EXPECT_EQ(State("e1"), EnrolmentState::kChecking);
  EXPECT_TRUE(enroller_.Takes(Card({5, 6, 7, 8})));  // Nor does a second one open anything.

  const auto capture = Take<EnrolmentCapture>();
  ASSERT_TRUE(capture);
  EXPECT_EQ(capture->credential, Credential(CardCredential{{1, 2, 3, 4}}));
  EXPECT_FALSE(Take<EnrolmentCapture>());  // Handed over once.
  enroller_.Finish("e1", "card:01020304");
  EXPECT_EQ(State("e1"), EnrolmentState::kDone);
  EXPECT_FALSE(enroller_.Takes(Card({1, 2, 3, 4})));

  const auto outcome = Take<EnrolmentOutcome>();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->status.credential, "card:01020304");
  EXPECT_EQ(outcome->credential, Credential(CardCredential{{1, 2, 3, 4}}));
}

// A telephone's random UID, the front of a longer UID, and what a reader tells that read nothing.
TEST_F(EnrollerTest, ANumberThatIdentifiesNobodyIsNotTaken) {
  ASSERT_TRUE(Begin("e1"));
  for (const Bytes& uid : {Bytes{0x08, 0xA1, 0xB2, 0xC3}, Bytes{0x88, 0x04, 0xA1, 0xB2},
                           Bytes(4, 0x00), Bytes(7, 0xFF)}) {
    EXPECT_TRUE(enroller_.Takes(Card(uid)));
    EXPECT_EQ(State("e1"), EnrolmentState::kAgain);
  }
  EXPECT_FALSE(Take<EnrolmentCapture>());
  EXPECT_TRUE(enroller_.Takes(Card({1, 2, 3, 4})));
  EXPECT_EQ(State("e1"), EnrolmentState::kChecking);
}

// Of a reader that gives a facility and a number, any number may begin so.
TEST_F(EnrollerTest, ANumberThatIsNoUidMayBeginAsARandomOne) {
  const auto number = [](Bytes bytes) {
    return Presentation{
        .reader = kNfc,
        .at = {},
        .what = CardPresented{.uid = std::move(bytes), .kind = CardNumberKind::kNumber}};
  };
  ASSERT_TRUE(Begin("e1"));
  EXPECT_TRUE(enroller_.Takes(number(Bytes(4, 0x00))));
  EXPECT_EQ(State("e1"), EnrolmentState::kAgain);
  EXPECT_TRUE(enroller_.Takes(number({0x08, 0xA1, 0xB2, 0xC3})));
  EXPECT_EQ(State("e1"), EnrolmentState::kChecking);
  EXPECT_EQ(Take<EnrolmentCapture>()->credential,
            Credential(CardCredential{{0x08, 0xA1, 0xB2, 0xC3}}));
}

TEST_F(EnrollerTest, ACardThatDidNotProveItselfIsNotTaken) {
  ASSERT_TRUE(Begin("e1"));
  EXPECT_TRUE(enroller_.Takes(
      {.reader = kNfc, .at = {}, .what = CardPresented{{1, 2, 3, 4}, CardProof::kFailed}}));
  EXPECT_EQ(State("e1"), EnrolmentState::kAgain);
  EXPECT_TRUE(enroller_.Takes(
      {.reader = kNfc, .at = {}, .what = CardPresented{{5, 6, 7, 8}, CardProof::kAuthenticated}}));
  EXPECT_EQ(Take<EnrolmentCapture>()->credential, Credential(CardCredential{{5, 6, 7, 8}}));
}

TEST_F(EnrollerTest, RunsOneAtATime) {
  ASSERT_TRUE(Begin("e1"));
  const Status second = Begin("e2");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kResourceExhausted);
  EXPECT_NE(second.error().message.find("e1"), std::string::npos);
  EXPECT_NE(second.error().message.find("nfc"), std::string::npos);
  EXPECT_EQ(enroller_.Ask("e2").error().code, ErrorCode::kNotFound);
  ASSERT_TRUE(enroller_.Cancel("e1", "why"));
  EXPECT_TRUE(Begin("e2"));
  EXPECT_EQ(enroller_.Ask("e1").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(enroller_.Cancel("e1", "why").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(State("e2"), EnrolmentState::kWaiting);
}

TEST_F(EnrollerTest, EndsWhenNobodyAsksAndThenTheReaderWorksAgain) {
  ASSERT_TRUE(Begin("e1"));
  clock_.Advance(Milliseconds(9'999));
  EXPECT_EQ(State("e1"), EnrolmentState::kWaiting);
  clock_.Advance(Enrolment::kAskPatience);
  EXPECT_FALSE(enroller_.Takes(Card({1, 2, 3, 4})));  // Before anybody has looked at the time.
  EXPECT_EQ(State("e1"), EnrolmentState::kCancelled);
  EXPECT_EQ(Take<EnrolmentOutcome>()->status.state, EnrolmentState::kCancelled);
}

TEST_F(EnrollerTest, WhoeverWaitsForNewsEndsWhatTakesTooLong) {
  ASSERT_TRUE(Begin("e1"));
  clock_.Advance(Enrolment::kAskPatience);
  EXPECT_EQ(Take<EnrolmentOutcome>()->status.state, EnrolmentState::kCancelled);
}

TEST_F(EnrollerTest, WhatIsCancelledWhileItIsCheckedIsNotWantedAnyMore) {
  ASSERT_TRUE(Begin("e1"));
  ASSERT_TRUE(enroller_.Takes(Card({1, 2, 3, 4})));
  ASSERT_TRUE(Take<EnrolmentCapture>());
  EXPECT_TRUE(enroller_.IsChecking("e1"));
  ASSERT_TRUE(enroller_.Cancel("e1", "why"));
  EXPECT_FALSE(enroller_.IsChecking("e1"));
  enroller_.Finish("e1", "card:01020304");
  EXPECT_EQ(State("e1"), EnrolmentState::kCancelled);
}

TEST_F(EnrollerTest, WhatTheOneBeforeCapturedIsNotTheNextOnes) {
  ASSERT_TRUE(Begin("e1"));
  ASSERT_TRUE(enroller_.Takes(Card({1, 2, 3, 4})));
  ASSERT_TRUE(enroller_.Cancel("e1", "why"));
  ASSERT_TRUE(Begin("e2"));
  ASSERT_TRUE(Take<EnrolmentOutcome>());
  EXPECT_FALSE(Take<EnrolmentCapture>());
  EXPECT_EQ(State("e2"), EnrolmentState::kWaiting);
}

TEST_F(EnrollerTest, AFaceIsTakenWhenFramesAgree) {
  FaceNumbers ana{};
  ana[0] = 1.4F;
  FaceNumbers ben{};
  ben[1] = 1.4F;
  EXPECT_FALSE(enroller_.TaskAt(kNfc));
  ASSERT_TRUE(Begin("e1", CredentialType::kFace));
  EXPECT_EQ(enroller_.TaskAt(kNfc)->id, "e1");
  EXPECT_EQ(enroller_.TaskAt(kNfc)->type, CredentialType::kFace);
  EXPECT_FALSE(enroller_.TaskAt(ReaderId("side")));
  EXPECT_TRUE(enroller_.Takes(Card({1, 2, 3, 4})));  // Opens nothing, and is no face.
  enroller_.Prompt("e1", EnrolmentPrompt::kComeCloser);
  EXPECT_EQ(enroller_.Ask("e1")->guidance, TextOf(EnrolmentPrompt::kComeCloser));
  enroller_.Take("e0", ana.Of("fake"));
  enroller_.Take("e1", ana.Of("fake"));
  EXPECT_EQ(enroller_.Ask("e1")->guidance, TextOf(EnrolmentPrompt::kHoldStill));
  enroller_.Take("e1", ben.Of("fake"));
  enroller_.Prompt("e1", EnrolmentPrompt::kComeAlone);
  enroller_.Take("e1", ben.Of("fake"));
  EXPECT_EQ(State("e1"), EnrolmentState::kAgain);
  enroller_.Take("e1", ben.Of("fake"));
  EXPECT_EQ(State("e1"), EnrolmentState::kChecking);
  EXPECT_TRUE(enroller_.TaskAt(kNfc));  // Whoever stands there is not presented yet.
  EXPECT_EQ(Take<EnrolmentCapture>()->credential, Credential(ben.Of("fake")));
  enroller_.Finish("e1", "face");
  EXPECT_FALSE(enroller_.TaskAt(kNfc));
}

const FingerprintCredential kFinger{.sensor = "zfm", .slot = {}, .template_data = {1}};

TEST_F(EnrollerTest, AFingerIsTakenForItsOwnEnrolmentOnly) {
  ASSERT_TRUE(Begin("e2", CredentialType::kFingerprint));
  enroller_.Prompt("e1", EnrolmentPrompt::kLiftFinger);
  enroller_.Take("e1", kFinger);
  EXPECT_EQ(State("e2"), EnrolmentState::kWaiting);
  enroller_.Prompt("e2", EnrolmentPrompt::kLiftFinger);
  EXPECT_EQ(State("e2"), EnrolmentState::kLift);
  enroller_.Take("e2", kFinger);
  EXPECT_EQ(State("e2"), EnrolmentState::kChecking);
  // What is being stored does not fail because the module goes.
  enroller_.Take("e2", Fail(ErrorCode::kUnavailable, "the fingerprint module is gone"));
  EXPECT_EQ(State("e2"), EnrolmentState::kChecking);
  enroller_.Finish("e2", "fingerprint:0");
  EXPECT_EQ(State("e2"), EnrolmentState::kDone);
}

TEST_F(EnrollerTest, WhoeverCapturesFindsThatItWasCancelled) {
  ASSERT_TRUE(Begin("e1", CredentialType::kFingerprint));
  ASSERT_TRUE(enroller_.TaskAt(kNfc));
  ASSERT_TRUE(enroller_.Cancel("e1", "why"));
  EXPECT_FALSE(enroller_.TaskAt(kNfc));
  enroller_.Take("e1", kFinger);
  EXPECT_EQ(State("e1"), EnrolmentState::kCancelled);
}

TEST_F(EnrollerTest, WhoeverCapturesFindsThatItsTimeIsOver) {
  ASSERT_TRUE(Begin("e1", CredentialType::kFingerprint));
  clock_.Advance(Enrolment::kAskPatience);
  EXPECT_FALSE(enroller_.TaskAt(kNfc));
}

TEST_F(EnrollerTest, AModuleThatIsGoneEndsIt) {
  ASSERT_TRUE(Begin("e1", CredentialType::kFingerprint));
  enroller_.Take("e1", Fail(ErrorCode::kUnavailable, "the fingerprint module is gone"));
  EXPECT_EQ(enroller_.Ask("e1")->error->code, ErrorCode::kUnavailable);
  EXPECT_FALSE(enroller_.Takes(Card({1, 2, 3, 4})));
}

TEST_F(EnrollerTest, OutcomesThatNobodyTakesAreBounded) {
  for (int i = 0; i < 16; ++i) {
    ASSERT_TRUE(Begin("e" + std::to_string(i)));
    enroller_.CancelAny("why");
  }
  EXPECT_EQ(Begin("late").error().code, ErrorCode::kResourceExhausted);
  ASSERT_TRUE(Take<EnrolmentOutcome>());
  EXPECT_TRUE(Begin("late"));
}

}  // namespace doorward::enroller_test
