#include "sync/connection_losses.hpp"

#include <algorithm>
#include <utility>

namespace doorward::inline sync {

void ConnectionLosses::OnConnecting() {
  MutexLock lock(mutex_);
  loss_ = {};
}

void ConnectionLosses::OnLost(MqttLoss why) {
  MutexLock lock(mutex_);
  if (why.taken_over || loss_.reason.empty()) loss_ = std::move(why);
}

bool ConnectionLosses::OnEnd(Milliseconds age) {
  MutexLock lock(mutex_);
  const bool lasted = age >= kLasting;
  short_ = lasted ? 0 : short_ + 1;
  if (loss_.taken_over) {
    ++taken_over_;
    short_ = std::max(short_, kShortInARow);
  }
  return lasted;
}

std::optional<std::string> ConnectionLosses::DoubtOf(Milliseconds age) {
  MutexLock lock(mutex_);
  if (age >= kLasting) short_ = 0;
  if (short_ < kShortInARow) return std::nullopt;
  return "connected, but connections do not last: another terminal or program seems to use the "
         "id " +
         device_ + "; give each its own device.id";
}

std::string ConnectionLosses::Reason() const {
  MutexLock lock(mutex_);
  std::string reason = loss_.reason.empty() ? "the connection was lost" : loss_.reason;
  if (short_ >= kShortInARow && !loss_.taken_over) {
    reason += ", as were the ones before: another terminal or program may use the id " + device_ +
              " (give each its own device.id), or the network is bad";
  }
  return reason;
}

}  // namespace doorward::inline sync
