#include "door/recorder.hpp"

#include <utility>

namespace doorward::inline door {

RecordTicket Recorder::Write(RecordJob job) {
  job.record.at = clock_.WallNow();
  job.record.clock = clock_.Trust();
  return records_.Submit(std::move(job)).value_or(kLostRecord);
}

RecordTicket Recorder::WriteDoor(const DoorId& door, Event event, std::string_view detail) {
  return Write({.record = {.kind = RecordKind::kDoor,
                           .event = event,
                           .detail = SanitizeText(detail, kMaxRecordText),
                           .door = door}});
}

void Recorder::WriteAlarm(const DoorId& door, const ReaderId& reader, Event event,
                          std::string_view detail) {
  Write({.record = {.kind = RecordKind::kAlarm,
                    .event = event,
                    .detail = SanitizeText(detail, kMaxRecordText),
                    .door = door,
                    .reader = reader}});
}

}  // namespace doorward::inline door
