#include "doorward/protocol/all_commands.hpp"

namespace doorward::inline protocol {
namespace {

template <typename Command>
CommandDescription Describe() {
  CommandDescription description{.name = Command::kName,
                                 .meaning = Command::kMeaning,
                                 .needs = Command::kNeeds,
                                 .effect = Command::kEffect};
  if constexpr (requires { Command::kMaxAge; }) description.max_age = Command::kMaxAge;
  if constexpr (requires { Command::kSchema; }) {
    description.schema = ArgumentTable::Reference(Command::kSchema);
  } else {
    const Command by_default{};
    ArgumentTable table;
    Command::Arguments(by_default, table);
    description.schema = table.Schema();
    description.arguments = table.arguments();
  }
  return description;
}

template <typename... Command>
void Append(CommandList<Command...>, std::vector<CommandDescription>& all) {
  (all.push_back(Describe<Command>()), ...);
}

}  // namespace

std::vector<CommandDescription> DescribeCommands() {
  std::vector<CommandDescription> all;
  Append(PeopleCommands{}, all);
  Append(RightsCommands{}, all);
  Append(DoorCommands{}, all);
  Append(EnrolCommands{}, all);
  Append(RecordCommands{}, all);
  Append(WatchCommands{}, all);
  Append(DeviceCommands{}, all);
  return all;
}

}  // namespace doorward::inline protocol
