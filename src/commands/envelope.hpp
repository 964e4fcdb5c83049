// What a command arrives in and what its reply looks like: the outer form of the protocol
// (sync/PROTOCOL.md), the same on every transport.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "doorward/commands/command_router.hpp"

namespace doorward {

struct Envelope {
  std::string id;    // Empty: there was none that can be read.
  std::string name;  // Likewise.
  std::optional<WallTime> issued_at;
  std::optional<WallTime> expires_at;
  Json arguments = Json::object();
};

// Reads `payload` into `envelope`. After a fault it holds the id and the name if those are good, so
// that the reply can carry them, and nothing else in it may be used.
Status ReadEnvelope(std::string_view payload, Envelope& envelope);

// A sender's clock may be ahead of ours by this much.
inline constexpr std::chrono::minutes kFutureTolerance{5};

// Whether the command is still to be carried out. kExpired if it is too old, or if its age cannot be
// judged because the clock is unsure; kInvalidArgument for an issued_at that is missing although the
// command has a `max_age`, or lies in the future. What comes over the local socket cannot have
// waited: `max_age` is not asked of it.
Status CheckAge(const Envelope& envelope, std::chrono::seconds max_age, Origin origin,
                const Clock& clock);

// Until when a command that CheckAge() lets pass could be repeated and pass again, with some time to spare
// for a clock that is set back; nullopt if it does not age.
std::optional<WallTime> RepeatableUntil(const Envelope& envelope, std::chrono::seconds max_age,
                                        Origin origin, WallTime now);

// No reply is longer; what would be becomes an error.
inline constexpr std::size_t kMaxReplyBytes = 1024 * 1024;

std::string MakeReply(const Envelope& envelope, const Result<Json>& outcome, WallTime at);

}  // namespace doorward
