// What the rules of a terminal look at beside who comes: its doors as they are now, and what the rules
// themselves remember. Small, in memory; rebuilt from the table of rule state at the start.
//
// Thread-safety: none; the access thread owns it.

#pragma once

#include <map>
#include <span>
#include <vector>

#include "doorward/domain/door_machine.hpp"
#include "doorward/domain/factor_policy.hpp"
#include "doorward/rules/pin_lockouts.hpp"

namespace doorward::inline rules {

// A door as it is now, and what it asks for.
struct DoorNow {
  DoorMode mode = DoorMode::kNormal;
  DoorState state = DoorState::kSecured;
  std::vector<FactorRule> factors = {};  // Whose first that applies counts.
  bool authenticated_cards = false;      // A card that has not proved itself opens nothing.
  Milliseconds factors_within{10'000};   // From one factor to the next.
};

struct SiteState {
  std::map<DoorId, DoorNow> doors;  // All of the terminal's.
  PinLockouts pins;

  // Takes a judgement's changes over.
  void Apply(std::span<const RuleRow> changes, SteadyTime now) { pins.Apply(changes, now); }
  // Everything that the rules remember, as it is at `now`.
  std::vector<RuleRow> RowsAt(SteadyTime now) const { return pins.RowsAt(now); }
};

}  // namespace doorward::inline rules
