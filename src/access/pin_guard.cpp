#include "access/pin_guard.hpp"

namespace doorward {

PinGuard::PinGuard(std::span<const StoredLockout> stored, SteadyTime now) {
  for (const StoredLockout& kept : stored) {
    const PinLockout lockout{.wrong_tries = kept.wrong_tries};
    readers_[kept.reader] = {.lockout = lockout, .until = now + LockoutDelay(lockout)};
  }
}

bool PinGuard::IsLockedOut(const ReaderId& reader, SteadyTime now) const {
  const auto found = readers_.find(reader);
  return found != readers_.end() && now < found->second.until;
}

PinGuard::Outcome PinGuard::OnWrong(const ReaderId& reader, SteadyTime now) {
  State& state = readers_[reader];
  const bool was_free = LockoutDelay(state.lockout) == Milliseconds(0);
  state.lockout = AfterWrongPin(state.lockout);
  const Milliseconds delay = LockoutDelay(state.lockout);
  state.until = now + delay;
  return {.keep = StoredLockout{.reader = reader, .wrong_tries = state.lockout.wrong_tries},
          .alarm = was_free && delay > Milliseconds(0)};
}

PinGuard::Outcome PinGuard::OnRight(const ReaderId& reader) {
  if (readers_.erase(reader) == 0) return {};
  return {.keep = StoredLockout{.reader = reader, .wrong_tries = AfterRightPin().wrong_tries}};
}

}  // namespace doorward
