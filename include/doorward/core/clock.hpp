// Where time comes from. One of the five virtual seams: tests put tests/fakes/fake_clock.hpp here.
//
// The time floor is the newest moment known to have passed: the build, what storage kept, and every
// moment that was believed since. While the wall clock stands before it the clock is unsure: a flat
// battery's 1970, or someone turning time back to revive a pass. Time alone, and nobody but an
// operator, makes an unsure clock trusted again.
//
// Thread-safety: every method may be called from any thread.

#pragma once

#include <atomic>

#include "doorward/core/time.hpp"

namespace doorward::inline core {

class Clock {
 public:
  virtual ~Clock() = default;

  virtual SteadyTime SteadyNow() const = 0;
  virtual WallTime WallNow() const = 0;

  WallTime floor() const { return WallTime(Milliseconds(floor_ms_.load())); }
  // Raises the floor to `moment`; never lowers it.
  void RaiseFloor(WallTime moment) const;

  // A wall clock up to kTolerance before the floor is still trusted: NTP steps back a little. What is
  // believed becomes the floor, so that many small steps back do not add up.
  ClockTrust Trust() const;

  // The floor was lost: unsure, whatever the wall clock shows, until SetFloor().
  void LoseFloor() { lost_ = true; }
  bool is_floor_lost() const { return lost_; }
  // The word of an operator who looked at a right clock; the only way down.
  void SetFloor(WallTime moment);

  static constexpr Milliseconds kTolerance{10'000};

 private:
  mutable std::atomic<WallTime::rep> floor_ms_{0};
  std::atomic<bool> lost_{false};
};

// The machine's own clocks. Its floor starts at `built_at`.
class SystemClock final : public Clock {
 public:
  explicit SystemClock(WallTime built_at) { RaiseFloor(built_at); }

  SteadyTime SteadyNow() const override;
  WallTime WallNow() const override;
};

}  // namespace doorward::inline core
