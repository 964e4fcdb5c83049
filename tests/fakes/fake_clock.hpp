// A clock that stands until it is told. Steady and wall time advance together; the wall can also be
// set alone, as a clock that jumps. Where real threads wait for steady time it can be the machine's,
// so that it goes on.
//
// Thread-safety: every method may be called from any thread.

#pragma once

#include <atomic>

#include "doorward/core/clock.hpp"

namespace doorward {

class FakeClock final : public Clock {
 public:
  enum class Steady { kStands, kRuns };

  // 2026-11-23 08:00:00 UTC, a Monday.
  FakeClock() : FakeClock(WallTime(Milliseconds(1'795'420'800'000))) {}
  explicit FakeClock(WallTime now, Steady steady = Steady::kStands)
      : steady_(steady), wall_ms_(now.time_since_epoch().count()), steady_ms_(3'600'000) {}

  SteadyTime SteadyNow() const override {
    if (steady_ == Steady::kRuns) return std::chrono::steady_clock::now();
    return SteadyTime(Milliseconds(steady_ms_));
  }
  WallTime WallNow() const override { return WallTime(Milliseconds(wall_ms_)); }

  // Of a steady time that runs, only the wall.
  void Advance(Milliseconds duration) {
    wall_ms_ += duration.count();
    steady_ms_ += duration.count();
  }
  void SetWall(WallTime now) { wall_ms_ = now.time_since_epoch().count(); }

 private:
  const Steady steady_;
  std::atomic<Milliseconds::rep> wall_ms_;
  std::atomic<Milliseconds::rep> steady_ms_;
};

}  // namespace doorward
