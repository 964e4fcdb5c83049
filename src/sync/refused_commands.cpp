#include "sync/refused_commands.hpp"

namespace doorward::inline sync {

void RefusedCommands::Push(MqttMessage message) {
  {
    MutexLock lock(mutex_);
    const std::size_t bytes = bytes_ + message.payload.size();
    if (waiting_.size() >= kMax || bytes > kMaxBytes) return;
    bytes_ = bytes;
    waiting_.push_back(std::move(message));
  }
  changed_.NotifyOne();
}

bool RefusedCommands::Answer(const Send& send) {
  for (int answered = 0; answered < kInARow && TakeNext(); ++answered) {
    const Error why{ErrorCode::kResourceExhausted,
                    next_->oversized
                        ? "a command may have 1 MiB; this one was larger and was not read"
                        : "too many commands wait; it was not carried out: send it again later"};
    const Status sent = send(*next_, why);
    if (!sent && sent.error().code == ErrorCode::kResourceExhausted) return false;
    next_.reset();
  }
  return true;
}

bool RefusedCommands::TakeNext() {
  if (next_) return true;
  MutexLock lock(mutex_);
  if (waiting_.empty()) return false;
  next_ = std::move(waiting_.front());
  waiting_.pop_front();
  bytes_ -= next_->payload.size();
  return true;
}

void RefusedCommands::WaitUntil(SteadyTime deadline) {
  MutexLock lock(mutex_);
  while (waiting_.empty() && !woken_) {
    if (!changed_.WaitUntil(mutex_, deadline)) break;
  }
  woken_ = false;
}

void RefusedCommands::Wake() {
  {
    MutexLock lock(mutex_);
    woken_ = true;
  }
  changed_.NotifyOne();
}

}  // namespace doorward::inline sync
