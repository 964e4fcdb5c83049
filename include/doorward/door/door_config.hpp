// How a door and a reader behave. Which device they are on is the composition's business (app).

#pragma once

#include <string>
#include <vector>

#include "doorward/core/id.hpp"
#include "doorward/core/time.hpp"
#include "doorward/domain/door_machine.hpp"
#include "doorward/domain/factor_policy.hpp"
#include "doorward/domain/reason.hpp"

namespace doorward::inline door {

// Every field has a default that suits a single strike-locked door.
struct DoorConfig {
  DoorId id{"main"};
  Milliseconds release_for{5'000};     // Strike released after a grant; 500 to 60,000.
  Milliseconds hold_limit{30'000};     // Open longer raises an alarm; 1,000 to 600,000.
  Milliseconds contact_debounce{100};  // 0 to 1,000.
  Milliseconds settle_for{1'000};      // Opened again so soon is the same passage; 0 to 5,000.
  Milliseconds stuck_after{30'000};    // An exit button held longer is stuck; 5,000 to 600,000.
  LockType lock_type = LockType::kFailSecure;
  Strike rest = Strike::kSecure;  // What the strike is left in when the daemon ends.
  bool has_contact = false;
  bool has_exit_button = false;
  std::vector<FactorRule> factors;   // Whose first that applies counts; none: any one factor opens.
  bool authenticated_cards = false;  // A card that has not proved itself opens nothing.
  Milliseconds factors_within{10'000};  // From one factor to the next; 1,000 to 60,000.
};

struct ReaderConfig {
  ReaderId id;
  DoorId door;
  Direction direction = Direction::kIn;
  // A card or code that is seen again counts again once it was not seen for so long; 0 to 60,000.
  Milliseconds repeat_after{2'000};
};

}  // namespace doorward::inline door
