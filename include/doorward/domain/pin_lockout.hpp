// Slows the guessing of PINs down, per reader: a card at the same reader, and PINs at others, are
// not affected. Pure values; storage keeps them across restarts.

#pragma once

#include "doorward/core/time.hpp"

namespace doorward {

struct PinLockout {
  int wrong_tries = 0;  // In a row.
  friend bool operator==(const PinLockout&, const PinLockout&) = default;
};

inline constexpr int kFreePinTries = 5;  // GB 50396 and NIST SP 800-63B.

// How long the reader refuses PINs after the last of `lockout.wrong_tries`: nothing before the
// fifth, then 30 s, doubling with each further wrong try up to 1 h. After a restart the whole delay
// runs again: nobody gains by pulling the plug.
Milliseconds LockoutDelay(const PinLockout& lockout);

// An alarm is due when this try begins a lockout.
PinLockout AfterWrongPin(PinLockout lockout);
inline PinLockout AfterRightPin() { return {}; }

}  // namespace doorward
