// Doors that are about to be released and wait for their record to become durable, for at most
// kRecordPatience.
//
// Pure. Thread-safety: none. Bounded by what the record writer holds: a record that it refuses
// counts as durable, and so waits no longer than until the next look.

#pragma once

#include <optional>
#include <vector>

#include "door/access_inbox.hpp"
#include "door/recorder.hpp"

namespace doorward::inline door {

struct PendingRelease {
  DoorId door;
  DoorEvent event = DoorEvent::kGrant;  // Or kFreeBegins.
  bool in_any_mode = false;             // The exit button: no mode takes it back.
  RecordTicket ticket = kLostRecord;
  SteadyTime late_at{};
  std::optional<Reply> reply;
};

class PendingReleases {
 public:
  void Add(PendingRelease release) { waiting_.push_back(std::move(release)); }

  // Takes out, in order, those with a ticket up to `durable_through` and those that are late.
  std::vector<PendingRelease> TakeDue(RecordTicket durable_through, SteadyTime now);

  // Takes out those that the door's change to `mode` overtakes: a lockdown all but the exit button,
  // any mode but free a beginning of that.
  std::vector<PendingRelease> TakeOvertaken(const DoorId& door, DoorMode mode);

  std::vector<PendingRelease> TakeAll() { return std::exchange(waiting_, {}); }

  // When the next one is late; nullopt if none waits.
  std::optional<SteadyTime> NextDeadline() const;

 private:
  template <typename Matches>
  std::vector<PendingRelease> Take(Matches matches);

  std::vector<PendingRelease> waiting_;
};

}  // namespace doorward::inline door
