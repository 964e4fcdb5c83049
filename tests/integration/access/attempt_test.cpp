// Who passes: PINs and their lockout, modes, commands, second factors. One record an attempt.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "doorward/domain/pin_lockout.hpp"
#include "integration/access/terminal_rig.hpp"

namespace doorward {
namespace {

using std::chrono::seconds;

const DoorId kMain("main");
const Bytes kCard = {0x04, 0xA1, 0xB2, 0xC3};

FaceVector FaceOf(std::size_t person) {
  FaceVector face{};
  face[person] = 1.4F;
  return face;
}

std::vector<std::string> Reasons(TerminalRig& rig, std::size_t attempts) {
  std::vector<std::string> reasons;
  for (const Record& record : rig.WaitForRecords(IsAttempt, attempts)) {
    reasons.emplace_back(ReasonName(record.reason.value_or(Reason::kNoPermission)));
  }
  return reasons;
}

TEST(Attempts, TwoReadersAtOnceAreBothAnswered) {
  TerminalRig rig({.doors = {DefaultDoor("main"), DefaultDoor("side")},
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
  TerminalRig rig;
  EXPECT_FALSE(rig.access().Post({.reader = ReaderId("nobody's"), .what = CardPresented{kCard}}));
  EXPECT_EQ(rig.access().Counters().refused_full, 0U);
  EXPECT_EQ(rig.access().FaceRequests(ReaderId("nobody's")), 0U);
}

TEST(Attempts, FiveWrongPinsLockThePadButNotTheCard) {
  FakeClock clock;
  TerminalRig rig({.clock = &clock});
  rig.Enrol("1001", {KeyOfCard(kCard), rig.PinKey("482913")});
  for (int i = 0; i < kFreePinTries; ++i) rig.PostPin("000000");
  rig.PostPin("482913");  // Right, and not even looked at.
  rig.PostCard(kCard);
  EXPECT_THAT(Reasons(rig, 7), testing::ElementsAre("wrong_pin", "wrong_pin", "wrong_pin",
                                                    "wrong_pin", "wrong_pin", "locked_out", "ok"));
  EXPECT_EQ(rig.WaitForAttempt(6).person, PersonId());
  EXPECT_EQ(rig.WaitForEvent(Event::kPinLockout).reader, ReaderId("pad"));

  clock.Advance(seconds(30));
  rig.PostPin("482913");
  EXPECT_TRUE(rig.WaitForAttempt(8).granted);
  rig.PostPin("000000");
  EXPECT_EQ(rig.WaitForAttempt(9).reason, Reason::kWrongPin);
  EXPECT_EQ(rig.WaitForRecords(IsEvent(Event::kPinLockout)).size(), 1U);
}

TEST(Attempts, NobodyGainsByPullingThePlug) {
  FakeClock clock;
  TerminalRig rig({.clock = &clock});
  rig.Enrol("1001", {rig.PinKey("482913")});
  for (int i = 0; i < kFreePinTries; ++i) rig.PostPin("000000");
  rig.WaitForAttempt(kFreePinTries);
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
  TerminalRig rig;
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
  TerminalRig rig({.clock = &clock});
  rig.Enrol("1001", {KeyOfCard(kCard)});
  rig.PostCard(kCard);
  ASSERT_TRUE(rig.Becomes(true));
  ASSERT_TRUE(rig.access().SetMode(kMain, DoorMode::kLockdown, {}, "test"));
  EXPECT_FALSE(rig.IsReleased());
}

TEST(Attempts, AFreeDoorIsReleasedAndGrantsEverybody) {
  TerminalRig rig;
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
  TerminalRig rig({.clock = &clock});
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
  TerminalRig rig({.doors = {DefaultDoor("main"), DefaultDoor("side")}, .clock = &clock});
  ASSERT_TRUE(rig.access().SetMode(kMain, DoorMode::kFree, until, "test"));
  ASSERT_TRUE(rig.access().SetMode(DoorId("side"), DoorMode::kLockdown, until, "test"));
  clock.SetWall(WallTime());
  EXPECT_TRUE(rig.Becomes(false));
  rig.WaitForEvent(Event::kModeNormal);
  EXPECT_EQ(rig.access().Doors().at(DoorId("side")).mode, DoorMode::kLockdown);
}

TEST(Attempts, AStoredModeIsInForceAtTheStart) {
  FakeClock clock;
  TerminalRig rig(
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
  TerminalRig rig({.clock = &clock});
  ASSERT_TRUE(rig.access().Release(kMain, "for the\ncourier"));
  EXPECT_TRUE(rig.IsReleased());
  const Record attempt = rig.WaitForAttempt();
  EXPECT_EQ(attempt.method, Method::kCommand);
  EXPECT_EQ(attempt.reason, Reason::kCommand);
  EXPECT_EQ(attempt.detail.find('\n'), std::string::npos);
  EXPECT_EQ(rig.access().Release(DoorId("nowhere"), "").error().code, ErrorCode::kNotFound);
  rig.Stop();
}

class SecondFactor : public testing::Test {
 protected:
  static RigSetup Setup(const Clock& clock) {
    DoorConfig door = DefaultDoor();
    door.second_factor = doorward::SecondFactor::kFace;
    return {.doors = {door},
            .readers = {ReaderAt("nfc"), ReaderAt("pad"), ReaderAt("cam"),
                        ReaderAt("cam-out", "main", Direction::kOut)},
            .clock = &clock};
  }

  SecondFactor() : rig_(Setup(clock_)) {
    rig_.Enrol("1001", {KeyOfCard(kCard), rig_.PinKey("482913")}, {FaceOf(1)});
    rig_.Enrol("1002", {KeyOfCard(Bytes{2, 2, 2, 2})}, {FaceOf(2)});
  }

  // A card is shown and has become a claim.
  void Claim(const Bytes& uid = kCard) {
    const auto before = rig_.access().FaceRequests(ReaderId("cam"));
    rig_.PostCard(uid);
    ASSERT_TRUE(Eventually([&] { return rig_.access().FaceRequests(ReaderId("cam")) > before; }));
  }

  FakeClock clock_;
  TerminalRig rig_;
};

TEST_F(SecondFactor, ACardAndItsFaceAreOneGrant) {
  Claim();
  EXPECT_TRUE(rig_.Records().empty());
  rig_.PostFace(FaceOf(1));
  const Record attempt = rig_.WaitForAttempt();
  EXPECT_TRUE(attempt.granted);
  EXPECT_EQ(attempt.method, Method::kCard);
  EXPECT_EQ(attempt.reader, ReaderId("nfc"));
  EXPECT_EQ(attempt.person, PersonId("1001"));
  EXPECT_TRUE(attempt.snapshot);
  EXPECT_EQ(attempt.detail, "distance 0.00, threshold 0.50");
  EXPECT_TRUE(rig_.Becomes(true));
  EXPECT_EQ(rig_.WaitForRecords(IsAttempt).size(), 1U);
}

TEST_F(SecondFactor, SomebodyElsesFaceIsAMismatch) {
  Claim();
  rig_.PostFace(FaceOf(2));
  EXPECT_THAT(Reasons(rig_, 1), testing::ElementsAre("second_factor_mismatch"));
  rig_.PostFace(FaceOf(1));  // The claim is over: the face alone opens nothing.
  EXPECT_THAT(Reasons(rig_, 2),
              testing::ElementsAre("second_factor_mismatch", "second_factor_missing"));
  EXPECT_FALSE(rig_.IsReleased());
}

TEST_F(SecondFactor, NoFaceInTimeIsARefusal) {
  Claim();
  clock_.Advance(Milliseconds(9'999));
  rig_.LetItLook();
  EXPECT_TRUE(rig_.Records().empty());
  clock_.Advance(Milliseconds(1));
  EXPECT_THAT(Reasons(rig_, 1), testing::ElementsAre("second_factor_missing"));
  EXPECT_EQ(rig_.WaitForAttempt().person, PersonId("1001"));
}

TEST_F(SecondFactor, APoorPictureDoesNotEndTheClaim) {
  Claim();
  rig_.PostFace(FaceOf(1), "cam", false);
  rig_.PostFace(FaceOf(1));
  EXPECT_THAT(Reasons(rig_, 2), testing::ElementsAre("face_quality", "ok"));
}

TEST_F(SecondFactor, AFaceOnTheOtherSideProvesNothing) {
  Claim();
  rig_.PostFace(FaceOf(1), "cam-out");
  EXPECT_THAT(Reasons(rig_, 1), testing::ElementsAre("second_factor_missing"));
  rig_.PostFace(FaceOf(1), "cam");
  EXPECT_THAT(Reasons(rig_, 2), testing::ElementsAre("second_factor_missing", "ok"));
}

TEST_F(SecondFactor, ANewClaimEndsTheOldOne) {
  Claim();
  Claim(Bytes{2, 2, 2, 2});
  rig_.PostFace(FaceOf(2));
  EXPECT_THAT(Reasons(rig_, 2), testing::ElementsAre("second_factor_missing", "ok"));
  EXPECT_EQ(rig_.WaitForAttempt(1).person, PersonId("1001"));
  EXPECT_EQ(rig_.WaitForAttempt(2).person, PersonId("1002"));
}

TEST_F(SecondFactor, WhoIsRefusedAnywayNeedNotShowTheirFace) {
  rig_.PostCard({9, 9, 9, 9});
  rig_.PostPin("000000");
  EXPECT_THAT(Reasons(rig_, 2), testing::ElementsAre("unknown_credential", "wrong_pin"));
}

TEST_F(SecondFactor, AModeEndsTheClaim) {
  Claim();
  ASSERT_TRUE(rig_.access().SetMode(kMain, DoorMode::kLockdown, {}, "test"));
  EXPECT_THAT(Reasons(rig_, 1), testing::ElementsAre("lockdown"));
  ASSERT_TRUE(rig_.access().SetMode(kMain, DoorMode::kNormal, {}, "test"));
  Claim();
  ASSERT_TRUE(rig_.access().SetMode(kMain, DoorMode::kFree, {}, "test"));
  EXPECT_THAT(Reasons(rig_, 2), testing::ElementsAre("lockdown", "free_mode"));
}

TEST_F(SecondFactor, StoppingAnswersTheClaim) {
  Claim();
  rig_.Restart();
  EXPECT_THAT(Reasons(rig_, 1), testing::ElementsAre("second_factor_missing"));
}

}  // namespace
}  // namespace doorward
