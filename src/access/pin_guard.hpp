// Slows the guessing of PINs down at each reader by itself (domain/pin_lockout.hpp), in steady time.
//
// Thread-safety: none; the access thread owns it.

#pragma once

#include <map>
#include <optional>
#include <span>

#include "doorward/domain/pin_lockout.hpp"
#include "doorward/storage/record_log.hpp"

namespace doorward {

class PinGuard {
 public:
  // `stored` is what was kept before the start; its delays run again, whole, from `now`.
  PinGuard(std::span<const StoredLockout> stored, SteadyTime now);

  // Whether `reader` refuses all PINs at `now`.
  bool IsLockedOut(const ReaderId& reader, SteadyTime now) const;

  struct Outcome {
    std::optional<StoredLockout> keep;  // What must be stored, with the record of the try.
    bool alarm = false;                 // The first lockout of a row begins.
  };
  Outcome OnWrong(const ReaderId& reader, SteadyTime now);
  Outcome OnRight(const ReaderId& reader);

 private:
  struct State {
    PinLockout lockout;
    SteadyTime until{};
  };

  std::map<ReaderId, State> readers_;  // Those with wrong tries; readers are few.
};

}  // namespace doorward
