#include "sync/waiting_commands.hpp"

#include <algorithm>

namespace doorward {

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
      case CommandLane::Kind::kOther: refused = others_.Push(sender, std::move(message)); break;
    }
  }
  changed_.NotifyOne();
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

std::optional<MqttMessage> WaitingCommands::PopUntil(SteadyTime deadline) {
  MutexLock lock(mutex_);
  while (modes_.empty() && releases_.empty() && others_.empty() && !woken_) {
    if (!changed_.WaitUntil(mutex_, deadline)) break;
  }
  woken_ = false;
  return Take();
}

std::optional<MqttMessage> WaitingCommands::Take() {
  if (doors_in_a_row_ < kDoorsInARow || others_.empty()) {
    if (auto message = TakeForDoor()) {
      ++doors_in_a_row_;
      return message;
    }
  }
  doors_in_a_row_ = 0;
  return others_.Pop();
}

std::optional<MqttMessage> WaitingCommands::TakeForDoor() {
  mode_was_last_ = !modes_.empty() && (releases_.empty() || !mode_was_last_);
  if (!mode_was_last_) return releases_.Pop();
  MqttMessage message = std::move(modes_.front().message);
  modes_.pop_front();
  return message;
}

void WaitingCommands::Wake() {
  {
    MutexLock lock(mutex_);
    woken_ = true;
  }
  changed_.NotifyOne();
}

}  // namespace doorward
