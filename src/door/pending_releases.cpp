#include "door/pending_releases.hpp"

#include <algorithm>
#include <iterator>

namespace doorward::inline door {

template <typename Matches>
std::vector<PendingRelease> PendingReleases::Take(Matches matches) {
  const auto taken =
      std::stable_partition(waiting_.begin(), waiting_.end(),
                            [&](const PendingRelease& release) { return !matches(release); });
  std::vector<PendingRelease> result(std::make_move_iterator(taken),
                                     std::make_move_iterator(waiting_.end()));
  waiting_.erase(taken, waiting_.end());
  return result;
}

std::vector<PendingRelease> PendingReleases::TakeDue(RecordTicket durable_through, SteadyTime now) {
  return Take([&](const PendingRelease& release) {
    return release.ticket <= durable_through || now >= release.late_at;
  });
}

std::vector<PendingRelease> PendingReleases::TakeOvertaken(const DoorId& door, DoorMode mode) {
  return Take([&](const PendingRelease& release) {
    if (release.door != door) return false;
    if (release.event == DoorEvent::kFreeBegins) return mode != DoorMode::kFree;
    return mode == DoorMode::kLockdown && !release.in_any_mode;
  });
}

std::optional<SteadyTime> PendingReleases::NextDeadline() const {
  std::optional<SteadyTime> next;
  for (const PendingRelease& release : waiting_) {
    if (!next || release.late_at < *next) next = release.late_at;
  }
  return next;
}

}  // namespace doorward::inline door
