// Every command, once. What a command is stands in `protocol`, what it does in execute.hpp.

#include "commands/execute.hpp"
#include "doorward/commands/command_router.hpp"

namespace doorward::inline commands {
namespace {

template <typename Command>
CommandSpec Entry() {
  CommandSpec spec{.name = Command::kName, .effect = Command::kEffect, .needs = Command::kNeeds};
  if constexpr (requires { Command::kMaxAge; }) spec.max_age = Command::kMaxAge;
  if constexpr (requires { Command::kAmongChanges; }) spec.among_changes = Command::kAmongChanges;
  spec.run = [](const Json& arguments, CommandContext& context, const std::string& id,
                CommandSpec::AfterCommit& after_commit) -> Result<Json> {
    DW_TRY_ASSIGN(const Command command, Command::Parse(arguments));
    return Execute(command, {.context = context, .id = id, .after_commit = after_commit});
  };
  return spec;
}

CommandSpec Prepared(CommandSpec spec, Result<Json> (*prepare)(Json, CommandContext&)) {
  spec.prepare = prepare;
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
      Prepared(Entry<PutPeople>(), PreparePeople),
      Entry<DeletePeople>(),
      Entry<GetPerson>(),
      Entry<ListPeople>(),
      Entry<PutPermissions>(),
      Entry<DeletePermissions>(),
      Entry<ListPermissions>(),
      Entry<PutHolidays>(),
      Entry<DeleteHolidays>(),
      Entry<ListHolidays>(),
      Entry<ReleaseDoor>(),
      Entry<SetDoorMode>(),
      Entry<QueryRecords>(),
      Entry<GetSnapshot>(),
      Entry<Watch>(),
      Entry<GetConfig>(),
      Entry<PutConfig>(),
      Entry<GetDeviceInfo>(),
      Entry<RestartDevice>(),
      Entry<StartEnrolment>(),
      Entry<GetEnrolment>(),
      Entry<CancelEnrolment>(),
      Entry<TrustClock>(),
      NotYet("set.begin"),
      NotYet("set.put"),
      NotYet("set.commit"),
      NotYet("set.abort"),
  };
}

}  // namespace doorward::inline commands
