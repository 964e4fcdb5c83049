// What the PN532 says of the cards in its field. Pure.

#pragma once

#include <optional>

#include "doorward/core/bytes.hpp"
#include "doorward/core/result.hpp"

namespace doorward::inline drivers {

struct Pn532Target {
  std::uint8_t number = 1;
  Bytes uid;                    // 4, 7 or 10 bytes.
  bool takes_commands = false;  // ISO 14443-4: it can be spoken to.
  friend bool operator==(const Pn532Target&, const Pn532Target&) = default;
};

// Reads the answer to InListPassiveTarget at 106 kbit/s, without its code: a count, then of each target
// its number, SENS_RES (2 bytes), SEL_RES, the length of the UID, the UID, and more. nullopt: no card.
// kInvalidArgument if it is not such an answer.
Result<std::optional<Pn532Target>> ReadPn532Targets(ByteView answer);

}  // namespace doorward::inline drivers
