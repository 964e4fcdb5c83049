// The card in its raw bits, as OSDP readers send them.

#pragma once

#include <optional>

#include "doorward/core/bytes.hpp"
#include "doorward/hal/reader.hpp"

namespace doorward::inline drivers {

// `bytes` has `bits` bits, left-aligned, in as few bytes as hold them. 26, 34 and 37 bits are Wiegand
// frames, and give the UID that a Wiegand reader gives; of others, 32 to 80, the bytes are the UID, zeros
// after the last bit. nullopt for all else.
std::optional<CardRead> ReadRawCard(std::size_t bits, ByteView bytes);

}  // namespace doorward::inline drivers
