#include "commands/door_commands.hpp"

namespace doorward {
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

Result<ReleaseDoor> ReleaseDoor::Parse(const Json& arguments) {
  JsonFaults faults;
  JsonReader reader(arguments, "", faults);
  ReleaseDoor command;
  reader.Required("door", command.door);
  reader.Optional("reason", command.reason, MaxLength(80));
  reader.Finish();
  DW_TRY(faults.ToStatus());
  return command;
}

Result<Json> ReleaseDoor::Execute(const Call& call) const {
  DW_TRY(CheckDoor(door, call.context.access));
  DW_TRY(call.context.access.Release(door, CausedBy(call, reason)));
  return Json::object();
}

Result<SetDoorMode> SetDoorMode::Parse(const Json& arguments) {
  static const std::vector<std::string_view> kModes = {DoorModeName(DoorMode::kNormal),
                                                       DoorModeName(DoorMode::kLockdown),
                                                       DoorModeName(DoorMode::kFree)};
  JsonFaults faults;
  JsonReader reader(arguments, "", faults);
  SetDoorMode command;
  reader.Required("door", command.door);
  const int chosen = reader.RequiredChoice("mode", kModes);
  if (chosen >= 0) {
    command.mode = *DoorModeFromName(kModes[static_cast<std::size_t>(chosen)]);
  }
  if (reader.Optional("until", command.until) && command.mode == DoorMode::kNormal) {
    faults.Add("until", "means nothing with mode normal, which lasts until it is changed");
  }
  reader.Finish();
  DW_TRY(faults.ToStatus());
  return command;
}

Result<Json> SetDoorMode::Execute(const Call& call) const {
  CommandContext& context = call.context;
  DW_TRY(CheckDoor(door, context.access));
  if (until && *until <= context.clock.WallNow()) {
    return Fail(ErrorCode::kInvalidArgument, "has passed already", "until");
  }
  DW_TRY(context.access.SetMode(door, mode, until, CausedBy(call, "")));
  if (auto stored = StoreMode({.door = door, .mode = mode, .until = until}, context.people);
      !stored) {
    return Fail(stored.error().While("the mode is in force, but will not survive a restart"));
  }
  if (!context.keeps) return Fail(ErrorCode::kUnavailable, std::string(kOnlyForNow));
  return Json::object();
}

}  // namespace doorward
