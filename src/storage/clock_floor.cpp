#include "doorward/storage/clock_floor.hpp"

#include "doorward/core/log.hpp"
#include "storage/byte_stream.hpp"
#include "storage/slot_file.hpp"

namespace doorward::inline storage {
namespace {

constexpr std::size_t kFloorBytes = 4096;
constexpr Milliseconds kLookEvery{1'000};
constexpr Milliseconds kKeepEvery{60'000};

std::optional<WallTime> ReadFloor(const SlotFile& file) {
  if (!file.found()) return std::nullopt;
  ByteReader in(*file.found());
  const WallTime floor{Milliseconds(in.Int())};
  return in.failed() ? std::nullopt : std::optional(floor);
}

}  // namespace

ClockFloor::ClockFloor(const std::filesystem::path& file, const SecretBox& box, RecordLog& log,
                       Clock& clock, bool people_known)
    : log_(log), clock_(clock), file_(std::make_unique<SlotFile>(file, kFloorBytes, box)) {
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
  const auto kept = ReadFloor(*file_);
  const LogFloor& copy = log_.found_floor();
  const bool new_log = !copy.kept && log_.State().last_seq == 0;
  const bool lost = !kept && (!copy.at || (new_log && people_known));
  lived_ = kept || copy.kept || lost;
  if (kept) clock_.RaiseFloor(*kept);
  if (copy.at) clock_.RaiseFloor(*copy.at);
  if (!lost) return;
  clock_.LoseFloor();
  LogError(LogPart{"clock"},
           "what was kept of the time is gone: the clock is unsure until `doorctl clock trust`");
  if (const Status noted = log_.SetFloor(std::nullopt); !noted) {
    LogWarning(LogPart{"clock"}, "{}", noted.error().Text());
  }
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
  Status filed = file_->Put(std::move(out).Take());
  Status copied = log_.SetFloor(floor);
  return filed ? copied : filed;
}

Status ClockFloor::Trust() {
  MutexLock lock(mutex_);
  const WallTime now = clock_.WallNow();
  DW_TRY(Keep(now));
  clock_.SetFloor(now);
  return {};
}

}  // namespace doorward::inline storage
