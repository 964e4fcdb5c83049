Result<Json> Execute(const ChimeDoor& command, const Call& call) {
  DW_TRY(CheckDoor(command.door, call.context.access));
  return Json{{"chimed", command.times}};
}
