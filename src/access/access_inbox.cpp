#include "access/access_inbox.hpp"

#include <utility>

namespace doorward {

Status AccessInbox::Ask(std::variant<ReleaseRequest, ModeRequest> what) {
  DoorRequest request{.what = std::move(what), .reply = {}};
  std::future<Status> answer = request.reply.get_future();
  if (!requests_.TryPush(std::move(request))) {
    if (requests_.closed()) return Fail(ErrorCode::kUnavailable, "the terminal is stopping");
    return Fail(ErrorCode::kResourceExhausted, "too many door commands at once");
  }
  Wake();
  if (answer.wait_for(kRequestPatience) != std::future_status::ready) {
    return Fail(ErrorCode::kTimeout, "the door did not follow in time");
  }
  return answer.get();
}

void AccessInbox::Close() {
  presentations_.Close();
  requests_.Close();
}

std::optional<Presentation> AccessInbox::TakePresentation(Milliseconds patience) {
  // A queue waits in real time, whatever clock the doors go by.
  return presentations_.PopUntil(std::chrono::steady_clock::now() + patience);
}

}  // namespace doorward
