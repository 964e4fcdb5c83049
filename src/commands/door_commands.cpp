#include "doorward/protocol/door_commands.hpp"

#include "commands/catalogue.hpp"

namespace doorward::inline commands {
namespace {

Status CheckDoor(const DoorId& door, const AccessController& access) {
  const auto doors = access.Doors();
  if (doors.contains(door)) return {};
  std::string names;
  for (const auto& [id, status] : doors) names += (names.empty() ? "" : ", ") + id.str();
  return Fail(ErrorCode::kNotFound, "no such door; this terminal has: " + names, "door");
}

// What stands in the record of what the door did.
std::string CausedBy(const Call& call, const std::string& reason) {
  return "command " + call.id + (reason.empty() ? "" : ": " + reason);
}

// Keeps the mode for the next start. It is in force by now: if this fails the sender must know.
Status StoreMode(const StoredDoorMode& stored, PeopleDatabase& people) {
  DW_TRY_ASSIGN(auto transaction, people.Begin());
  DW_TRY(people.PutDoorMode(stored));
  return transaction.Commit();
}

}  // namespace

Result<Json> Execute(const ReleaseDoor& command, const Call& call) {
  DW_TRY(CheckDoor(command.door, call.context.access));
  DW_TRY(call.context.access.Release(command.door, CausedBy(call, command.reason)));
  return Json::object();
}

Result<Json> Execute(const SetDoorMode& command, const Call& call) {
  CommandContext& context = call.context;
  DW_TRY(CheckDoor(command.door, context.access));
  if (command.until && *command.until <= context.clock.WallNow()) {
    return Fail(ErrorCode::kInvalidArgument, "has passed already", "until");
  }
  DW_TRY(context.access.SetMode(command.door, command.mode, command.until, CausedBy(call, "")));
  if (auto stored = StoreMode({.door = command.door, .mode = command.mode, .until = command.until},
                              context.people);
      !stored) {
    return Fail(stored.error().While("the mode is in force, but will not survive a restart"));
  }
  if (!context.keeps) return Fail(ErrorCode::kUnavailable, std::string(kOnlyForNow));
  return Json::object();
}

std::vector<CommandSpec> DoorCatalogue() { return Entries(DoorCommands{}); }

}  // namespace doorward::inline commands
