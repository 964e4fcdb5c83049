// The card number in a Wiegand frame of 26, 34 or 37 bits. Pure; also for readers that pass such frames
// on over another line (OSDP).
//
// The first bit makes the parity of the first half even, the last one that of the second half odd; of
// 37 bits the middle one belongs to both halves. What stands between them is the number.

#pragma once

#include <cstdint>
#include <optional>

#include "doorward/core/bytes.hpp"

namespace doorward {

// The number as a UID of whole bytes, at least four, zeros before it. `bits`: the last one received is
// the lowest. nullopt for other counts and wrong parity.
std::optional<Bytes> WiegandCardUid(std::uint64_t bits, std::size_t count);

}  // namespace doorward
