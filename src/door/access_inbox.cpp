#include "door/access_inbox.hpp"

#include <algorithm>
#include <utility>

namespace doorward::inline door {

AccessInbox::AccessInbox(const std::vector<ReaderConfig>& readers)
    : presentations_(std::max<std::size_t>(readers.size(), 1) * AccessController::kReaderShare) {
  for (const ReaderConfig& reader : readers) waiting_[reader.id] = 0;
}

bool AccessInbox::Post(Presentation presentation) {
  MutexLock lock(mutex_);
  std::size_t& waiting = waiting_.at(presentation.reader);
  if (waiting < AccessController::kReaderShare && presentations_.TryPush(std::move(presentation))) {
    ++waiting;
    return true;
  }
  ++refused_;
  return false;
}

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
  auto presentation = presentations_.PopUntil(std::chrono::steady_clock::now() + patience);
  if (presentation) {
    MutexLock lock(mutex_);
    --waiting_.at(presentation->reader);
  }
  return presentation;
}

std::uint64_t AccessInbox::refused() const {
  MutexLock lock(mutex_);
  return refused_;
}

}  // namespace doorward::inline door
