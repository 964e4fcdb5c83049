// Steady time is the machine's, so that what waits for it goes on; wall time stands where a test has
// put it.

#pragma once

#include <atomic>

#include "doorward/core/clock.hpp"

namespace doorward {

class SettableClock final : public Clock {
 public:
  explicit SettableClock(WallTime now) : now_ms_(now.time_since_epoch().count()) {}

  SteadyTime SteadyNow() const override { return std::chrono::steady_clock::now(); }
  WallTime WallNow() const override { return WallTime(Milliseconds(now_ms_.load())); }

  void SetWall(WallTime now) { now_ms_ = now.time_since_epoch().count(); }
  void Pass(Milliseconds time) { now_ms_ += time.count(); }

 private:
  std::atomic<WallTime::rep> now_ms_;
};

}  // namespace doorward
