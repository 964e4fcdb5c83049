// Text as it comes into doorctl, made UTF-8 or refused: files of spreadsheets are in many encodings, and
// a name that was guessed wrong is garbled for good.

#pragma once

#include <string>
#include <string_view>

#include "doorward/core/result.hpp"

namespace doorward::inline cli {

// Whether iconv knows it.
bool IsKnownEncoding(const std::string& name);

// `content` as UTF-8 without a byte order mark. With an `encoding` it is converted from that; with none it
// is UTF-8, or UTF-16 with its mark. kInvalidArgument, with the line and what to do, for all else.
Result<std::string> ToUtf8(std::string content, const std::string& encoding);

// The file, or for "-" standard input. kResourceExhausted if it is larger than `max_bytes`.
Result<std::string> ReadInput(const std::string& file, std::size_t max_bytes);

}  // namespace doorward::inline cli
