// The commands that found no place, until they are told so. Bounded in number and in bytes: a flood of more is
// no longer answered.
//
// Thread-safety: Push() and Wake() any thread; the others one, which answers.

#pragma once

#include <deque>
#include <functional>
#include <optional>

#include "doorward/core/mutex.hpp"
#include "doorward/mqtt/mqtt_client.hpp"

namespace doorward::inline sync {

class RefusedCommands {
 public:
  using Send = std::function<Status(const MqttMessage& command, const Error& why)>;

  void Push(MqttMessage message);  // Never blocks.

  // A few at a time, and never waiting, so that other work goes on beside. False if `send` found the broker
  // behind; it is then tried again.
  bool Answer(const Send& send);

  // Waits for one to answer, until `deadline` or a Wake(), also one that came before.
  void WaitUntil(SteadyTime deadline);
  void Wake();

 private:
  static constexpr int kInARow = 8;
  static constexpr std::size_t kMax = 2048;
  static constexpr std::size_t kMaxBytes = 16 * 1024 * 1024;

  bool TakeNext();  // Into next_, unless it holds one.

  Mutex mutex_;
  CondVar changed_;
  std::deque<MqttMessage> waiting_ DW_GUARDED_BY(mutex_);
  std::size_t bytes_ DW_GUARDED_BY(mutex_) = 0;
  bool woken_ DW_GUARDED_BY(mutex_) = false;
  std::optional<MqttMessage> next_;  // Its broker may have been behind.
};

}  // namespace doorward::inline sync
