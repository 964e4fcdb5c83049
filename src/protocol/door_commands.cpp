#include "doorward/protocol/door_commands.hpp"

namespace doorward::inline protocol {

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

Json ReleaseDoor::ToJson() const {
  Json json{{"door", door.str()}};
  if (!reason.empty()) json["reason"] = reason;
  return json;
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

Json SetDoorMode::ToJson() const {
  Json json{{"door", door.str()}, {"mode", DoorModeName(mode)}};
  if (until) json["until"] = FormatTime(*until);
  return json;
}

}  // namespace doorward::inline protocol
