#include "control/connection.hpp"

#include <poll.h>

#include <array>
#include <cerrno>

namespace doorward::inline control {

short Connection::Wants() const {
  if (!output_.empty()) return POLLOUT;
  return HasWork() || is_served_ || input_ended_ ? 0 : POLLIN;
}

void Connection::Read(SteadyTime now) {
  std::array<char, 64 * 1024> chunk;
  const ssize_t got = ::recv(fd_.get(), chunk.data(), chunk.size(), 0);
  if (got > 0) {
    input_.Append({chunk.data(), static_cast<std::size_t>(got)}, now);
  } else if (got == 0) {
    input_ended_ = true;
  } else if (errno != EAGAIN && errno != EINTR) {
    broken_ = true;
  }
}

std::optional<std::string> Connection::TakeLine() {
  if (!HasWork()) return std::nullopt;
  is_served_ = true;
  if (auto line = input_.TakeLine()) return line;
  last_reply_ = true;
  return input_.pending();
}

void Connection::Send(std::string reply, SteadyTime now) {
  is_served_ = false;
  output_ = std::move(reply);
  output_ += '\n';
  last_sent_ = now;
  served_at_ = now;
  Write(now);
}

void Connection::Write(SteadyTime now) {
  const ssize_t sent = ::send(fd_.get(), output_.data(), output_.size(), MSG_NOSIGNAL);
  if (sent >= 0) {
    output_.erase(0, static_cast<std::size_t>(sent));
    last_sent_ = now;
  } else if (errno != EAGAIN && errno != EINTR) {
    broken_ = true;
  }
}

std::optional<SteadyTime> Connection::deadline() const {
  if (!output_.empty()) return last_sent_ + LineBuffer::kPatience;
  if (HasWork() || is_served_) return std::nullopt;
  return input_.deadline().value_or(served_at_ + kIdlePatience);
}

bool Connection::Finished(SteadyTime now) const {
  if (is_served_) return false;
  if (broken_) return true;
  if (output_.empty() && (last_reply_ || (input_ended_ && !HasWork()))) return true;
  const auto until = deadline();
  return until && now >= *until;
}

}  // namespace doorward::inline control
