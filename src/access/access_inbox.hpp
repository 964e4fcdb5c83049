// What other threads ask of the access thread: presentations, and requests from commands.
//
// They have a queue each, so that a flood of presentations cannot keep a lockdown out. A presentation
// that finds its queue full is refused and counted; so is a request.
//
// Thread-safety: every method may be called from any thread; Take…() by the access thread.

#pragma once

#include <future>
#include <optional>
#include <string>
#include <variant>

#include "doorward/access/access_controller.hpp"
#include "doorward/core/bounded_queue.hpp"

namespace doorward {

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

  // False if the queue is full or closed.
  bool Post(Presentation presentation) { return presentations_.TryPush(std::move(presentation)); }

  // Posts the request and waits for its answer.
  Status Ask(std::variant<ReleaseRequest, ModeRequest> what);

  // Makes the access thread look around now.
  void Wake() { presentations_.Wake(); }

  // Refuses everything from now on; what is inside stays to be taken.
  void Close();

  // Waits for a presentation, a Wake() or `patience`.
  std::optional<Presentation> TakePresentation(Milliseconds patience);
  std::optional<DoorRequest> TakeRequest() { return requests_.PopUntil(SteadyTime::min()); }

  std::uint64_t refused() const { return presentations_.dropped(); }

 private:
  BoundedQueue<Presentation> presentations_{AccessController::kInboxLength};
  BoundedQueue<DoorRequest> requests_{kRequests};
};

}  // namespace doorward
