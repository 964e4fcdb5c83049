// The catalogue, a family at a time: each stands below what its commands do.

#pragma once

#include "commands/call.hpp"
#include "doorward/protocol/command.hpp"

namespace doorward::inline commands {

std::vector<CommandSpec> PeopleCatalogue();
std::vector<CommandSpec> RightsCatalogue();
std::vector<CommandSpec> DoorCatalogue();
std::vector<CommandSpec> EnrolCatalogue();
std::vector<CommandSpec> RecordCatalogue();
std::vector<CommandSpec> WatchCatalogue();
std::vector<CommandSpec> DeviceCatalogue();

// REQUIRES: there is `Result<Json> Execute(const Command&, const Call&)` before this is used.
template <typename Command>
CommandSpec Entry() {
  CommandSpec spec{.name = Command::kName, .effect = Command::kEffect, .needs = Command::kNeeds};
  if constexpr (requires { Command::kMaxAge; }) spec.max_age = Command::kMaxAge;
  if constexpr (requires { Command::kAmongChanges; }) spec.among_changes = Command::kAmongChanges;
  spec.run = [](const Json& arguments, CommandContext& context, const std::string& id,
                CommandSpec::AfterCommit& after_commit) -> Result<Json> {
    DW_TRY_ASSIGN(const Command command, ReadCommand<Command>(arguments));
    return Execute(command, {.context = context, .id = id, .after_commit = after_commit});
  };
  return spec;
}

template <typename... Command>
std::vector<CommandSpec> Entries(CommandList<Command...>) {
  return {Entry<Command>()...};
}

}  // namespace doorward::inline commands
