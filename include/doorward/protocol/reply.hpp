// What a command is answered with, the same on every transport.

#pragma once

#include <string>
#include <string_view>

#include "doorward/core/json.hpp"
#include "doorward/core/time.hpp"
#include "doorward/protocol/envelope.hpp"

namespace doorward::inline protocol {

// No terminal's reply is longer; what would be becomes an error.
inline constexpr std::size_t kMaxReplyBytes = 1024 * 1024;

// The id and the name are the command's, or null if it has none that can be read.
std::string WriteReply(const Envelope& command, const Result<Json>& outcome, WallTime at);

struct Reply {
  std::string id = {};  // Empty: null.
  std::string name = {};
  Result<Json> outcome = Json::object();
};

// kDataLoss if `text` is no reply. An error code that this version does not know reads as kInternal.
Result<Reply> ReadReply(std::string_view text);

}  // namespace doorward::inline protocol
