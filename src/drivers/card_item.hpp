// A card's UID as readers write it that send text.

#pragma once

#include <optional>
#include <string_view>

#include "doorward/core/bytes.hpp"

namespace doorward::inline drivers {

inline constexpr std::size_t kMaxCardItemBytes = 64;

// Reads 8 to 20 hexadecimal digits of either case, an even number of them; ':', '-' or ' ' may stand
// around whole bytes ("04:A1:B2:C3"). Hexadecimal only: a module that writes decimal digits gives
// another UID than one that does not, so enrol a card at the kind of reader that will read it.
// nullopt for all else.
std::optional<Bytes> ParseCardItem(std::string_view item);

// Reads ten decimal digits, up to 4294967295: a UID of 4 bytes, the highest first. Readers that write the
// lowest byte's number first cannot be told from others: enrol what they write. nullopt for all else.
std::optional<Bytes> ParseDecimalCardItem(std::string_view item);

}  // namespace doorward::inline drivers
