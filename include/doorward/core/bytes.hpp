// Binary data and how it is written as text.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "doorward/core/result.hpp"

namespace doorward::inline core {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

// Upper-case hexadecimal without separators.
std::string ToHex(ByteView bytes);
// Reads an even number of hexadecimal digits of either case; kInvalidArgument for all else.
Result<Bytes> FromHex(std::string_view text);

// RFC 4648 base64 with padding.
std::string ToBase64(ByteView bytes);
// Refuses white space, missing padding and non-canonical tails.
Result<Bytes> FromBase64(std::string_view text);

ByteView AsBytes(std::string_view text);
std::string_view AsText(ByteView bytes);

// Whether `text` is well-formed UTF-8 (no overlong forms, no surrogates).
bool IsValidUtf8(std::string_view text);

// A printable, valid, bounded form of text from outside, for records and screens: control
// characters and broken UTF-8 become U+FFFD, and at most `max_bytes` bytes remain.
std::string SanitizeText(std::string_view text, std::size_t max_bytes);

// Compares in time that depends on the lengths only.
bool EqualConstantTime(ByteView a, ByteView b);

}  // namespace doorward::inline core
