#include "door/reader_input_alarms.hpp"

namespace doorward::inline door {

ReaderInputAlarms::ReaderInputAlarms(const std::vector<ReaderConfig>& readers, Recorder& recorder,
                                     Health& health) {
  for (const ReaderConfig& reader : readers) {
    for (const ReaderInput input : kAllReaderInputs) {
      alarms_[reader.id].try_emplace(input, reader.id, reader.door, input, recorder, health);
    }
  }
}

void ReaderInputAlarms::Look(const ReaderId& reader, const ReaderInputs& active, SteadyTime now) {
  MutexLock lock(mutex_);
  const auto found = alarms_.find(reader);
  if (found == alarms_.end()) return;
  for (auto& [input, alarm] : found->second) alarm.Look(active.contains(input), now);
}

void ReaderInputAlarms::OnReaderBack(const ReaderId& reader) {
  MutexLock lock(mutex_);
  const auto found = alarms_.find(reader);
  if (found == alarms_.end()) return;
  for (auto& [input, alarm] : found->second) alarm.Interrupt();
}

}  // namespace doorward::inline door
