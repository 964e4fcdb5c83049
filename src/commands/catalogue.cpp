// Every command, once. What a command is stands in `protocol`, what it does beside its family's catalogue.

#include "commands/catalogue.hpp"

#include "doorward/protocol/all_commands.hpp"

namespace doorward::inline commands {
namespace {

CommandSpec NotYet(std::string_view name) {
  return {.name = name,
          .run = [name](const Json&, CommandContext&, const std::string&,
                        CommandSpec::AfterCommit&) -> Result<Json> {
            return Fail(ErrorCode::kUnsupported,
                        std::string(name) + " is not supported by this version of the terminal");
          }};
}

}  // namespace

std::vector<CommandSpec> Catalogue() {
  std::vector<CommandSpec> all;
  for (const auto family : {PeopleCatalogue, RightsCatalogue, DoorCatalogue, EnrolCatalogue,
                            RecordCatalogue, WatchCatalogue, DeviceCatalogue}) {
    for (CommandSpec& spec : family()) all.push_back(std::move(spec));
  }
  for (const std::string_view name : kPlannedCommands) all.push_back(NotYet(name));
  return all;
}

}  // namespace doorward::inline commands
