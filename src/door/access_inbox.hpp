// What other threads ask of the access thread: presentations, and requests from commands.
//
// They have a queue each, so that a flood of presentations cannot keep a lockdown out, and each reader
// has a share of its own, so that one that floods cannot keep another's card out. A presentation that
// finds its reader's share used up is refused and counted; so is a request that finds its queue full.
//
// Thread-safety: every method may be called from any thread; Take…() by the access thread.

#pragma once

#include <future>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "doorward/core/bounded_queue.hpp"
#include "doorward/core/mutex.hpp"
#include "doorward/door/access_controller.hpp"

namespace doorward::inline door {

// Where the access thread puts its answer to a request. Exactly once.
using Reply = std::promise<Status>;

struct ReleaseRequest {
  DoorId door;
  std::string by;
};

struct ModeRequest {
  DoorId door;
  DoorMode mode = DoorMode::kNormal;
  std::optional<WallTime> until;
  std::string by;
};

struct DoorRequest {
  std::variant<ReleaseRequest, ModeRequest> what;
  Reply reply;
};

class AccessInbox {
 public:
  static constexpr std::size_t kRequests = 16;
  static constexpr Milliseconds kRequestPatience{2'000};

  explicit AccessInbox(const std::vector<ReaderConfig>& readers);

  // False if the reader's share is used up, or the inbox closed. REQUIRES: it is one of the readers.
  bool Post(Presentation presentation) DW_EXCLUDES(mutex_);

  // Posts the request and waits for its answer.
  Status Ask(std::variant<ReleaseRequest, ModeRequest> what);

  // Makes the access thread look around now.
  void Wake() { presentations_.Wake(); }

  // Refuses everything from now on; what is inside stays to be taken.
  void Close();

  // Waits for a presentation, a Wake() or `patience`.
  std::optional<Presentation> TakePresentation(Milliseconds patience) DW_EXCLUDES(mutex_);
  std::optional<DoorRequest> TakeRequest() { return requests_.PopUntil(SteadyTime::min()); }

  std::uint64_t refused() const DW_EXCLUDES(mutex_);

 private:
  mutable Mutex mutex_;
  std::map<ReaderId, std::size_t> waiting_ DW_GUARDED_BY(mutex_);
  std::uint64_t refused_ DW_GUARDED_BY(mutex_) = 0;

  BoundedQueue<Presentation> presentations_;  // Has room for every reader's share.
  BoundedQueue<DoorRequest> requests_{kRequests};
};

}  // namespace doorward::inline door
