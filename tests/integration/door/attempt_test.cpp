// Who passes: PINs and their lockout, modes, commands. One record an attempt.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

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

}  // namespace doorward::attempt_test
