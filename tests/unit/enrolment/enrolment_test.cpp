#include "doorward/enrolment/enrolment.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace doorward::enrolment_test {

using enum EnrolmentState;

const SteadyTime kStart{Milliseconds(1'000'000)};
constexpr Milliseconds kPatience{30'000};

Enrolment Begun(CredentialType type = CredentialType::kCard) {
  return Enrolment({.id = "e1",
                    .person = PersonId("1001"),
                    .type = type,
                    .reader = ReaderId("nfc"),
                    .patience = kPatience},
                   kStart);
}

const Error kTaken{ErrorCode::kAlreadyExists, "this card is enrolled for another person"};

// An enrolment of a finger in each state.
Enrolment In(EnrolmentState state) {
  Enrolment enrolment = Begun(CredentialType::kFingerprint);
  switch (state) {
    case kWaiting: break;
    case kAgain: enrolment.Prompt(EnrolmentPrompt::kPlaceFingerAgain); break;
    case kLift: enrolment.Prompt(EnrolmentPrompt::kLiftFinger); break;
    case kChecking: enrolment.Capture(); break;
    case kDone:
      enrolment.Capture();
      enrolment.Finish("fingerprint:0");
      break;
    case kFailed: enrolment.Finish(Fail(kTaken)); break;
    case kCancelled: enrolment.Cancel("as was asked"); break;
  }
  return enrolment;
}

constexpr EnrolmentState kStates[] = {kWaiting, kAgain,  kLift,     kChecking,
                                      kDone,    kFailed, kCancelled};

struct Row {
  const char* event;
  std::function<void(Enrolment&)> happen;
  EnrolmentState next[std::size(kStates)];  // From each state, in their order.
};

TEST(Enrolment, GoesFromEachStateAsEachEventSays) {
  const auto late = [](Milliseconds after) {
    return [after](Enrolment& enrolment) { enrolment.PassTime(kStart + after); };
  };
  const Row rows[] = {
      {"lift",
       [](Enrolment& it) { it.Prompt(EnrolmentPrompt::kLiftFinger); },
       {kLift, kLift, kLift, kChecking, kDone, kFailed, kCancelled}},
      {"place again",
       [](Enrolment& it) { it.Prompt(EnrolmentPrompt::kPlaceFingerAgain); },
       {kAgain, kAgain, kAgain, kChecking, kDone, kFailed, kCancelled}},
      {"place",
       [](Enrolment& it) { it.Prompt(EnrolmentPrompt::kPlaceFinger); },
       {kWaiting, kWaiting, kWaiting, kChecking, kDone, kFailed, kCancelled}},
      {"capture",
       [](Enrolment& it) { it.Capture(); },
       {kChecking, kChecking, kChecking, kChecking, kDone, kFailed, kCancelled}},
      {"refused",
       [](Enrolment& it) { it.Finish(Fail(kTaken)); },
       {kFailed, kFailed, kFailed, kFailed, kDone, kFailed, kCancelled}},
      {"cancel",
       [](Enrolment& it) { it.Cancel("why"); },
       {kCancelled, kCancelled, kCancelled, kCancelled, kDone, kFailed, kCancelled}},
      {"asked",
       [](Enrolment& it) { it.Ask(kStart); },
       {kWaiting, kAgain, kLift, kChecking, kDone, kFailed, kCancelled}},
      {"a moment",
       late(Milliseconds(9'999)),
       {kWaiting, kAgain, kLift, kChecking, kDone, kFailed, kCancelled}},
      {"nobody asks",
       late(Enrolment::kAskPatience),
       {kCancelled, kCancelled, kCancelled, kChecking, kDone, kFailed, kCancelled}},
      {"time over",
       late(kPatience),
       {kFailed, kFailed, kFailed, kChecking, kDone, kFailed, kCancelled}},
  };
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < std::size(kStates); ++i) {
      Enrolment enrolment = In(kStates[i]);
      ASSERT_EQ(enrolment.status().state, kStates[i]);
      row.happen(enrolment);
      EXPECT_EQ(enrolment.status().state, row.next[i])
          << row.event << " in " << EnrolmentStateName(kStates[i]);
    }
  }
}

TEST(Enrolment, IsDoneWithTheCredentialOnlyAfterACapture) {
  Enrolment enrolment = Begun();
  ASSERT_TRUE(enrolment.Capture());
  EXPECT_FALSE(enrolment.Capture());  // One is enough.
  enrolment.Finish("card:04A1B2C3");
  EXPECT_EQ(enrolment.status(),
            (EnrolmentStatus{kDone, "It is enrolled.", "card:04A1B2C3", std::nullopt}));
  EXPECT_FALSE(enrolment.Capture());
  enrolment.Finish(Fail(kTaken));
  EXPECT_EQ(enrolment.status().state, kDone);
  EXPECT_FALSE(enrolment.status().error);
}

TEST(EnrolmentDeathTest, NothingIsDoneThatWasNotCaptured) {
  Enrolment enrolment = Begun();
  EXPECT_DEATH(enrolment.Finish("card:04A1B2C3"), "");
}

TEST(Enrolment, SaysWhyItFailed) {
  Enrolment enrolment = Begun();
  enrolment.Capture();
  enrolment.Finish(Fail(kTaken));
  EXPECT_EQ(enrolment.status().error, kTaken);
  EXPECT_EQ(enrolment.status().guidance,
            "It was not enrolled: this card is enrolled for another person.");
  EXPECT_TRUE(enrolment.status().credential.empty());
}

TEST(Enrolment, TimeIsUpAtItsLimitThoughSomebodyAsks) {
  Enrolment enrolment = Begun();
  for (Milliseconds at(0); at < kPatience; at += Milliseconds(1'000)) {
    enrolment.Ask(kStart + at);
    enrolment.PassTime(kStart + at);
    ASSERT_EQ(enrolment.status().state, kWaiting) << at.count();
  }
  enrolment.PassTime(kStart + kPatience);
  ASSERT_EQ(enrolment.status().state, kFailed);
  EXPECT_EQ(enrolment.status().error->code, ErrorCode::kTimeout);
}

TEST(Enrolment, LivesAsLongAsItIsAskedForEveryTenSeconds) {
  Enrolment enrolment = Begun();
  enrolment.Ask(kStart + Milliseconds(9'000));
  enrolment.PassTime(kStart + Milliseconds(18'999));
  EXPECT_EQ(enrolment.status().state, kWaiting);
  enrolment.PassTime(kStart + Milliseconds(19'000));
  EXPECT_EQ(enrolment.status().state, kCancelled);
  EXPECT_NE(enrolment.status().guidance.find("asks no longer"), std::string::npos);
}

TEST(Enrolment, BeginsWithWhatItsTypeNeeds) {
  for (const CredentialType type :
       {CredentialType::kCard, CredentialType::kFace, CredentialType::kFingerprint}) {
    ASSERT_TRUE(IsEnrolledAtReader(type));
    const Enrolment enrolment = Begun(type);
    EXPECT_EQ(enrolment.status().state, kWaiting);
    EXPECT_EQ(enrolment.status().guidance, TextOf(FirstPrompt(type)));
  }
  for (const CredentialType type : {CredentialType::kQr, CredentialType::kPin,
                                    CredentialType::kTotp, CredentialType::kBluetooth}) {
    EXPECT_FALSE(IsEnrolledAtReader(type));
  }
}

}  // namespace doorward::enrolment_test
