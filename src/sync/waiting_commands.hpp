// The commands that have come and wait to be carried out, in the lane that each belongs to. What acts on a door
// has places of its own, so that a lockdown gets through a flood of anything: of each mode of each door the
// newest waits, whatever else does. Releases, other acts, changes and queries have 32 places each, which
// senders share (fair_queue.hpp).
//
// Among the acts, modes and releases alternate, and go before the others; after kDoorsInARow of them one other
// goes on.
//
// Thread-safety: any thread.

#pragma once

#include <deque>
#include <optional>
#include <string>

#include "doorward/commands/command_lane.hpp"
#include "doorward/core/mutex.hpp"
#include "doorward/mqtt/mqtt_client.hpp"
#include "sync/fair_queue.hpp"

namespace doorward::inline sync {

class WaitingCommands {
 public:
  static constexpr std::size_t kPlaces = 32;
  static constexpr int kDoorsInARow = 32;

  // Never blocks. Returns what is to be refused: `message`, or what gave way for it.
  std::optional<MqttMessage> Push(const std::string& sender, const CommandLane& lane,
                                  MqttMessage message);

  // Waits for the next one of `lane`; nullopt after Close(). It is under way until Ended().
  std::optional<MqttMessage> Pop(CommandLane::Lane lane);
  void Ended();
  // The next one of `lane` without waiting, if there is one to be given. Not counted as under way.
  std::optional<MqttMessage> TryPop(CommandLane::Lane lane);

  // Gives none out until Resume(): there is nobody to reply to.
  void Pause();
  void Resume();
  // Gives none out any more.
  void Close();
  // Waits for those that are under way.
  void AwaitEnd();

 private:
  struct Mode {
    std::string mode;
    MqttMessage message;
  };

  std::optional<MqttMessage> PutMode(const std::string& mode, MqttMessage message)
      DW_REQUIRES(mutex_);
  std::optional<MqttMessage> Take(CommandLane::Lane lane) DW_REQUIRES(mutex_);
  std::optional<MqttMessage> TakeAct() DW_REQUIRES(mutex_);
  std::optional<MqttMessage> TakeForDoor() DW_REQUIRES(mutex_);

  Mutex mutex_;
  CondVar changed_;
  std::deque<Mode> modes_ DW_GUARDED_BY(mutex_);
  FairQueue<MqttMessage> releases_ DW_GUARDED_BY(mutex_){kPlaces};
  FairQueue<MqttMessage> acts_ DW_GUARDED_BY(mutex_){kPlaces};  // All others.
  FairQueue<MqttMessage> changes_ DW_GUARDED_BY(mutex_){kPlaces};
  FairQueue<MqttMessage> queries_ DW_GUARDED_BY(mutex_){kPlaces};
  int doors_in_a_row_ DW_GUARDED_BY(mutex_) = 0;
  bool mode_was_last_ DW_GUARDED_BY(mutex_) = false;
  bool paused_ DW_GUARDED_BY(mutex_) = false;
  bool closed_ DW_GUARDED_BY(mutex_) = false;
  int under_way_ DW_GUARDED_BY(mutex_) = 0;
};

}  // namespace doorward::inline sync
