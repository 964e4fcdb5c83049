// A door that asks for more than one factor.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <random>

#include "fakes/face_numbers.hpp"
#include "integration/door/door_rig.hpp"

namespace doorward::factors_test {

using std::chrono::seconds;

const DoorId kMain("main");
const Bytes kCard = {0x04, 0xA1, 0xB2, 0xC3};

FaceNumbers FaceOf(std::size_t person) {
  FaceNumbers face{};
  face[person] = 1.4F;
  return face;
}

// Factors at one door, one record an attempt. People: 1001 with card, PIN and face, 1002 with card,
// PIN and face.
class Factors : public testing::Test {
 protected:
  void Start(const std::string& policy) {
    DoorConfig door = DefaultDoor();
    door.factors = {{.require = FactorPolicy::Parse(policy).value()}};
    rig_ = std::make_unique<DoorRig>(
        RigSetup{.doors = {door},
                 .readers = {ReaderAt("nfc"), ReaderAt("pad"), ReaderAt("cam"),
                             ReaderAt("cam-out", "main", Direction::kOut)},
                 .clock = &clock_,
                 .lights = true});
    rig_->Enrol("1001", {KeyOfCard(kCard), rig_->PinKey("482913")}, {FaceOf(1)});
    rig_->Enrol("1002", {KeyOfCard(kOther), rig_->PinKey("777777")}, {FaceOf(2)});
  }

  void Card(const Bytes& uid = kCard) { rig_->PostCard(uid); }
  void Pin(const std::string& digits = "482913") { rig_->PostPin(digits); }
  void Face(std::size_t person = 1) { rig_->PostFace(FaceOf(person)); }
  // The face of 1001, which the camera did not find to be live.
  void NotLive(LivenessVerdict verdict) {
    const FaceTemplate face = FaceOf(1);
    EXPECT_TRUE(rig_->access().Post(
        {.reader = ReaderId("cam"),
         .at = clock_.SteadyNow(),
         .what = FacePresented{.face = face,
                               .match = rig_->index().Get()->faces().Search(face),
                               .liveness = verdict,
                               .captured_at = clock_.SteadyNow(),
                               .jpeg = {0xFF, 0xD8, 0xFF}}}));
  }

  std::vector<std::string> Answers(std::size_t attempts) { return Reasons(*rig_, attempts); }

  const Bytes kOther = {2, 2, 2, 2};
  FakeClock clock_;
  std::unique_ptr<DoorRig> rig_;
};

using testing::ElementsAre;

TEST_F(Factors, ACardAndItsFaceAreOneGrant) {
  Start("card+face");
  const auto before = rig_->access().FaceRequests(ReaderId("cam"));
  Card();
  ASSERT_TRUE(Eventually([&] { return rig_->access().FaceRequests(ReaderId("cam")) > before; }));
  EXPECT_TRUE(rig_->Records().empty());
  Face();
  const Record attempt = rig_->WaitForAttempt();
  EXPECT_TRUE(attempt.granted);
  EXPECT_EQ(attempt.method, Method::kCard);
  EXPECT_EQ(attempt.reader, ReaderId("nfc"));
  EXPECT_EQ(attempt.person, PersonId("1001"));
  EXPECT_TRUE(attempt.snapshot);
  EXPECT_EQ(attempt.detail, "card+face: distance 0.00, threshold 0.50");
  EXPECT_TRUE(rig_->Becomes(true));
  EXPECT_EQ(rig_->WaitForRecords(IsAttempt).size(), 1U);
}

TEST_F(Factors, TheyMayComeInAnyOrder) {
  Start("card+pin+face");
  Face();
  Pin();
  Card();
  const Record attempt = rig_->WaitForAttempt();
  EXPECT_TRUE(attempt.granted);
  EXPECT_EQ(attempt.method, Method::kFace);
  EXPECT_EQ(attempt.detail.substr(0, 13), "card+face+pin");
  EXPECT_TRUE(attempt.snapshot);
}

TEST_F(Factors, TheSameFactorTwiceIsOne) {
  Start("card+pin");
  Card();
  Card();
  EXPECT_FALSE(rig_->IsReleased());
  Pin();
  EXPECT_THAT(Answers(1), ElementsAre("ok"));
}

TEST_F(Factors, AnotherPersonsPinIsAWrongOne) {
  Start("card+pin");
  Card();
  Pin("777777");
  EXPECT_THAT(Answers(1), ElementsAre("wrong_pin"));
  EXPECT_EQ(rig_->WaitForAttempt(1).person, PersonId()) << "whose it is, is nobody's business";
  Pin();
  EXPECT_THAT(Answers(2), ElementsAre("wrong_pin", "ok"));
}

TEST_F(Factors, ThreeWrongPinsEndTheAttempt) {
  Start("card+pin");
  Card();
  for (int i = 0; i < 3; ++i) Pin("000000");
  EXPECT_THAT(Answers(4),
              ElementsAre("wrong_pin", "wrong_pin", "second_factor_mismatch", "wrong_pin"));
  Pin();  // Begins an attempt of its own.
  rig_->LetItLook();
  clock_.Advance(seconds(10));
  EXPECT_EQ(rig_->WaitForAttempt(5).reason, Reason::kSecondFactorMissing);
  EXPECT_FALSE(rig_->IsReleased());
}

TEST_F(Factors, AStolenCardDoesNotHelpAgainstTheLockout) {
  Start("card+pin");
  for (int round = 0; round < 2; ++round) {
    Card();
    for (int i = 0; i < 3; ++i) Pin("00000" + std::to_string(i));
  }
  Card();
  Pin();  // Right, and not even looked at.
  EXPECT_THAT(Answers(8),
              ElementsAre("wrong_pin", "wrong_pin", "second_factor_mismatch", "wrong_pin",
                          "wrong_pin", "wrong_pin", "locked_out", "locked_out"));
  EXPECT_FALSE(rig_->IsReleased());
}

TEST_F(Factors, SomebodyElsesFaceIsAMismatch) {
  Start("card+face");
  Card();
  Face(2);
  EXPECT_THAT(Answers(1), ElementsAre("second_factor_mismatch"));
  Card(kOther);  // The attempt is over: this is another.
  Face(1);
  EXPECT_THAT(Answers(2), ElementsAre("second_factor_mismatch", "second_factor_mismatch"));
  EXPECT_FALSE(rig_->IsReleased());
}

TEST_F(Factors, WhereAFaceAloneIsEnoughTheNextInLineMayPass) {
  Start("face or (card and pin)");
  Card();
  Face(2);
  EXPECT_THAT(Answers(1), ElementsAre("ok"));
  EXPECT_EQ(rig_->WaitForAttempt(1).person, PersonId("1002"));
  Pin();
  EXPECT_THAT(Answers(2), ElementsAre("ok", "ok"));
  EXPECT_EQ(rig_->WaitForAttempt(2).person, PersonId("1001"));
}

TEST_F(Factors, APasserByDoesNotEndAnAttempt) {
  Start("card+pin or card+face");
  Card();
  Face(2);
  EXPECT_THAT(Answers(1), ElementsAre("second_factor_missing"));
  Pin();
  EXPECT_THAT(Answers(2), ElementsAre("second_factor_missing", "ok"));
}

TEST_F(Factors, AnotherPersonBeginsAnew) {
  Start("card+pin");
  Card();
  Card(kOther);
  Pin("777777");
  EXPECT_THAT(Answers(2), ElementsAre("second_factor_missing", "ok"));
  EXPECT_EQ(rig_->WaitForAttempt(1).person, PersonId("1001"));
  EXPECT_EQ(rig_->WaitForAttempt(1).detail, "card: somebody else came");
  EXPECT_EQ(rig_->WaitForAttempt(2).person, PersonId("1002"));
}

TEST_F(Factors, NothingMoreInTimeIsARefusal) {
  Start("card+pin+face");
  Card();
  rig_->LetItLook();
  clock_.Advance(Milliseconds(9'999));
  Pin();  // In time, and the time runs anew.
  rig_->LetItLook();
  clock_.Advance(Milliseconds(9'999));
  rig_->LetItLook();
  EXPECT_TRUE(rig_->Records().empty());
  clock_.Advance(Milliseconds(1));
  EXPECT_THAT(Answers(1), ElementsAre("second_factor_missing"));
  EXPECT_EQ(rig_->WaitForAttempt().detail, "card+pin: nothing more in time");
}

TEST_F(Factors, WhatTheDoorDoesNotAskForIsNotAccepted) {
  Start("card");
  Pin();
  Pin("000000");
  Card();
  EXPECT_THAT(Answers(3), ElementsAre("factor_not_accepted", "wrong_pin", "ok"));
}

TEST_F(Factors, APoorPictureAndAStrangersCardDoNotEndTheAttempt) {
  Start("card+face");
  Card();
  rig_->PostFace(FaceOf(1), "cam", false);
  Card({9, 9, 9, 9});
  Face();
  EXPECT_THAT(Answers(3), ElementsAre("face_quality", "unknown_credential", "ok"));
}

TEST_F(Factors, AFaceThatIsNotKnownToLiveIsNoFactorAndEndsNothing) {
  Start("card+face");
  Card();
  NotLive(LivenessVerdict::kSpoof);
  NotLive(LivenessVerdict::kUndecided);
  EXPECT_THAT(Answers(2), ElementsAre("liveness_failed", "liveness_failed"));
  EXPECT_EQ(rig_->WaitForAttempt(1).person, PersonId());
  EXPECT_TRUE(rig_->WaitForAttempt(1).snapshot);
  EXPECT_FALSE(rig_->IsReleased());
  Face();
  EXPECT_THAT(Answers(3), ElementsAre("liveness_failed", "liveness_failed", "ok"));
}

TEST_F(Factors, AFaceThatIsNotKnownToLiveBeginsNothing) {
  Start("face+card");
  NotLive(LivenessVerdict::kSpoof);
  Card();
  rig_->LetItLook();
  EXPECT_FALSE(rig_->IsReleased());
  Face();
  EXPECT_THAT(Answers(2), ElementsAre("liveness_failed", "ok"));
}

TEST_F(Factors, AFreeDoorAsksNoFaceWhetherItLives) {
  Start("face");
  NotLive(LivenessVerdict::kSpoof);
  ASSERT_THAT(Answers(1), ElementsAre("liveness_failed"));
  ASSERT_TRUE(rig_->access().SetMode(kMain, DoorMode::kFree, {}, "test"));
  NotLive(LivenessVerdict::kSpoof);
  EXPECT_THAT(Answers(2), ElementsAre("liveness_failed", "free_mode"));
}

TEST_F(Factors, TheOtherSideProvesNothing) {
  Start("card+face");
  Card();
  rig_->PostFace(FaceOf(1), "cam-out");
  rig_->LetItLook();
  EXPECT_FALSE(rig_->IsReleased());
  Face();
  EXPECT_THAT(Answers(1), ElementsAre("ok"));
}

TEST_F(Factors, AModeEndsTheAttempt) {
  Start("card+face");
  Card();
  ASSERT_TRUE(rig_->access().SetMode(kMain, DoorMode::kLockdown, {}, "test"));
  EXPECT_THAT(Answers(1), ElementsAre("lockdown"));
  ASSERT_TRUE(rig_->access().SetMode(kMain, DoorMode::kNormal, {}, "test"));
  Card();
  rig_->LetItLook();
  ASSERT_TRUE(rig_->access().SetMode(kMain, DoorMode::kFree, {}, "test"));
  EXPECT_THAT(Answers(2), ElementsAre("lockdown", "free_mode"));
}

TEST_F(Factors, StoppingAnswersTheAttempt) {
  Start("card+face");
  Card();
  rig_->LetItLook();
  rig_->Restart();
  EXPECT_THAT(Answers(1), ElementsAre("second_factor_missing"));
}

TEST_F(Factors, LightsTellOfWaitingAndOfTheEnd) {
  Start("card+pin");
  const auto lit = [&](const char* line) {
    return rig_->board().Outputs().at(line) == Level::kActive;
  };
  Card();
  EXPECT_TRUE(Eventually([&] { return lit("pad.green") && !lit("pad.red"); })) << "waiting";
  Pin("000000");
  EXPECT_TRUE(Eventually([&] { return lit("nfc.red"); }));
  Pin();
  EXPECT_TRUE(Eventually([&] { return lit("nfc.green") && lit("pad.green") && !lit("pad.red"); }));
}

// Two people show what they have in any order, with pauses. Nobody may ever pass without having shown
// all of a way, each factor at most the time limit after the one before.
TEST(FactorsModel, NoGrantWithoutAWholeWayOfOnePerson) {
  const auto seed = static_cast<unsigned>(std::random_device()());
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (const std::string text : {"card+pin", "card+face", "face or (card and pin)", "card+pin+face",
                                 "(card or pin)+face", "card"}) {
    SCOPED_TRACE(text);
    const FactorPolicy policy = FactorPolicy::Parse(text).value();
    FakeClock clock;
    DoorConfig door = DefaultDoor();
    door.factors = {{.require = policy}};
    DoorRig rig({.doors = {door}, .clock = &clock});
    const Bytes cards[] = {kCard, {2, 2, 2, 2}};
    const std::string pins[] = {"482913", "777777"};
    for (std::size_t i : {0U, 1U}) {
      rig.Enrol("100" + std::to_string(i), {KeyOfCard(cards[i]), rig.PinKey(pins[i])}, {FaceOf(i)});
    }
    struct Seen {
      FactorSet factors;
      SteadyTime until{};
    } seen[2];
    std::size_t granted_before = 0;
    const auto show = [&](std::size_t who, Factor factor) {
      rig.LetItLook();
      switch (factor) {
        case Factor::kCard: rig.PostCard(cards[who]); break;
        case Factor::kPin: rig.PostPin(pins[who]); break;
        default: rig.PostFace(FaceOf(who)); break;
      }
      rig.LetItLook();
    };
    const std::array factors = {Factor::kCard, Factor::kPin, Factor::kFace};
    for (int step = 0; step < 150; ++step) {
      clock.Advance(Milliseconds(random() % 4 == 0 ? 10'000 : 10));
      const std::size_t who = random() % 2;
      const Factor factor = factors[random() % factors.size()];
      show(who, factor);
      Seen& mine = seen[who];
      if (clock.SteadyNow() >= mine.until) mine.factors = {};
      mine.factors = mine.factors.With(factor);
      mine.until = clock.SteadyNow() + door.factors_within;
      const std::size_t granted = rig.access().Counters().granted;
      if (granted == granted_before) continue;
      EXPECT_TRUE(policy.IsEnough(mine.factors)) << "step " << step << ": " << mine.factors.Text();
      mine.factors = {};
      granted_before = granted;
    }
    // Who shows all passes, once the lock-out is over that so many mixed-up PINs have earned.
    clock.Advance(std::chrono::hours(2));
    for (const Factor factor : factors) show(0, factor);
    EXPECT_GT(rig.access().Counters().granted, granted_before);
  }
}

}  // namespace doorward::factors_test
