// Whether a command comes in time: a broker may deliver late.

#pragma once

#include <chrono>
#include <optional>

#include "doorward/commands/caller.hpp"
#include "doorward/core/clock.hpp"
#include "doorward/protocol/envelope.hpp"

namespace doorward::inline commands {

// A sender's clock may be ahead of ours by this much.
inline constexpr std::chrono::minutes kFutureTolerance{5};

// Whether the command is still to be carried out. kExpired if it is too old, or if its age cannot be
// judged because the clock is unsure; kInvalidArgument for an issued_at that is missing although the
// command has a `max_age`, or lies in the future. What cannot have waited is not asked for its age.
Status CheckAge(const Envelope& envelope, std::chrono::seconds max_age, const Caller& caller,
                const Clock& clock);

// Until when a command that CheckAge() lets pass could be repeated and pass again, with some time to spare
// for a clock that is set back; nullopt if it does not age.
std::optional<WallTime> RepeatableUntil(const Envelope& envelope, std::chrono::seconds max_age,
                                        const Caller& caller, WallTime now);

}  // namespace doorward::inline commands
