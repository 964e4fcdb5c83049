#include "doorward/core/clock.hpp"

namespace doorward::inline core {

void Clock::RaiseFloor(WallTime moment) const {
  const WallTime::rep wanted = moment.time_since_epoch().count();
  WallTime::rep floor = floor_ms_.load();
  while (floor < wanted && !floor_ms_.compare_exchange_weak(floor, wanted)) {
  }
}

ClockTrust Clock::Trust() const {
  const WallTime now = WallNow();
  if (lost_ || now + kTolerance < floor()) return ClockTrust::kUnsure;
  RaiseFloor(now);
  return ClockTrust::kTrusted;
}

void Clock::SetFloor(WallTime moment) {
  floor_ms_ = moment.time_since_epoch().count();
  lost_ = false;
}

SteadyTime SystemClock::SteadyNow() const { return std::chrono::steady_clock::now(); }

WallTime SystemClock::WallNow() const {
  return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
}

}  // namespace doorward::inline core
