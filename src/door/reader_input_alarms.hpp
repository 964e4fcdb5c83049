// The inputs of all readers, each with its alarm.
//
// Thread-safety: every method may be called from any thread. Blocking: none.

#pragma once

#include <map>
#include <vector>

#include "door/input_alarm.hpp"
#include "doorward/core/mutex.hpp"
#include "doorward/door/door_config.hpp"

namespace doorward::inline door {

class ReaderInputAlarms {
 public:
  // Recorder and health outlive it.
  ReaderInputAlarms(const std::vector<ReaderConfig>& readers, Recorder& recorder, Health& health);

  // `active` are the reader's inputs that are active now. Those of an unknown reader are not looked at.
  void Look(const ReaderId& reader, const ReaderInputs& active, SteadyTime now) DW_EXCLUDES(mutex_);

  // The reader was away, and is back.
  void OnReaderBack(const ReaderId& reader) DW_EXCLUDES(mutex_);

 private:
  Mutex mutex_;
  std::map<ReaderId, std::map<ReaderInput, InputAlarm>> alarms_ DW_GUARDED_BY(mutex_);
};

}  // namespace doorward::inline door
