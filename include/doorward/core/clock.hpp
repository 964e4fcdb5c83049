// Where time comes from. One of the four virtual seams: tests put tests/fakes/fake_clock.hpp here.
//
// The time floor is the newest moment known to have passed (build time, the last record, the last
// server time). While the wall clock stands before it the clock is unsure: a flat battery's 1970,
// or someone turning time back to revive a pass.
//
// Thread-safety: every method may be called from any thread.

#pragma once

#include <atomic>

#include "doorward/core/time.hpp"

namespace doorward {

class Clock {
 public:
  virtual ~Clock() = default;

  virtual SteadyTime SteadyNow() const = 0;
  virtual WallTime WallNow() const = 0;

  // Raises the floor to `moment`; never lowers it.
  void RaiseFloor(WallTime moment);

  // A wall clock up to kTolerance before the floor is still trusted: NTP steps back a little.
  ClockTrust Trust() const;

  static constexpr Milliseconds kTolerance{10'000};

 private:
  std::atomic<WallTime::rep> floor_ms_{0};
};

// The machine's own clocks. Its floor starts at `built_at`.
class SystemClock final : public Clock {
 public:
  explicit SystemClock(WallTime built_at) { RaiseFloor(built_at); }

  SteadyTime SteadyNow() const override;
  WallTime WallNow() const override;
};

}  // namespace doorward
