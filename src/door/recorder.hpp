// Stamps what happens at the doors with the time and hands it to the record writer.
//
// Thread-safety: every method may be called from any thread. Blocking: none.

#pragma once

#include <string>

#include "doorward/core/clock.hpp"
#include "doorward/storage/record_writer.hpp"

namespace doorward::inline door {

// The ticket of a record that found the queue full. It counts as durable: the writer counts the loss
// and tells of it in a gap record, and nobody is locked out for it.
inline constexpr RecordTicket kLostRecord = 0;

class Recorder {
 public:
  // Both outlive the recorder.
  Recorder(RecordWriter& records, const Clock& clock) : records_(records), clock_(clock) {}

  // Fills in `at` and `clock` of the record.
  RecordTicket Write(RecordJob job);

  // `event` is one of RecordKind::kDoor; `detail` may come from outside.
  RecordTicket WriteDoor(const DoorId& door, Event event, std::string_view detail = {});

  // `reader` may be empty.
  void WriteAlarm(const DoorId& door, const ReaderId& reader, Event event,
                  std::string_view detail = {});

  RecordTicket durable_through() const { return records_.durable_through(); }
  bool MarkLate(RecordTicket ticket) { return records_.MarkLate(ticket); }

 private:
  RecordWriter& records_;
  const Clock& clock_;
};

}  // namespace doorward::inline door
