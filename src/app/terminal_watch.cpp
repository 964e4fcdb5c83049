// What the log tells of devices and the clock.

#include "app/terminal.hpp"
#include "doorward/core/bytes.hpp"
#include "doorward/core/log.hpp"

namespace doorward::inline app {

void Terminal::Watch() {
  for (const PartNotice& notice : part_watch_.Look(health_.Reports(), clock_.SteadyNow())) {
    NoteDevice(notice);
  }
  const ClockTrust trust = clock_.Trust();
  if (trust == clock_told_) return;
  clock_told_ = trust;
  NoteSystem(trust == ClockTrust::kTrusted ? Event::kClockTrusted : Event::kClockUnsure, "");
}

// Readers and the lines of doors are devices; the disk and the network have records of their own, or
// tell the back office by being away.
void Terminal::NoteDevice(const PartNotice& notice) {
  Record record{.at = clock_.WallNow(), .clock = clock_.Trust(), .kind = RecordKind::kAlarm};
  record.event = notice.event;
  record.detail = SanitizeText(notice.detail, kMaxRecordText);
  bool is_device = false;
  for (const ReaderSection& section : config_.readers) {
    if (section.reader.id.str() != notice.part) continue;
    record.reader = section.reader.id;
    record.door = section.reader.door;
    record.direction = section.reader.direction;
    is_device = true;
  }
  for (const DoorSection& section : config_.doors) {
    if ("door:" + section.door.id.str() != notice.part) continue;
    record.door = section.door.id;
    is_device = true;
  }
  if (is_device && !writer_->Submit({.record = std::move(record)})) {
    LogWarning("the record queue is full");
  }
}

}  // namespace doorward::inline app
