// Every command of the protocol, for whoever lists them.

#pragma once

#include <vector>

#include "doorward/protocol/argument_table.hpp"
#include "doorward/protocol/device_commands.hpp"
#include "doorward/protocol/door_commands.hpp"
#include "doorward/protocol/enrol_commands.hpp"
#include "doorward/protocol/people_commands.hpp"
#include "doorward/protocol/record_commands.hpp"
#include "doorward/protocol/rights_commands.hpp"
#include "doorward/protocol/watch_command.hpp"

namespace doorward::inline protocol {

// Calls `visit.template operator()<Command>()` for each, in the order of the documents.
template <typename Visit>
void ForEachCommand(const Visit& visit) {
  const auto each = [&]<typename... Command>(CommandList<Command...>) {
    (visit.template operator()<Command>(), ...);
  };
  each(PeopleCommands{});
  each(RightsCommands{});
  each(DoorCommands{});
  each(EnrolCommands{});
  each(RecordCommands{});
  each(WatchCommands{});
  each(DeviceCommands{});
}

struct CommandDescription {
  std::string_view name;
  std::string_view meaning;
  std::chrono::seconds max_age{0};  // Zero: any age.
  std::vector<Argument> arguments;  // None also where `schema` is a reference.
  Json schema;                      // Of `arguments`: JSON Schema, as Argument::schema.
};

// In the order of ForEachCommand().
std::vector<CommandDescription> DescribeCommands();

// Names that a later version brings; until then `unsupported`.
inline constexpr std::string_view kPlannedCommands[] = {"set.begin", "set.put", "set.commit",
                                                        "set.abort"};

}  // namespace doorward::inline protocol
