// The commands that have come and wait to be carried out. What acts on a door has places of its own, so that
// a lockdown gets through a flood of anything: of each mode of each door the newest waits, whatever else
// does; releases and all other commands have 32 places each, which senders share (fair_queue.hpp).
//
// Modes and releases alternate, and go before the others; after kDoorsInARow of them one other goes on.
//
// Thread-safety: any thread.

#pragma once

#include <deque>
#include <optional>
#include <string>

#include "doorward/commands/command_lane.hpp"
#include "doorward/core/mutex.hpp"
#include "doorward/sync/mqtt_client.hpp"
#include "sync/fair_queue.hpp"

namespace doorward {

class WaitingCommands {
 public:
  static constexpr std::size_t kPlaces = 32;
  static constexpr int kDoorsInARow = 32;

  // Never blocks. Returns what is to be refused: `message`, or what gave way for it.
  std::optional<MqttMessage> Push(const std::string& sender, const CommandLane& lane,
                                  MqttMessage message);

  // The next one; nullopt at `deadline` and after a Wake().
  std::optional<MqttMessage> PopUntil(SteadyTime deadline);

  void Wake();

 private:
  struct Mode {
    std::string mode;
    MqttMessage message;
  };

  std::optional<MqttMessage> PutMode(const std::string& mode, MqttMessage message)
      DW_REQUIRES(mutex_);
  std::optional<MqttMessage> Take() DW_REQUIRES(mutex_);
  std::optional<MqttMessage> TakeForDoor() DW_REQUIRES(mutex_);

  Mutex mutex_;
  CondVar changed_;
  std::deque<Mode> modes_ DW_GUARDED_BY(mutex_);
  FairQueue<MqttMessage> releases_ DW_GUARDED_BY(mutex_){kPlaces};
  FairQueue<MqttMessage> others_ DW_GUARDED_BY(mutex_){kPlaces};
  int doors_in_a_row_ DW_GUARDED_BY(mutex_) = 0;
  bool mode_was_last_ DW_GUARDED_BY(mutex_) = false;
  bool woken_ DW_GUARDED_BY(mutex_) = false;
};

}  // namespace doorward
