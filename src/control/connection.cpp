#include "control/connection.hpp"

#include <poll.h>

#include <array>
#include <cerrno>

namespace doorward::inline control {

short Connection::Wants() const {
  if (!output_.empty()) return POLLOUT;
  return HasWork() || is_served_ || is_looking_ || input_ended_ ? 0 : POLLIN;
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

std::optional<LineLanes::Task> Connection::TakeLine() {
  if (!HasWork() || is_looking_) return std::nullopt;
  is_served_ = true;
  auto line = input_.TakeLine();
  if (!line) {
    last_reply_ = true;
    line = input_.pending();
  }
  return LineLanes::Task{.client = number_, .line = *std::move(line), .stream = std::move(stream_)};
}

bool Connection::MayLook() const {
  return stream_ != nullptr && output_.empty() && !last_reply_ && !broken_;
}

std::optional<LineLanes::Task> Connection::TakeLook(std::uint64_t news, SteadyTime now) {
  const auto due = status_due();
  const bool with_status = due && now >= *due;
  if (!MayLook() || (!has_more_ && news == seen_news_ && !with_status)) return std::nullopt;
  seen_news_ = news;
  is_looking_ = true;
  if (with_status) status_due_ = now + kStatusInterval;
  return LineLanes::Task{.client = number_,
                         .line = {},
                         .stream = std::move(stream_),
                         .is_look = true,
                         .with_status = with_status};
}

void Connection::Send(LineLanes::Reply reply, SteadyTime now) {
  if (reply.is_look) return SendPiece(std::move(reply), now);
  is_served_ = false;
  stream_ = std::move(reply.stream);
  has_more_ = stream_ != nullptr;  // The line may have begun it.
  output_ = std::move(reply.text);
  output_ += '\n';
  last_sent_ = now;
  served_at_ = now;
  Write(now);
}

void Connection::SendPiece(LineLanes::Reply piece, SteadyTime now) {
  is_looking_ = false;
  stream_ = std::move(piece.stream);
  has_more_ = piece.more;
  if (stream_ == nullptr) served_at_ = now;  // A client like any other again.
  if (!piece.text.empty()) {
    output_ = std::move(piece.text);
    last_sent_ = now;
    Write(now);
  }
  // Between pieces that come one after the other nobody polls: its lines must not wait for their end.
  if (!input_.HasLine()) Read(now);
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
  if (HasWork() || is_served_ || watches()) return std::nullopt;
  return input_.deadline().value_or(served_at_ + kIdlePatience);
}

std::optional<SteadyTime> Connection::status_due() const {
  if (!MayLook() || !stream_->watches_status()) return std::nullopt;
  return status_due_;
}

bool Connection::Finished(SteadyTime now) const {
  if (is_served_) return false;
  if (broken_) return true;
  if (output_.empty() && (last_reply_ || (input_ended_ && !HasWork()))) return true;
  const auto until = deadline();
  return until && now >= *until;
}

}  // namespace doorward::inline control
