// Why connections end, and whether that is a struggle: two terminals of one id throw each other out for ever, unless
// one says so and waits longer each time. Only MQTT 5 tells for sure that another took the session over; for MQTT
// 3.1.1, several short connections in a row are the sign.
//
// Thread-safety: any thread.

#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>

#include "doorward/core/mutex.hpp"
#include "doorward/mqtt/mqtt_client.hpp"

namespace doorward::inline sync {

class ConnectionLosses {
 public:
  // A connection that has lasted so long was no struggle with another terminal of our id: the longest pause
  // of either is half of it.
  static constexpr Milliseconds kLasting{120'000};

  // `device` is the id that the sentences name.
  explicit ConnectionLosses(std::string device) : device_(std::move(device)) {}

  void OnConnecting() DW_EXCLUDES(mutex_);
  // The first reason that is told counts, and one that tells of another terminal.
  void OnLost(MqttLoss why) DW_EXCLUDES(mutex_);

  // Notes that a connection of `age` has ended. Whether it had lasted.
  bool OnEnd(Milliseconds age) DW_EXCLUDES(mutex_);

  // What is wrong with a connection of `age` that stands; nullopt: nothing. Until it has lasted, a connection
  // after several that did not is no good news.
  std::optional<std::string> DoubtOf(Milliseconds age) DW_EXCLUDES(mutex_);
  // Why the last one ended.
  std::string Reason() const DW_EXCLUDES(mutex_);

  std::uint64_t taken_over() const { return taken_over_; }

 private:
  static constexpr int kShortInARow = 3;

  const std::string device_;
  std::atomic<std::uint64_t> taken_over_{0};

  mutable Mutex mutex_;
  MqttLoss loss_ DW_GUARDED_BY(mutex_);
  int short_ DW_GUARDED_BY(mutex_) = 0;  // Connections in a row.
};

}  // namespace doorward::inline sync
