// Whatever happens, in whatever order: every edge of the strike has its reason on record.

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "integration/door/door_rig.hpp"

namespace doorward::random_events_test {

const DoorId kMain("main");

Bytes CardOf(int person) { return {0x10, 0x20, 0x30, static_cast<std::uint8_t>(person)}; }

// Does one of all that can happen at a door. Returns whether it was a presentation that was taken.
bool DoSomething(DoorRig& rig, FakeClock& clock, std::minstd_rand& random) {
  const auto pick = [&](int limit) {
    return std::uniform_int_distribution<int>(0, limit - 1)(random);
  };
  const auto level = [&] { return pick(2) == 0 ? Level::kInactive : Level::kActive; };
  switch (pick(12)) {
    case 0: EXPECT_TRUE(rig.board().SetInput("main.contact", level())); return false;
    case 1: EXPECT_TRUE(rig.board().SetInput("main.exit", level())); return false;
    case 2: clock.Advance(Milliseconds(pick(200))); return false;
    case 3: rig.access().OnInputEdge(); return false;
    case 4:
      if (pick(20) != 0) return false;
      EXPECT_TRUE(rig.access().SetMode(kMain, static_cast<DoorMode>(pick(3)), {}, "random"));
      return false;
    case 5: return rig.access().Post({.reader = ReaderId("pad"), .what = PinEntered{"000000"}});
    default:
      return rig.access().Post({.reader = ReaderId("nfc"), .what = CardPresented{CardOf(pick(4))}});
  }
}

struct Tally {
  std::size_t presentations = 0;
  std::map<Event, std::size_t> events;
};

// Counts, and checks on the way that each release has a grant or the free mode before it, of its own.
Tally Count(const std::vector<Record>& records) {
  Tally tally;
  std::size_t reasons = 0;
  for (const Record& record : records) {
    if (record.event) ++tally.events[*record.event];
    if (record.kind == RecordKind::kAccess && !record.reader.empty()) ++tally.presentations;
    if (record.granted || record.event == Event::kModeFree) ++reasons;
    if (record.event == Event::kReleased) {
      EXPECT_GT(reasons, 0U) << "record " << record.seq;
      if (reasons > 0) --reasons;
    }
  }
  return tally;
}

TEST(RandomEvents, EveryEdgeIsRecordedAndEveryPresentationAnswered) {
  FakeClock clock;
  DoorRig rig({.clock = &clock});
  for (int person = 0; person < 2; ++person) {
    rig.Enrol("p" + std::to_string(person), {KeyOfCard(CardOf(person))});
  }
  std::minstd_rand random(20'261'123);
  std::size_t taken = 0;
  for (int i = 0; i < 10'000; ++i) {
    if (DoSomething(rig, clock, random)) ++taken;
    if (i % 20 == 0) rig.LetItLook();  // Else it would see but a few of the inputs' levels.
    if (i % 200 == 0) {
      ASSERT_TRUE(rig.WaitUntilDurable());  // Else a slow disk would lose some.
    }
  }
  ASSERT_TRUE(rig.access().SetMode(kMain, DoorMode::kNormal, {}, "the end"));
  ASSERT_TRUE(rig.board().SetInput("main.exit", Level::kInactive));
  ASSERT_TRUE(Eventually([&] { return rig.access().Counters().presentations == taken; }));
  // A door that nobody opens is secured when its time is over.
  ASSERT_TRUE(Eventually([&] {
    clock.Advance(Milliseconds(10));
    return !rig.IsReleased();
  }));
  rig.Stop();

  const Tally tally = Count(rig.Records());
  EXPECT_EQ(tally.presentations, taken);
  std::map<Level, std::size_t> edges;
  for (const TraceEntry& entry : rig.board().Trace(1)) ++edges[entry.level];  // 1: switched on.
  EXPECT_GT(edges[Level::kActive], 20U);
  const auto count = [&](Event event) {
    const auto found = tally.events.find(event);
    return found == tally.events.end() ? 0 : found->second;
  };
  EXPECT_EQ(count(Event::kReleased), edges[Level::kActive]);
  EXPECT_EQ(count(Event::kSecured), edges[Level::kInactive]);
  EXPECT_EQ(count(Event::kGap), 0U);
}

// The strike is never released for longer than it is set to be: by simulated time, between two looks.
TEST(RandomEvents, AReleaseEndsInItsTime) {
  FakeClock clock;
  DoorRig rig({.clock = &clock});
  rig.Enrol("p0", {KeyOfCard(CardOf(0))});
  for (int i = 0; i < 50; ++i) {
    rig.PostCard(CardOf(0));
    ASSERT_TRUE(rig.Becomes(true));
    clock.Advance(Milliseconds(99));
    rig.LetItLook();
    ASSERT_TRUE(rig.IsReleased());
    clock.Advance(Milliseconds(1));
    ASSERT_TRUE(rig.Becomes(false));
  }
}

}  // namespace doorward::random_events_test
