// The capabilities of a terminal, as they are told and as people are judged by them.

#pragma once

#include <span>

#include "doorward/commands/command_context.hpp"

namespace doorward::inline commands {

// `capabilities` of device.info; see src/protocol/PROTOCOL.md.
Json CapabilitiesToJson(const CommandContext& context);

// kUnsupported, with every place, if a credential is of a type that no reader could ever show. What a
// terminal holds already, from before it refused these, may be put back.
Status CheckMatched(std::span<const Person> people);

// How many credentials of each type none of this terminal's readers reads: empty if all are read.
Json CountUnread(std::span<const Person> people, const CommandContext& context);

}  // namespace doorward::inline commands
