// Says when the ring of records fills with what the back office has not acknowledged: at 80 % and
// 95 %, and when the first is overwritten; each once until the backlog falls below it.
//
// Thread-safety: none.

#pragma once

#include "doorward/core/clock.hpp"
#include "doorward/storage/record_log.hpp"

namespace doorward::inline storage {

class RingAlarm {
 public:
  // The alarm to append beside `added` records; nullopt if nothing rose.
  std::optional<Record> Check(const RecordLogState& state, std::size_t added, const Clock& clock);

 private:
  enum class Level { kNone, kFilling, kNearlyFull, kOverwritten };
  static Level LevelOf(const RecordLogState& state, std::size_t added);

  Level level_ = Level::kNone;
};

}  // namespace doorward::inline storage
