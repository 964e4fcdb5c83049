#include "storage/ring_alarm.hpp"

#include <gtest/gtest.h>

#include "fakes/fake_clock.hpp"

namespace doorward::ring_alarm_test {

struct Step {
  std::int64_t waiting;
  std::optional<Event> alarm;
};

TEST(RingAlarm, RisesOnceAtEachLevelUntilItFallsBelow) {
  const FakeClock clock(WallTime(std::chrono::seconds(1'800'000'000)));
  const std::vector<Step> steps = {{0, {}},
                                   {1599, {}},
                                   {1600, Event::kRecordsFilling},
                                   {1700, {}},
                                   {1899, {}},
                                   {1900, Event::kRecordsNearlyFull},
                                   {1950, {}},
                                   {1899, {}},
                                   {1900, Event::kRecordsNearlyFull},
                                   {10, {}},
                                   {2000, Event::kRecordsNearlyFull},
                                   {2001, Event::kRecordsOverwritten},
                                   {2000, {}},
                                   {2001, Event::kRecordsOverwritten}};
  RingAlarm alarm;
  for (const Step& step : steps) {
    SCOPED_TRACE(step.waiting);
    RecordLogState state{.capacity = 2000};
    if (step.waiting > 0) {
      state.first_seq = 1;
      state.last_seq = step.waiting - 1;
    }
    const auto record = alarm.Check(state, step.waiting > 0 ? 1 : 0, clock);
    EXPECT_EQ(record.has_value(), step.alarm.has_value());
    EXPECT_EQ(record ? record->event : std::nullopt, step.alarm);
  }
}

}  // namespace doorward::ring_alarm_test
