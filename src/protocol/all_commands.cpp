#include "doorward/protocol/all_commands.hpp"

namespace doorward::inline protocol {
namespace {

template <typename Command>
CommandDescription Describe() {
  CommandDescription description{.name = Command::kName, .meaning = Command::kMeaning};
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

}  // namespace

std::vector<CommandDescription> DescribeCommands() {
  std::vector<CommandDescription> all;
  ForEachCommand([&]<typename Command>() { all.push_back(Describe<Command>()); });
  return all;
}

}  // namespace doorward::inline protocol
