// RFC 4648 base32. Private to domain.

#pragma once

#include <string>
#include <string_view>

#include "doorward/core/bytes.hpp"

namespace doorward::inline domain {

// Of either case, with or without its padding.
Result<Bytes> FromBase32(std::string_view text);
std::string ToBase32(ByteView bytes);  // In upper case, without padding.

}  // namespace doorward::inline domain
