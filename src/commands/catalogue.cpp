// Every command, once. What a command is and does stands beside its struct.

#include "commands/device_commands.hpp"
#include "commands/door_commands.hpp"
#include "commands/enrol_commands.hpp"
#include "commands/people_commands.hpp"
#include "commands/record_commands.hpp"
#include "commands/rights_commands.hpp"

namespace doorward {
namespace {

template <typename Command>
CommandSpec Entry() {
  CommandSpec spec{.name = Command::kName, .effect = Command::kEffect};
  if constexpr (requires { Command::kMaxAge; }) spec.max_age = Command::kMaxAge;
  if constexpr (requires { Command::kLocalOnly; }) spec.local_only = Command::kLocalOnly;
  if constexpr (requires { Command::kAmongChanges; }) spec.among_changes = Command::kAmongChanges;
  if constexpr (requires { Command::Prepare; }) spec.prepare = Command::Prepare;
  spec.run = [](const Json& arguments, CommandContext& context, const std::string& id,
                CommandSpec::AfterCommit& after_commit) -> Result<Json> {
    DW_TRY_ASSIGN(const Command command, Command::Parse(arguments));
    return command.Execute({.context = context, .id = id, .after_commit = after_commit});
  };
  return spec;
}

// Named by the protocol, and brought by a later version of this terminal.
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
  return {
      Entry<PutPeople>(),        Entry<DeletePeople>(),    Entry<GetPerson>(),
      Entry<ListPeople>(),       Entry<PutPermissions>(),  Entry<DeletePermissions>(),
      Entry<ListPermissions>(),  Entry<PutHolidays>(),     Entry<DeleteHolidays>(),
      Entry<ListHolidays>(),     Entry<ReleaseDoor>(),     Entry<SetDoorMode>(),
      Entry<QueryRecords>(),     Entry<GetSnapshot>(),     Entry<GetConfig>(),
      Entry<PutConfig>(),        Entry<GetDeviceInfo>(),   Entry<RestartDevice>(),
      Entry<StartEnrolment>(),   Entry<GetEnrolment>(),    Entry<CancelEnrolment>(),
      Entry<TrustClock>(),       NotYet("snapshot.begin"), NotYet("snapshot.put"),
      NotYet("snapshot.commit"), NotYet("snapshot.abort"),
  };
}

}  // namespace doorward
