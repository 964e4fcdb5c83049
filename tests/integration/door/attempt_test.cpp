// Who passes: PINs and their lockout, modes, commands, second factors. One record an attempt.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <random>

#include "doorward/rules/pin_tally.hpp"
#include "fakes/face_numbers.hpp"
#include "integration/door/door_rig.hpp"

namespace doorward::attempt_test {

using std::chrono::seconds;

const DoorId kMain("main");
const Bytes kCard = {0x04, 0xA1, 0xB2, 0xC3};

FaceNumbers FaceOf(std::size_t person) {
  FaceNumbers face{};
  face[person] = 1.4F;
  return face;
}

std::vector<std::string> Reasons(DoorRig& rig, std::size_t attempts) {
  std::vector<std::string> reasons;
  for (const Record& record : rig.WaitForRecords(IsAttempt, attempts)) {
    reasons.emplace_back(ReasonName(record.reason.value_or(Reason::kNoPermission)));
  }
  return reasons;
}

TEST(Attempts, TwoReadersAtOnceAreBothAnswered) {
  DoorRig rig({.doors = {DefaultDoor("main"), DefaultDoor("side")},
               .readers = {ReaderAt("nfc"), ReaderAt("back", "side", Direction::kOut)}});
  rig.Enrol("1001", {KeyOfCard(kCard)});
  rig.PostCard(kCard, "nfc");
  rig.PostCard(kCard, "back");
  const auto attempts = rig.WaitForRecords(IsAttempt, 2);
  EXPECT_EQ(attempts[0].door, DoorId("main"));
  EXPECT_EQ(attempts[1].door, DoorId("side"));
  EXPECT_EQ(attempts[1].direction, Direction::kOut);
  EXPECT_EQ(rig.WaitForRecords(IsEvent(Event::kReleased), 2).size(), 2U);
}

TEST(Attempts, AnUnknownReaderIsRefused) {
  DoorRig rig;
  EXPECT_FALSE(rig.access().Post({.reader = ReaderId("nobody's"), .what = CardPresented{kCard}}));
  EXPECT_EQ(rig.access().Counters().refused_full, 0U);
  EXPECT_EQ(rig.access().FaceRequests(ReaderId("nobody's")), 0U);
}

TEST(Attempts, FiveWrongPinsLockThePadButNotTheCard) {
  FakeClock clock;
  DoorRig rig({.clock = &clock});
  rig.Enrol("1001", {KeyOfCard(kCard), rig.PinKey("482913")});
  for (int i = 0; i < kReaderPins.lockout_at; ++i) rig.PostPin("000000");
  rig.PostPin("482913");  // Right, and not even looked at.
  rig.PostCard(kCard);
  EXPECT_THAT(Reasons(rig, 7), testing::ElementsAre("wrong_pin", "wrong_pin", "wrong_pin",
                                                    "wrong_pin", "wrong_pin", "locked_out", "ok"));
  EXPECT_EQ(rig.WaitForAttempt(6).person, PersonId());
  EXPECT_EQ(rig.WaitForEvent(Event::kPinLockout).reader, ReaderId("pad"));

  clock.Advance(seconds(30));
  rig.PostPin("482913");
  EXPECT_TRUE(rig.WaitForAttempt(8).granted);
  EXPECT_EQ(rig.WaitForRecords(IsEvent(Event::kPinLockout)).size(), 1U);
  rig.PostPin("000000");  // The right one took back one of the five.
  rig.PostPin("482913");
  EXPECT_EQ(rig.WaitForAttempt(9).reason, Reason::kWrongPin);
  EXPECT_EQ(rig.WaitForAttempt(10).reason, Reason::kLockedOut);
}

// Also of somebody who may not pass: their right PIN takes nothing back.
TEST(Attempts, APinOfOnesOwnDoesNotBuyGuesses) {
  FakeClock clock;
  DoorRig rig({.clock = &clock});
  rig.Enrol("1001", {rig.PinKey("482913")});
  std::size_t guesses = 0;
  for (int round = 0; round < 10; ++round) {
    for (int i = 0; i < 4; ++i) rig.PostPin("000000");
    rig.PostPin("482913");
  }
  for (const Record& record : rig.WaitForRecords(IsAttempt, 50)) {
    if (record.reason == Reason::kWrongPin) ++guesses;
  }
  EXPECT_EQ(guesses, 6U);
  EXPECT_EQ(rig.WaitForEvent(Event::kPinLockout).reader, ReaderId("pad"));
}

// Lights and sounders tell nobody who tries whether a card or a PIN is somebody's, nor what is wrong.
TEST(Attempts, EveryRefusalLooksTheSame) {
  DoorRig rig;
  rig.Enrol("1001", {KeyOfCard(kCard), rig.PinKey("482913")}, {FaceOf(1)});
  const auto post = [&](auto what) {
    return rig.access().Post(
        {.reader = ReaderId("pad"), .at = rig.clock().SteadyNow(), .what = std::move(what)});
  };
  std::vector<std::function<void()>> refusals{
      [&] {
        rig.PostCard({0x0A, 0x0B, 0x0C, 0x0D});
      },
      [&] { rig.PostFace(FaceOf(2)); },
      [&] { rig.PostFace(FaceOf(1), "cam", false); },
      [&] { EXPECT_TRUE(post(CodePresented{.text = "nobody's"})); },
      [&] { EXPECT_TRUE(post(FingerPresented{})); },
      [&] { EXPECT_TRUE(post(CardPresented{.uid = kCard, .proof = CardProof::kFailed})); }};
  for (int i = 0; i < kReaderPins.lockout_at; ++i)
    refusals.emplace_back([&] { rig.PostPin("000000"); });
  refusals.emplace_back([&] { rig.PostPin("482913"); });  // Right, and locked out.
  refusals.emplace_back([&] {
    ASSERT_TRUE(rig.access().SetMode(kMain, DoorMode::kLockdown, {}, "test"));
    rig.PostCard(kCard);
  });
  const IndicatorPattern denied{.steps = FeedbackConfig().denied};
  for (std::size_t i = 0; i < refusals.size(); ++i) {
    SCOPED_TRACE(i);
    refusals[i]();
    EXPECT_FALSE(rig.WaitForAttempt(i + 1).granted);
    rig.LetItLook();
    for (const char* reader : {"nfc", "pad", "cam"}) {
      EXPECT_EQ(rig.feedback().TakeChange(ReaderId(reader)), denied) << reader;
    }
  }
}

TEST(Attempts, NobodyGainsByPullingThePlug) {
  FakeClock clock;
  DoorRig rig({.clock = &clock});
  rig.Enrol("1001", {rig.PinKey("482913")});
  for (int i = 0; i < kReaderPins.lockout_at; ++i) rig.PostPin("000000");
  rig.WaitForAttempt(5);
  clock.Advance(seconds(29));
  rig.Restart();
  clock.Advance(seconds(29));
  rig.PostPin("482913");
  EXPECT_EQ(rig.WaitForAttempt(6).reason, Reason::kLockedOut);
  clock.Advance(seconds(1));
  rig.PostPin("482913");
  EXPECT_TRUE(rig.WaitForAttempt(7).granted);
}

TEST(Attempts, LockdownRefusesAllButTheExitButton) {
  DoorRig rig;
  rig.Enrol("1001", {KeyOfCard(kCard)});
  ASSERT_TRUE(rig.access().SetMode(kMain, DoorMode::kLockdown, {}, "test"));
  EXPECT_EQ(rig.access().Doors().at(kMain).mode, DoorMode::kLockdown);
  rig.PostCard(kCard);
  EXPECT_EQ(rig.WaitForAttempt(1).reason, Reason::kLockdown);
  EXPECT_EQ(rig.access().Release(kMain, "test").error().code, ErrorCode::kPermissionDenied);
  EXPECT_EQ(rig.WaitForAttempt(2).reason, Reason::kLockdown);
  EXPECT_FALSE(rig.IsReleased());
  ASSERT_TRUE(rig.board().SetInput("main.exit", Level::kActive));
  EXPECT_TRUE(rig.Becomes(true));
  EXPECT_EQ(rig.WaitForEvent(Event::kModeLockdown).detail, "test");
}

TEST(Attempts, LockdownTakesAReleaseBack) {
  FakeClock clock;
  DoorRig rig({.clock = &clock});
  rig.Enrol("1001", {KeyOfCard(kCard)});
  rig.PostCard(kCard);
  ASSERT_TRUE(rig.Becomes(true));
  ASSERT_TRUE(rig.access().SetMode(kMain, DoorMode::kLockdown, {}, "test"));
  EXPECT_FALSE(rig.IsReleased());
}

TEST(Attempts, AFreeDoorIsReleasedAndGrantsEverybody) {
  DoorRig rig;
  rig.Enrol("1001", {KeyOfCard(kCard)});
  ASSERT_TRUE(rig.access().SetMode(kMain, DoorMode::kFree, {}, "test"));
  EXPECT_TRUE(rig.IsReleased());
  rig.PostCard(kCard);
  rig.PostCard({9, 9, 9, 9});
  EXPECT_THAT(Reasons(rig, 2), testing::ElementsAre("free_mode", "free_mode"));
  EXPECT_EQ(rig.WaitForAttempt(1).person, PersonId("1001"));
  EXPECT_TRUE(rig.WaitForAttempt(2).granted);
  EXPECT_LT(rig.WaitForEvent(Event::kModeFree).seq, rig.WaitForEvent(Event::kReleased).seq);
  ASSERT_TRUE(rig.access().SetMode(kMain, DoorMode::kNormal, {}, "test"));
  EXPECT_FALSE(rig.IsReleased());
}

TEST(Attempts, AModeEndsAtItsTime) {
  FakeClock clock;
  DoorRig rig({.clock = &clock});
  ASSERT_TRUE(rig.access().SetMode(kMain, DoorMode::kFree, clock.WallNow() + seconds(60), "test"));
  clock.Advance(seconds(59));
  rig.LetItLook();
  EXPECT_TRUE(rig.IsReleased());
  clock.Advance(seconds(1));
  EXPECT_TRUE(rig.Becomes(false));
  rig.WaitForEvent(Event::kModeNormal);
  EXPECT_EQ(rig.access().Doors().at(kMain).mode, DoorMode::kNormal);
}

TEST(Attempts, WhileTheClockIsUnsureOnlyFreeEnds) {
  FakeClock clock;
  clock.RaiseFloor(clock.WallNow());
  const auto until = clock.WallNow() + std::chrono::hours(1);
  DoorRig rig({.doors = {DefaultDoor("main"), DefaultDoor("side")}, .clock = &clock});
  ASSERT_TRUE(rig.access().SetMode(kMain, DoorMode::kFree, until, "test"));
  ASSERT_TRUE(rig.access().SetMode(DoorId("side"), DoorMode::kLockdown, until, "test"));
  clock.SetWall(WallTime());
  EXPECT_TRUE(rig.Becomes(false));
  rig.WaitForEvent(Event::kModeNormal);
  EXPECT_EQ(rig.access().Doors().at(DoorId("side")).mode, DoorMode::kLockdown);
}

TEST(Attempts, AStoredModeIsInForceAtTheStart) {
  FakeClock clock;
  DoorRig rig(
      {.mode = DoorMode::kFree, .mode_until = clock.WallNow() + seconds(60), .clock = &clock});
  EXPECT_TRUE(rig.IsReleased());
  clock.Advance(seconds(61));
  EXPECT_TRUE(rig.Becomes(false));
  rig.Restart();  // The rig stores nothing: the mode given is over by now.
  EXPECT_FALSE(rig.IsReleased());
  EXPECT_EQ(rig.access().Doors().at(kMain).mode, DoorMode::kNormal);
}

TEST(Attempts, ACommandReleases) {
  FakeClock clock;
  DoorRig rig({.clock = &clock});
  ASSERT_TRUE(rig.access().Release(kMain, "for the\ncourier"));
  EXPECT_TRUE(rig.IsReleased());
  const Record attempt = rig.WaitForAttempt();
  EXPECT_EQ(attempt.method, Method::kCommand);
  EXPECT_EQ(attempt.reason, Reason::kCommand);
  EXPECT_EQ(attempt.detail.find('\n'), std::string::npos);
  EXPECT_EQ(rig.access().Release(DoorId("nowhere"), "").error().code, ErrorCode::kNotFound);
  rig.Stop();
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

}  // namespace doorward::attempt_test
