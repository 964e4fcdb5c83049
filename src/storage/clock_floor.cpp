#include "doorward/storage/clock_floor.hpp"

#include <algorithm>

#include "doorward/core/log.hpp"
#include "storage/byte_stream.hpp"
#include "storage/slot_file.hpp"

namespace doorward {
namespace {

constexpr std::size_t kFloorBytes = 4096;
constexpr Milliseconds kLookEvery{1'000};
constexpr Milliseconds kKeepEvery{60'000};

constexpr std::size_t kRecordsAsked = 500;  // Far more than come before the floor is kept.

}  // namespace

ClockFloor::ClockFloor(const std::filesystem::path& folder, const SecretBox& box,
                       const RecordLog& log, Clock& clock, bool people_known)
    : log_(log),
      clock_(clock),
      file_(std::make_unique<SlotFile>(folder / "clock.floor", kFloorBytes, box)),
      copy_(std::make_unique<SlotFile>(folder / "clock.floor-copy", kFloorBytes, box)) {
  Recall(people_known);
  KeepIfRisen(Milliseconds(0));
  worker_.emplace("floor", [this](const std::stop_token& stop) {
    while (WaitFor(stop, kLookEvery)) KeepIfRisen(kKeepEvery);
  });
}

ClockFloor::~ClockFloor() {
  worker_.reset();
  KeepIfRisen(Milliseconds(1));
}

void ClockFloor::Recall(bool people_known) {
  MutexLock lock(mutex_);
  const bool filed = RecallFile(*file_);
  const bool copied = RecallFile(*copy_);
  const bool recorded = RecallRecords();
  lived_ = filed || copied || people_known || log_.State().last_seq > 0;
  if (filed || copied || recorded || !people_known) return;
  clock_.LoseFloor();
  LogError(LogPart{"clock"},
           "what was kept of the time is gone: the clock is unsure until `doorctl clock trust`");
}

bool ClockFloor::RecallFile(const SlotFile& file) {
  if (!file.found()) return false;
  ByteReader in(*file.found());
  const WallTime floor{Milliseconds(in.Int())};
  Since since{.log_id = in.Text(), .seq = in.Int()};
  if (in.failed()) return false;
  clock_.RaiseFloor(floor);
  since_ = std::move(since);
  return true;
}

// A power cut may have come between a record and the next time that the floor was kept.
bool ClockFloor::RecallRecords() {
  const RecordLogState log = log_.State();
  const RecordSeq known = since_.log_id == log.log_id ? since_.seq : 0;
  const auto asked = static_cast<RecordSeq>(kRecordsAsked);
  const auto records =
      log_.Query({.after_seq = std::max(known, log.last_seq - asked), .limit = kRecordsAsked});
  if (!records) return false;
  bool any = false;
  for (const Record& record : *records) {
    if (record.clock != ClockTrust::kTrusted) continue;
    clock_.RaiseFloor(record.at);
    any = true;
  }
  return any;
}

void ClockFloor::KeepIfRisen(Milliseconds least) {
  static_cast<void>(clock_.Trust());  // Time that goes on raises the floor.
  if (clock_.is_floor_lost()) return;
  MutexLock lock(mutex_);
  const WallTime floor = clock_.floor();
  if (floor - kept_ < least) return;
  if (const Status kept = Keep(floor); !kept) {
    LogWarning(LogPart{"clock"}, "the floor is not on the disk: {}", kept.error().Text());
  }
}

Status ClockFloor::Keep(WallTime floor) {
  kept_ = floor;  // Also if the disk fails: it is tried again in a minute, not at once.
  ByteWriter out;
  out.Int(floor.time_since_epoch().count());
  out.Text(since_.log_id);
  out.Int(since_.seq);
  const Bytes value = std::move(out).Take();
  const Status filed = file_->Put(value);
  const Status copied = copy_->Put(value);
  return filed ? copied : filed;
}

Status ClockFloor::Trust() {
  MutexLock lock(mutex_);
  const WallTime now = clock_.WallNow();
  const RecordLogState log = log_.State();
  since_ = {.log_id = log.log_id, .seq = log.last_seq};
  DW_TRY(Keep(now));
  clock_.SetFloor(now);
  return {};
}

}  // namespace doorward
