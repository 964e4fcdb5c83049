// Slows the guessing of PINs down (domain/pin_lockout.hpp), in steady time.
//
// Thread-safety: none; the access thread owns it.

#pragma once

#include <map>
#include <optional>
#include <span>

#include "doorward/domain/pin_lockout.hpp"
#include "doorward/door/door_config.hpp"

namespace doorward::inline door {

class PinGuard {
 public:
  // `kept` is what was kept before the start. Empty: it was lost, and every one of `readers` is locked
  // out for the first delay.
  PinGuard(const std::optional<PinDebts>& kept, std::span<const ReaderId> readers, SteadyTime now);

  // Whether PINs are refused at `reader`; `claimed`, if any, is who has shown something else before.
  bool IsLockedOut(const ReaderId& reader, const PersonId& claimed, SteadyTime now) const;

  // Returns whether an alarm is due: a lockout begins.
  bool OnWrong(const ReaderId& reader, const PersonId& claimed, SteadyTime now);
  // A PIN that let `person` in, or would but for another factor.
  void OnRight(const ReaderId& reader, const PersonId& person, SteadyTime now);

  // What must be kept, with the record of the try: after a change, and sometimes as time pays off.
  std::optional<PinDebts> TakeChange(SteadyTime now);

 private:
  PinDebts DebtsAt(SteadyTime now) const;
  void Forget(SteadyTime now);

  // Those with debts alone; of people only so many, beyond which the other two still count.
  PinTally terminal_;
  std::map<ReaderId, PinTally> readers_;
  std::map<PersonId, PinTally> people_;
  std::map<PersonId, SteadyTime> forgives_again_;
  bool changed_ = false;
  SteadyTime kept_at_;
};

}  // namespace doorward::inline door
