#include "storage/ring_alarm.hpp"

#include "doorward/core/check.hpp"

namespace doorward::inline storage {

RingAlarm::Level RingAlarm::LevelOf(const RecordLogState& state, std::size_t added) {
  const std::int64_t waiting = state.backlog() + static_cast<std::int64_t>(added);
  if (waiting > state.capacity) return Level::kOverwritten;
  if (waiting * 100 >= state.capacity * 95) return Level::kNearlyFull;
  if (waiting * 100 >= state.capacity * 80) return Level::kFilling;
  return Level::kNone;
}

std::optional<Record> RingAlarm::Check(const RecordLogState& state, std::size_t added,
                                       const Clock& clock) {
  const Level before = level_;
  level_ = LevelOf(state, added);
  if (level_ <= before) return std::nullopt;
  Record record;
  record.at = clock.WallNow();
  record.clock = clock.Trust();
  record.kind = RecordKind::kAlarm;
  switch (level_) {
    case Level::kNone: DW_UNREACHABLE();
    case Level::kFilling: record.event = Event::kRecordsFilling; break;
    case Level::kNearlyFull: record.event = Event::kRecordsNearlyFull; break;
    case Level::kOverwritten: record.event = Event::kRecordsOverwritten; break;
  }
  record.detail = std::to_string(state.backlog()) + " of " + std::to_string(state.capacity) +
                  " records are not acknowledged";
  return record;
}

}  // namespace doorward::inline storage
