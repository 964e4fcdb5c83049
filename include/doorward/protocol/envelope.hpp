// What a command arrives in: the outer form of the protocol (PROTOCOL.md), the same on every transport.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "doorward/core/json.hpp"
#include "doorward/core/time.hpp"

namespace doorward::inline protocol {

struct Envelope {
  std::string id = {};    // Empty: there was none that can be read.
  std::string name = {};  // Likewise.
  std::optional<WallTime> issued_at = {};
  std::optional<WallTime> expires_at = {};
  Json arguments = Json::object();
};

// Reads `payload` into `envelope`. After a fault it holds the id and the name if those are good, so
// that the reply can carry them, and nothing else in it may be used.
Status ReadEnvelope(std::string_view payload, Envelope& envelope);

std::string WriteEnvelope(const Envelope& envelope);

}  // namespace doorward::inline protocol
