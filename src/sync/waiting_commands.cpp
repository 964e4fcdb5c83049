#include "sync/waiting_commands.hpp"

#include <algorithm>

#include "doorward/core/check.hpp"

namespace doorward::inline sync {

std::optional<MqttMessage> WaitingCommands::Push(const std::string& sender, const CommandLane& lane,
                                                 MqttMessage message) {
  std::optional<MqttMessage> refused;
  {
    MutexLock lock(mutex_);
    switch (lane.kind) {
      case CommandLane::Kind::kDoorMode: refused = PutMode(lane.mode, std::move(message)); break;
      case CommandLane::Kind::kDoorRelease:
        refused = releases_.Push(sender, std::move(message));
        break;
      case CommandLane::Kind::kAct: refused = acts_.Push(sender, std::move(message)); break;
      case CommandLane::Kind::kChange: refused = changes_.Push(sender, std::move(message)); break;
      case CommandLane::Kind::kQuery: refused = queries_.Push(sender, std::move(message)); break;
    }
  }
  changed_.NotifyAll();
  return refused;
}

// The newest goes last, so that what is in force in the end is what was asked for last.
std::optional<MqttMessage> WaitingCommands::PutMode(const std::string& mode, MqttMessage message) {
  std::optional<MqttMessage> superseded;
  const auto same = std::find_if(modes_.begin(), modes_.end(),
                                 [&mode](const Mode& waiting) { return waiting.mode == mode; });
  if (same != modes_.end()) {
    superseded = std::move(same->message);
    modes_.erase(same);
  }
  modes_.push_back({mode, std::move(message)});
  return superseded;
}

std::optional<MqttMessage> WaitingCommands::Pop(CommandLane::Lane lane) {
  MutexLock lock(mutex_);
  while (!closed_) {
    if (auto message = Take(lane)) {
      ++under_way_;
      return message;
    }
    changed_.Wait(mutex_);
  }
  return std::nullopt;
}

std::optional<MqttMessage> WaitingCommands::TryPop(CommandLane::Lane lane) {
  MutexLock lock(mutex_);
  return Take(lane);
}

void WaitingCommands::Ended() {
  {
    MutexLock lock(mutex_);
    --under_way_;
  }
  changed_.NotifyAll();
}

void WaitingCommands::AwaitEnd() {
  MutexLock lock(mutex_);
  while (under_way_ > 0) changed_.Wait(mutex_);
}

std::optional<MqttMessage> WaitingCommands::Take(CommandLane::Lane lane) {
  if (paused_ || closed_) return std::nullopt;
  switch (lane) {
    case CommandLane::Lane::kActs: return TakeAct();
    case CommandLane::Lane::kChanges: return changes_.Pop();
    case CommandLane::Lane::kQueries: return queries_.Pop();
  }
  DW_UNREACHABLE();
}

std::optional<MqttMessage> WaitingCommands::TakeAct() {
  if (doors_in_a_row_ < kDoorsInARow || acts_.empty()) {
    if (auto message = TakeForDoor()) {
      ++doors_in_a_row_;
      return message;
    }
  }
  doors_in_a_row_ = 0;
  return acts_.Pop();
}

std::optional<MqttMessage> WaitingCommands::TakeForDoor() {
  mode_was_last_ = !modes_.empty() && (releases_.empty() || !mode_was_last_);
  if (!mode_was_last_) return releases_.Pop();
  MqttMessage message = std::move(modes_.front().message);
  modes_.pop_front();
  return message;
}

void WaitingCommands::Pause() {
  MutexLock lock(mutex_);
  paused_ = true;
}

void WaitingCommands::Resume() {
  {
    MutexLock lock(mutex_);
    paused_ = false;
  }
  changed_.NotifyAll();
}

void WaitingCommands::Close() {
  {
    MutexLock lock(mutex_);
    closed_ = true;
  }
  changed_.NotifyAll();
}

}  // namespace doorward::inline sync
