#include "doorward/domain/pin_lockout.hpp"

#include <algorithm>

namespace doorward {
namespace {

constexpr Milliseconds kFirstDelay{30'000};
constexpr Milliseconds kLongestDelay{3'600'000};
constexpr int kMostDoublings = 7;  // 30 s · 2^7 is beyond the longest.

}  // namespace

Milliseconds LockoutDelay(const PinLockout& lockout) {
  if (lockout.wrong_tries < kFreePinTries) return Milliseconds(0);
  const int doublings = std::min(lockout.wrong_tries - kFreePinTries, kMostDoublings);
  return std::min(kFirstDelay * (1 << doublings), kLongestDelay);
}

PinLockout AfterWrongPin(PinLockout lockout) {
  constexpr int kCountedTo = 1'000'000;
  return {std::min(lockout.wrong_tries, kCountedTo - 1) + 1};
}

}  // namespace doorward
