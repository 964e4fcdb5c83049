// What the door does: released, secured, forced, held, free, locked down.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "integration/door/door_rig.hpp"

namespace doorward::door_test {

using std::chrono::seconds;

const DoorId kMain("main");
const Bytes kCard = {0x04, 0xA1, 0xB2, 0xC3};

// All that the strike's line did since the board was switched on.
std::vector<Level> StrikeEdges(DoorRig& rig) {
  std::vector<Level> edges;
  for (const TraceEntry& entry : rig.board().Trace()) edges.push_back(entry.level);
  return edges;
}

void Open(DoorRig& rig) { ASSERT_TRUE(rig.board().SetInput("main.contact", Level::kActive)); }
void Shut(DoorRig& rig) { ASSERT_TRUE(rig.board().SetInput("main.contact", Level::kInactive)); }
void PressExit(DoorRig& rig) { ASSERT_TRUE(rig.board().SetInput("main.exit", Level::kActive)); }

bool StateBecomes(DoorRig& rig, DoorState state) {
  return Eventually([&] { return rig.access().Doors().at(kMain).state == state; });
}

// With a clock that stands the debouncing must be helped along.
bool StateBecomes(DoorRig& rig, FakeClock& clock, DoorState state) {
  return Eventually([&] {
    clock.Advance(Milliseconds(1));
    return rig.access().Doors().at(kMain).state == state;
  });
}

TEST(Door, ACardReleasesItUntilSomeoneHadTheirTime) {
  DoorRig rig;
  rig.Enrol("1001", {KeyOfCard(kCard)});
  rig.PostCard(kCard);

  const Record attempt = rig.WaitForAttempt();
  EXPECT_TRUE(attempt.granted);
  EXPECT_EQ(attempt.person, PersonId("1001"));
  EXPECT_EQ(attempt.credential_value, "04A1B2C3");
  EXPECT_EQ(attempt.direction, Direction::kIn);
  const Record released = rig.WaitForEvent(Event::kReleased);
  const Record secured = rig.WaitForEvent(Event::kSecured);
  EXPECT_LT(attempt.seq, released.seq);
  EXPECT_LT(released.seq, secured.seq);
  EXPECT_THAT(StrikeEdges(rig),
              testing::ElementsAre(Level::kInactive, Level::kActive, Level::kInactive));
  EXPECT_TRUE(StateBecomes(rig, DoorState::kSecured));
}

TEST(Door, WhoIsRefusedReleasesNothing) {
  DoorRig rig;
  rig.PostCard(kCard);
  EXPECT_EQ(rig.WaitForAttempt().reason, Reason::kUnknownCredential);
  EXPECT_THAT(StrikeEdges(rig), testing::Not(testing::Contains(Level::kActive)));
  EXPECT_EQ(rig.access().Counters().granted, 0U);
}

TEST(Door, RelocksAsSoonAsItIsOpened) {
  FakeClock clock;
  DoorRig rig({.clock = &clock});
  rig.Enrol("1001", {KeyOfCard(kCard)});
  rig.PostCard(kCard);
  ASSERT_TRUE(rig.Becomes(true));
  Open(rig);
  EXPECT_TRUE(StateBecomes(rig, clock, DoorState::kOpen));
  EXPECT_TRUE(rig.Becomes(false));
  Shut(rig);
  EXPECT_TRUE(StateBecomes(rig, clock, DoorState::kSecured));
  rig.WaitForEvent(Event::kOpened);
  rig.WaitForEvent(Event::kClosed);
  EXPECT_EQ(
      rig.WaitForRecords([](const Record& record) { return record.kind == RecordKind::kDoor; }, 4)
          .size(),
      4U);
}

TEST(Door, OpenedWithoutAGrantIsForcedUntilItIsShut) {
  DoorRig rig;
  Open(rig);
  EXPECT_EQ(rig.WaitForEvent(Event::kForced).kind, RecordKind::kAlarm);
  EXPECT_EQ(rig.access().Doors().at(kMain).alarm, DoorAlarm::kForced);
  Shut(rig);
  rig.WaitForEvent(Event::kForcedCleared);
  EXPECT_TRUE(StateBecomes(rig, DoorState::kSecured));
  EXPECT_THAT(StrikeEdges(rig), testing::Not(testing::Contains(Level::kActive)));
}

TEST(Door, HeldOpenIsAnAlarmUntilItIsShut) {
  FakeClock clock;
  DoorRig rig({.clock = &clock});
  PressExit(rig);
  ASSERT_TRUE(rig.Becomes(true));
  Open(rig);
  ASSERT_TRUE(StateBecomes(rig, clock, DoorState::kOpen));
  clock.Advance(seconds(25));
  rig.LetItLook();
  EXPECT_EQ(rig.access().Doors().at(kMain).state, DoorState::kOpen);
  clock.Advance(seconds(5));
  rig.WaitForEvent(Event::kHeldOpen);
  Shut(rig);
  EXPECT_TRUE(StateBecomes(rig, clock, DoorState::kSecured));
  rig.WaitForEvent(Event::kHeldOpenCleared);
}

TEST(Door, ABouncingContactIsNoOpening) {
  FakeClock clock;
  DoorRig rig({.clock = &clock});
  rig.LetItLook();
  for (int i = 0; i < 50; ++i) {
    Open(rig);
    rig.LetItLook();
    clock.Advance(Milliseconds(18));
    rig.LetItLook();
    Shut(rig);
    rig.LetItLook();
    clock.Advance(Milliseconds(1));
  }
  rig.LetItLook();
  EXPECT_TRUE(rig.Records().empty());
  EXPECT_EQ(rig.access().Doors().at(kMain).state, DoorState::kSecured);
}

TEST(Door, OpenAtTheStartIsNotForced) {
  FakeClock clock;
  DoorRig rig({.clock = &clock});
  Open(rig);
  ASSERT_TRUE(StateBecomes(rig, clock, DoorState::kForced));
  rig.Restart();
  ASSERT_TRUE(StateBecomes(rig, clock, DoorState::kOpen));
  clock.Advance(seconds(30));
  rig.WaitForEvent(Event::kHeldOpen);
}

TEST(Door, TheExitButtonGrantsOnceForEachPress) {
  FakeClock clock;
  DoorRig rig({.clock = &clock});
  PressExit(rig);
  const Record attempt = rig.WaitForAttempt();
  EXPECT_TRUE(attempt.granted);
  EXPECT_EQ(attempt.method, Method::kExitButton);
  EXPECT_EQ(attempt.reason, Reason::kExitButton);
  EXPECT_TRUE(rig.Becomes(true));
  clock.Advance(Milliseconds(100));
  EXPECT_TRUE(rig.Becomes(false));  // Although the button is still held.
  ASSERT_TRUE(rig.board().SetInput("main.exit", Level::kInactive));
  rig.LetItLook();
  clock.Advance(Milliseconds(50));
  rig.LetItLook();
  PressExit(rig);
  EXPECT_TRUE(rig.Becomes(true));
  EXPECT_EQ(rig.WaitForRecords(IsAttempt, 2).size(), 2U);
}

// Shorted, it is dead: nobody can leave by it. Somebody must be told, once, and again when it is mended.
TEST(Door, AnExitButtonThatIsStuckIsAnAlarmUntilItIsMended) {
  FakeClock clock;
  DoorRig rig({.clock = &clock});
  PressExit(rig);
  rig.WaitForAttempt();
  clock.Advance(seconds(30));
  const Record stuck = rig.WaitForEvent(Event::kInputStuck);
  EXPECT_EQ(stuck.kind, RecordKind::kAlarm);
  EXPECT_EQ(stuck.door, kMain);
  EXPECT_EQ(stuck.reader, ReaderId());
  EXPECT_THAT(stuck.detail, testing::HasSubstr("the exit button has been active for 30 s"));
  const HealthReport report = rig.health().Reports().at("input:main.exit_button");
  EXPECT_EQ(report.state, HealthState::kDegraded);
  EXPECT_EQ(report.detail, stuck.detail);
  EXPECT_EQ(rig.health().Reports().at("door:main").state,
            HealthState::kOk);  // Its lines are there.

  clock.Advance(seconds(30));
  rig.LetItLook();
  ASSERT_TRUE(rig.board().SetInput("main.exit", Level::kInactive));
  rig.LetItLook();
  clock.Advance(Milliseconds(50));
  EXPECT_EQ(rig.WaitForEvent(Event::kInputStuckCleared).door, kMain);
  EXPECT_TRUE(Eventually([&] {
    return rig.health().Reports().at("input:main.exit_button").state == HealthState::kOk;
  }));
  const auto alarm = [](const Record& record) { return record.kind == RecordKind::kAlarm; };
  EXPECT_EQ(rig.WaitForRecords(alarm, 2).size(), 2U);
}

// People get out first; that the cable is loose is told.
TEST(Door, AnExitButtonThatFlapsGoesOnReleasingAndIsAnAlarm) {
  FakeClock clock;
  DoorRig rig({.clock = &clock});
  for (int press = 0; press < 40; ++press) {
    PressExit(rig);
    rig.LetItLook();
    ASSERT_TRUE(rig.board().SetInput("main.exit", Level::kInactive));
    rig.LetItLook();
    clock.Advance(Milliseconds(100));
    rig.LetItLook();
  }
  EXPECT_EQ(rig.WaitForRecords(IsAttempt, 40).size(), 40U);
  EXPECT_EQ(rig.WaitForEvent(Event::kInputFlapping).door, kMain);
  clock.Advance(seconds(31));
  rig.WaitForEvent(Event::kInputFlappingCleared);
}

TEST(Door, AnEdgeMakesItLookAndTheButtonWorksInEveryMode) {
  for (const DoorMode mode : {DoorMode::kNormal, DoorMode::kLockdown, DoorMode::kFree}) {
    DoorRig rig({.mode = mode});
    PressExit(rig);
    rig.access().OnInputEdge();
    EXPECT_TRUE(rig.WaitForAttempt().granted);
    EXPECT_TRUE(rig.Becomes(true));
  }
}

TEST(Door, TheButtonNeedsNoClockAndNoContact) {
  FakeClock clock;
  clock.RaiseFloor(clock.WallNow() + std::chrono::hours(24));
  ASSERT_EQ(clock.Trust(), ClockTrust::kUnsure);
  DoorRig rig({.clock = &clock});
  ASSERT_TRUE(rig.board().SetUnplugged("main.contact", true));
  ASSERT_TRUE(Eventually(
      [&] { return rig.health().Reports().at("door:main").state == HealthState::kDegraded; }));
  PressExit(rig);
  EXPECT_TRUE(rig.Becomes(true));
  EXPECT_EQ(rig.WaitForAttempt().clock, ClockTrust::kUnsure);

  ASSERT_TRUE(rig.board().SetUnplugged("main.contact", false));
  EXPECT_TRUE(
      Eventually([&] { return rig.health().Reports().at("door:main").state == HealthState::kOk; }));
}

// A contact whose wire is cut says that the door is open, while somebody stands behind a locked one.
TEST(Door, AContactThatIsStuckHoldsNobodyIn) {
  FakeClock clock;
  DoorRig rig({.clock = &clock});
  rig.Enrol("1001", {KeyOfCard(kCard)});
  Open(rig);
  ASSERT_TRUE(StateBecomes(rig, clock, DoorState::kForced));
  PressExit(rig);
  EXPECT_TRUE(rig.Becomes(true));
  clock.Advance(Milliseconds(100));
  EXPECT_TRUE(rig.Becomes(false));
  rig.PostCard(kCard);
  EXPECT_TRUE(rig.Becomes(true));
  EXPECT_EQ(rig.access().Doors().at(kMain).alarm, DoorAlarm::kForced);
}

TEST(Door, AStrikeThatFailsIsAnAlarmAndIsTriedAgain) {
  FakeClock clock;
  DoorConfig door = DefaultDoor();
  door.release_for = seconds(60);
  DoorRig rig({.doors = {door}, .clock = &clock});
  ASSERT_TRUE(rig.board().SetUnplugged("main.strike", true));
  PressExit(rig);
  rig.WaitForEvent(Event::kStrikeFailed);
  EXPECT_TRUE(Eventually(
      [&] { return rig.health().Reports().at("door:main").state == HealthState::kDegraded; }));
  for (int i = 0; i < 10; ++i) {
    clock.Advance(Milliseconds(250));
    rig.LetItLook();
  }
  ASSERT_TRUE(rig.board().SetUnplugged("main.strike", false));
  clock.Advance(Milliseconds(250));
  EXPECT_TRUE(rig.Becomes(true));
  rig.WaitForEvent(Event::kReleased);
  EXPECT_EQ(rig.WaitForRecords(IsEvent(Event::kStrikeFailed)).size(), 1U);
  EXPECT_TRUE(
      Eventually([&] { return rig.health().Reports().at("door:main").state == HealthState::kOk; }));
}

TEST(Door, AFailSafeLockIsReleasedByTakingItsPower) {
  DoorConfig door = DefaultDoor();
  door.lock_type = LockType::kFailSafe;
  DoorRig rig({.doors = {door}});
  EXPECT_TRUE(rig.Becomes(true));  // Energised: held.
  PressExit(rig);
  rig.WaitForEvent(Event::kReleased);
  EXPECT_THAT(StrikeEdges(rig), testing::Contains(Level::kInactive));
  rig.WaitForEvent(Event::kSecured);
  EXPECT_TRUE(rig.Becomes(true));
}

TEST(Door, StoppingLeavesItInItsRestState) {
  for (const Strike rest : {Strike::kSecure, Strike::kRelease}) {
    DoorConfig door = DefaultDoor();
    door.rest = rest;
    door.release_for = seconds(60);
    DoorRig rig({.doors = {door}});
    PressExit(rig);
    ASSERT_TRUE(rig.Becomes(true));
    ASSERT_TRUE(rig.board().SetInput("main.exit", Level::kInactive));
    rig.Stop();
    EXPECT_EQ(rig.IsReleased(), rest == Strike::kRelease);
    rig.Restart();
    EXPECT_TRUE(rig.Becomes(false));
    rig.Stop();
    EXPECT_EQ(rig.IsReleased(), rest == Strike::kRelease);
    const auto last =
        rig.WaitForRecords(
               [](const Record& record) {
                 return record.event == Event::kReleased || record.event == Event::kSecured;
               },
               2)
            .back();
    EXPECT_EQ(last.event, rest == Strike::kRelease ? Event::kReleased : Event::kSecured);
  }
}

}  // namespace doorward::door_test
