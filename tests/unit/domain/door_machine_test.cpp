#include "doorward/domain/door_machine.hpp"

#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace doorward {
namespace {

struct Row {
  DoorState state;
  DoorEvent event;
  DoorStep step;
};

DoorStep Stay(DoorState state) { return {.next = state}; }

constexpr DoorStep kSetFree{DoorState::kFree, Strike::kRelease, DoorTimer::kNone, DoorAlarm::kNone};
constexpr DoorStep kSetFreeOpen{DoorState::kFreeOpen, Strike::kRelease, DoorTimer::kNone,
                                DoorAlarm::kNone};
constexpr DoorStep kLockAgain{
    .next = DoorState::kSecured, .strike = Strike::kSecure, .timer = DoorTimer::kNone};
constexpr DoorStep kLockBehind{
    .next = DoorState::kOpen, .strike = Strike::kSecure, .timer = DoorTimer::kHold};
constexpr DoorStep kShut{DoorState::kSecured, Strike::kSecure, DoorTimer::kNone, DoorAlarm::kNone};
constexpr DoorStep kShutBehind{DoorState::kSettling, Strike::kSecure, DoorTimer::kSettle,
                               DoorAlarm::kNone};

DoorStep LetThrough(DoorState state) {
  return {.next = state, .strike = Strike::kRelease, .timer = DoorTimer::kRelease};
}
DoorStep LockIn(DoorState state) {
  return {.next = state, .strike = Strike::kSecure, .timer = DoorTimer::kNone};
}

// The specification of a shut door.
std::vector<Row> ShutRows() {
  using enum DoorState;
  using enum DoorEvent;
  return {
      {kSecured,
       kGrant,
       {.next = kReleased, .strike = Strike::kRelease, .timer = DoorTimer::kRelease}},
      {kSecured, kOpened, {.next = kForced, .alarm = DoorAlarm::kForced}},
      {kSecured, kClosed, Stay(kSecured)},
      {kSecured, kReleaseExpired, Stay(kSecured)},
      {kSecured, kHoldExpired, Stay(kSecured)},
      {kSecured, kSettleExpired, Stay(kSecured)},
      {kSecured, kFreeBegins, kSetFree},
      {kSecured, kFreeEnds, Stay(kSecured)},
      {kSecured, kLockdown, Stay(kSecured)},

      {kReleased, kGrant, {.next = kReleased, .timer = DoorTimer::kRelease}},
      {kReleased, kOpened, kLockBehind},
      {kReleased, kClosed, Stay(kReleased)},
      {kReleased, kReleaseExpired, kLockAgain},
      {kReleased, kHoldExpired, Stay(kReleased)},
      {kReleased, kSettleExpired, Stay(kReleased)},
      {kReleased, kFreeBegins, kSetFree},
      {kReleased, kFreeEnds, Stay(kReleased)},
      {kReleased, kLockdown, kLockAgain},

      {kFree, kGrant, Stay(kFree)},
      {kFree, kOpened, {.next = kFreeOpen}},
      {kFree, kClosed, Stay(kFree)},
      {kFree, kReleaseExpired, Stay(kFree)},
      {kFree, kHoldExpired, Stay(kFree)},
      {kFree, kFreeBegins, Stay(kFree)},
      {kFree, kFreeEnds, {.next = kSecured, .strike = Strike::kSecure}},
      {kFree, kLockdown, Stay(kFree)},
      {kFree, kSettleExpired, Stay(kFree)},

      {kSettling,
       kGrant,
       {.next = kReleased, .strike = Strike::kRelease, .timer = DoorTimer::kRelease}},
      {kSettling, kOpened, kLockBehind},
      {kSettling, kClosed, Stay(kSettling)},
      {kSettling, kReleaseExpired, Stay(kSettling)},
      {kSettling, kHoldExpired, Stay(kSettling)},
      {kSettling, kSettleExpired, {.next = kSecured, .timer = DoorTimer::kNone}},
      {kSettling, kFreeBegins, kSetFree},
      {kSettling, kFreeEnds, Stay(kSettling)},
      {kSettling, kLockdown, Stay(kSettling)},
  };
}

// The specification of an open door.
std::vector<Row> OpenRows() {
  using enum DoorState;
  using enum DoorEvent;
  return {
      {kOpen, kGrant, LetThrough(kOpen)},
      {kOpen, kOpened, Stay(kOpen)},
      {kOpen, kClosed, kShutBehind},
      {kOpen, kSettleExpired, Stay(kOpen)},
      {kOpen, kReleaseExpired, kLockBehind},
      {kOpen, kHoldExpired, {kHeldOpen, Strike::kSecure, DoorTimer::kNone, DoorAlarm::kHeldOpen}},
      {kOpen, kFreeBegins, kSetFreeOpen},
      {kOpen, kFreeEnds, Stay(kOpen)},
      {kOpen, kLockdown, kLockBehind},

      {kHeldOpen, kGrant, LetThrough(kHeldOpen)},
      {kHeldOpen, kOpened, Stay(kHeldOpen)},
      {kHeldOpen, kClosed, kShutBehind},
      {kHeldOpen, kSettleExpired, Stay(kHeldOpen)},
      {kHeldOpen, kReleaseExpired, LockIn(kHeldOpen)},
      {kHeldOpen, kHoldExpired, Stay(kHeldOpen)},
      {kHeldOpen, kFreeBegins, kSetFreeOpen},
      {kHeldOpen, kFreeEnds, Stay(kHeldOpen)},
      {kHeldOpen, kLockdown, LockIn(kHeldOpen)},

      {kForced, kGrant, LetThrough(kForced)},
      {kForced, kOpened, Stay(kForced)},
      {kForced, kClosed, kShut},
      {kForced, kSettleExpired, Stay(kForced)},
      {kForced, kReleaseExpired, LockIn(kForced)},
      {kForced, kHoldExpired, Stay(kForced)},
      {kForced, kFreeBegins, kSetFreeOpen},
      {kForced, kFreeEnds, Stay(kForced)},
      {kForced, kLockdown, LockIn(kForced)},

      {kFreeOpen, kGrant, Stay(kFreeOpen)},
      {kFreeOpen, kOpened, Stay(kFreeOpen)},
      {kFreeOpen, kClosed, {.next = kFree}},
      {kFreeOpen, kSettleExpired, Stay(kFreeOpen)},
      {kFreeOpen, kReleaseExpired, Stay(kFreeOpen)},
      {kFreeOpen, kHoldExpired, Stay(kFreeOpen)},
      {kFreeOpen, kFreeBegins, Stay(kFreeOpen)},
      {kFreeOpen, kFreeEnds, kLockBehind},
      {kFreeOpen, kLockdown, Stay(kFreeOpen)},
  };
}

TEST(DoorMachine, DoesInEveryStateAtEveryEventWhatItsTableSays) {
  auto rows = ShutRows();
  const auto open = OpenRows();
  rows.insert(rows.end(), open.begin(), open.end());
  std::set<std::pair<DoorState, DoorEvent>> said;
  for (const Row& row : rows) {
    SCOPED_TRACE(testing::Message() << row.state << " + " << row.event);
    EXPECT_TRUE(said.emplace(row.state, row.event).second) << "there twice";
    const DoorStep step = NextDoorStep(row.state, row.event);
    EXPECT_EQ(step.next, row.step.next);
    EXPECT_EQ(step, row.step);
  }
  EXPECT_EQ(said.size(), AllDoorStates().size() * AllDoorEvents().size());
  EXPECT_EQ(said.size(), 8U * 9U);
}

bool IsShut(DoorState state) {
  return state == DoorState::kSecured || state == DoorState::kReleased ||
         state == DoorState::kFree || state == DoorState::kSettling;
}

// What the controller holds of a door.
struct World {
  DoorState state = DoorState::kSecured;
  Strike strike = Strike::kSecure;
  DoorTimer timer = DoorTimer::kNone;
  DoorAlarm alarm = DoorAlarm::kNone;

  friend auto operator<=>(const World&, const World&) = default;
  friend std::ostream& operator<<(std::ostream& out, const World& world) {
    return out << world.state << (world.strike == Strike::kRelease ? ", released" : ", secure")
               << ", timer " << static_cast<int>(world.timer) << ", alarm "
               << DoorAlarmName(world.alarm);
  }
};

World After(World world, DoorEvent event) {
  // A timer that fires is over; one that fires too late finds another running, or none.
  const bool over = (event == DoorEvent::kReleaseExpired && world.timer == DoorTimer::kRelease) ||
                    (event == DoorEvent::kHoldExpired && world.timer == DoorTimer::kHold) ||
                    (event == DoorEvent::kSettleExpired && world.timer == DoorTimer::kSettle);
  if (over) world.timer = DoorTimer::kNone;
  const DoorStep step = NextDoorStep(world.state, event);
  world.state = step.next;
  world.strike = step.strike.value_or(world.strike);
  world.timer = step.timer.value_or(world.timer);
  world.alarm = step.alarm.value_or(world.alarm);
  return world;
}

// Everything that can become of a door that is started shut or open, locked or free.
std::set<World> Reachable() {
  std::vector<World> open = {
      World{},
      World{.state = DoorState::kOpen, .timer = DoorTimer::kHold},
      After(World{}, DoorEvent::kFreeBegins),
      After(World{.state = DoorState::kOpen, .timer = DoorTimer::kHold}, DoorEvent::kFreeBegins),
  };
  std::set<World> seen(open.begin(), open.end());
  while (!open.empty()) {
    const World world = open.back();
    open.pop_back();
    for (const DoorEvent event : AllDoorEvents()) {
      const World next = After(world, event);
      if (seen.insert(next).second) open.push_back(next);
    }
  }
  return seen;
}

// The rule that matters most, over every state and event there is.
TEST(DoorMachine, OnlyAGrantOrFreeModeEverReleases) {
  for (const DoorState state : AllDoorStates()) {
    for (const DoorEvent event : AllDoorEvents()) {
      SCOPED_TRACE(testing::Message() << state << " + " << event);
      if (NextDoorStep(state, event).strike == Strike::kRelease) {
        EXPECT_TRUE(event == DoorEvent::kGrant || event == DoorEvent::kFreeBegins);
      }
    }
  }
  for (const World& world : Reachable()) {
    for (const DoorEvent event : AllDoorEvents()) {
      if (event == DoorEvent::kGrant || event == DoorEvent::kFreeBegins) continue;
      SCOPED_TRACE(testing::Message() << world << " + " << event);
      if (world.strike == Strike::kSecure) {
        EXPECT_EQ(After(world, event).strike, Strike::kSecure);
      }
    }
  }
}

TEST(DoorMachine, ClosingEndsEveryAlarm) {
  for (const World& world : Reachable()) {
    SCOPED_TRACE(testing::Message() << world);
    EXPECT_EQ(After(world, DoorEvent::kClosed).alarm, DoorAlarm::kNone);
  }
}

TEST(DoorMachine, EveryStateIsReachable) {
  std::set<DoorState> states;
  for (const World& world : Reachable()) states.insert(world.state);
  EXPECT_EQ(states.size(), AllDoorStates().size());
}

TEST(DoorMachine, AReleasedStrikeAlwaysHasAnEnd) {
  for (const World& world : Reachable()) {
    if (world.strike != Strike::kRelease) continue;
    SCOPED_TRACE(testing::Message() << world);
    const bool free = world.state == DoorState::kFree || world.state == DoorState::kFreeOpen;
    EXPECT_TRUE(free || world.timer == DoorTimer::kRelease);
  }
}

// A contact with a cut wire says for ever that the door is open. Nobody may be held in by that.
TEST(DoorMachine, AGrantReleasesWhateverTheContactSays) {
  for (const World& world : Reachable()) {
    SCOPED_TRACE(testing::Message() << world);
    EXPECT_EQ(After(world, DoorEvent::kGrant).strike, Strike::kRelease);
  }
}

TEST(DoorMachine, TheStrikeIsReleasedForATimeOrWhileFreeAndSecuredOtherwise) {
  for (const World& world : Reachable()) {
    SCOPED_TRACE(testing::Message() << world);
    const bool free = world.state == DoorState::kFree || world.state == DoorState::kFreeOpen;
    EXPECT_EQ(world.strike == Strike::kRelease, free || world.timer == DoorTimer::kRelease);
  }
}

TEST(DoorMachine, LockdownAndClosingTakeEveryReleaseBackThatIsNotFree) {
  for (const World& world : Reachable()) {
    if (world.state == DoorState::kFree || world.state == DoorState::kFreeOpen) continue;
    SCOPED_TRACE(testing::Message() << world);
    EXPECT_EQ(After(world, DoorEvent::kLockdown).strike, Strike::kSecure);
    if (!IsShut(world.state)) {
      EXPECT_EQ(After(world, DoorEvent::kClosed).strike, Strike::kSecure);
    }
  }
}

TEST(DoorMachine, AlarmsStandExactlyInTheirStatesAndNeverWhenShut) {
  for (const World& world : Reachable()) {
    SCOPED_TRACE(testing::Message() << world);
    EXPECT_EQ(world.alarm == DoorAlarm::kForced, world.state == DoorState::kForced);
    EXPECT_EQ(world.alarm == DoorAlarm::kHeldOpen, world.state == DoorState::kHeldOpen);
    if (IsShut(world.state)) {
      EXPECT_EQ(world.alarm, DoorAlarm::kNone);
    }
  }
}

TEST(DoorMachine, ATimerRunsOnlyWhereItMeansSomething) {
  for (const World& world : Reachable()) {
    SCOPED_TRACE(testing::Message() << world);
    const bool waits_for_nothing = world.state == DoorState::kSecured ||
                                   world.state == DoorState::kFree ||
                                   world.state == DoorState::kFreeOpen;
    if (waits_for_nothing) {
      EXPECT_EQ(world.timer, DoorTimer::kNone);
    }
    if (world.state == DoorState::kReleased) {
      EXPECT_EQ(world.timer, DoorTimer::kRelease);
    }
    EXPECT_EQ(world.timer == DoorTimer::kSettle, world.state == DoorState::kSettling);
    if (world.state == DoorState::kOpen) {
      EXPECT_NE(world.timer, DoorTimer::kNone);
    }
    if (world.alarm != DoorAlarm::kNone) {
      EXPECT_NE(world.timer, DoorTimer::kHold);
    }
  }
}

TEST(DoorMachine, NothingButTheContactSaysWhetherTheDoorIsShut) {
  for (const DoorState state : AllDoorStates()) {
    for (const DoorEvent event : AllDoorEvents()) {
      SCOPED_TRACE(testing::Message() << state << " + " << event);
      bool shut = IsShut(state);
      if (event == DoorEvent::kOpened) shut = false;
      if (event == DoorEvent::kClosed && !IsShut(state)) shut = true;
      EXPECT_EQ(IsShut(NextDoorStep(state, event).next), shut);
    }
  }
}

// Three bounces of a door that fell shut, and afterwards somebody who forces it.
TEST(DoorMachine, AReboundIsTheSamePassageAndForcingAfterItIsSeen) {
  World world = After(After(World{}, DoorEvent::kGrant), DoorEvent::kOpened);
  for (int bounce = 0; bounce < 3; ++bounce) {
    world = After(After(world, DoorEvent::kClosed), DoorEvent::kOpened);
    EXPECT_EQ(world.state, DoorState::kOpen);
    EXPECT_EQ(world.alarm, DoorAlarm::kNone);
    EXPECT_EQ(world.strike, Strike::kSecure);
  }
  world = After(After(world, DoorEvent::kClosed), DoorEvent::kSettleExpired);
  EXPECT_EQ(world, World{});
  EXPECT_EQ(After(world, DoorEvent::kOpened).alarm, DoorAlarm::kForced);
}

TEST(DoorMachine, AForcedDoorThatBouncesStaysForced) {
  World world = After(World{}, DoorEvent::kOpened);
  world = After(After(world, DoorEvent::kClosed), DoorEvent::kOpened);
  EXPECT_EQ(world.alarm, DoorAlarm::kForced);
}

TEST(LockType, AFailSecureStrikeReleasesUnderPowerAndAFailSafeMagnetWithout) {
  EXPECT_TRUE(IsEnergised(Strike::kRelease, LockType::kFailSecure));
  EXPECT_FALSE(IsEnergised(Strike::kSecure, LockType::kFailSecure));
  EXPECT_FALSE(IsEnergised(Strike::kRelease, LockType::kFailSafe));
  EXPECT_TRUE(IsEnergised(Strike::kSecure, LockType::kFailSafe));
}

TEST(DoorNames, AreTheProtocolsWords) {
  std::vector<std::string> states;
  for (const DoorState state : AllDoorStates()) states.emplace_back(DoorStateName(state));
  EXPECT_EQ(states, (std::vector<std::string>{"secured", "released", "open", "held_open", "forced",
                                              "free", "free_open", "secured"}));
  for (const DoorMode mode : {DoorMode::kNormal, DoorMode::kLockdown, DoorMode::kFree}) {
    EXPECT_EQ(DoorModeFromName(DoorModeName(mode)), mode);
  }
  EXPECT_EQ(DoorModeName(DoorMode::kLockdown), "lockdown");
  for (const char* bad : {"", "Normal", "normal ", "open", "lock_down"}) {
    EXPECT_EQ(DoorModeFromName(bad), std::nullopt) << bad;
  }
}

TEST(DoorNames, AreDistinctForEveryEvent) {
  std::set<std::string> names;
  for (const DoorEvent event : AllDoorEvents()) {
    std::ostringstream text;
    text << event;
    names.insert(text.str());
  }
  EXPECT_EQ(names.size(), AllDoorEvents().size());
}

}  // namespace
}  // namespace doorward
