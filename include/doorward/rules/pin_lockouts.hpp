// Who is locked out for guessing PINs: wrong tries by reader, by person and at the whole terminal
// (pin_tally.hpp). A value: asking changes nothing, and a change is rows, which are applied here and kept by
// storage alike.
//
// Thread-safety: none, as a value. Times are steady.

#pragma once

#include <map>
#include <span>
#include <vector>

#include "doorward/core/id.hpp"
#include "doorward/domain/rule_row.hpp"
#include "doorward/rules/pin_tally.hpp"

namespace doorward::inline rules {

class PinLockouts {
 public:
  // Whether PINs are refused at `reader`; `claimed`, if any, is who has shown something else before.
  bool IsLockedOut(const ReaderId& reader, const PersonId& claimed, SteadyTime now) const;

  struct WrongTry {
    std::vector<RuleRow> changes;
    bool begins_lockout = false;  // An alarm is due.
  };
  WrongTry Wrong(const ReaderId& reader, const PersonId& claimed, SteadyTime now) const;

  // What a PIN changes that let `person` in, or would but for another factor. Often nothing.
  std::vector<RuleRow> Right(const ReaderId& reader, const PersonId& person, SteadyTime now) const;

  // What a loss of all rows comes to: every one of `readers` is locked out for the first delay.
  static std::vector<RuleRow> AfterLoss(std::span<const ReaderId> readers);

  // Takes changes over, or at the start what was kept. Rows of other rules are passed over.
  void Apply(std::span<const RuleRow> rows, SteadyTime now);

  // All there is, as time has paid it off. Not for Apply(): a lockout would begin anew.
  std::vector<RuleRow> RowsAt(SteadyTime now) const;

 private:
  // Those that time has paid off go with the next change.
  std::vector<RuleRow> Paid(SteadyTime now) const;
  void ApplyOne(const std::string& key, std::optional<std::int64_t> value, SteadyTime now);

  // Those with debts alone; of people only so many, beyond which the other two still count.
  PinTally terminal_;
  std::map<ReaderId, PinTally> readers_;
  std::map<PersonId, PinTally> people_;
  std::map<PersonId, SteadyTime> forgives_again_;
};

}  // namespace doorward::inline rules
