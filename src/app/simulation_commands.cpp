#include "app/simulation_commands.hpp"

#include <algorithm>

#include "doorward/core/json_reader.hpp"
#include "doorward/domain/card_number.hpp"
#include "doorward/vision/image_codec.hpp"

namespace doorward::inline app {
namespace {

using Doors = std::vector<DoorId>;

CommandSpec Local(std::string_view name, std::function<Result<Json>(const Json&)> run) {
  return {.name = name,
          .needs = Right::kPresence,
          .run = [run = std::move(run)](const Json& arguments, CommandContext&, const std::string&,
                                        CommandSpec::AfterCommit&) { return run(arguments); }};
}

Result<Json> Done(const Status& status) {
  if (!status) return Fail(status.error());
  return Json::object();
}

// The door named in "door", or the first.
Result<std::string> DoorOf(JsonReader& reader, const Doors& doors) {
  DoorId door = doors.front();
  reader.Optional("door", door);
  if (std::find(doors.begin(), doors.end(), door) == doors.end()) {
    return Fail(ErrorCode::kNotFound, "there is no door \"" + door.str() + "\"", "door");
  }
  return door.str();
}

CommandSpec Card(SimulatedBoard& board) {
  return Local("sim.card", [&board](const Json& arguments) -> Result<Json> {
    JsonFaults faults;
    JsonReader reader(arguments, "", faults);
    std::string uid;
    std::string name;
    reader.Required("uid", uid, NonEmpty(64));
    reader.Optional("reader", name, IdText());
    reader.Finish();
    DW_TRY(faults.ToStatus());
    auto seen = ParseSeenNumber(uid);
    if (!seen) return Fail(ErrorCode::kInvalidArgument, seen.error().message, "uid");
    const auto kind = seen->is_uid ? CardNumberKind::kUid : CardNumberKind::kNumber;
    return Done(board.PresentCard(name, std::move(seen->bytes), CardProof::kNone, kind));
  });
}

CommandSpec Code(SimulatedBoard& board) {
  return Local("sim.qr", [&board](const Json& arguments) -> Result<Json> {
    JsonFaults faults;
    JsonReader reader(arguments, "", faults);
    std::string text;
    std::string name;
    reader.Required("text", text, NonEmpty(7089));
    reader.Optional("reader", name, IdText());
    reader.Finish();
    DW_TRY(faults.ToStatus());
    return Done(board.PresentCode(name, std::move(text)));
  });
}

CommandSpec Keys(SimulatedBoard& board) {
  return Local("sim.keys", [&board](const Json& arguments) -> Result<Json> {
    JsonFaults faults;
    JsonReader reader(arguments, "", faults);
    std::string keys;
    std::string name;
    reader.Required("keys", keys, NonEmpty(64));
    reader.Optional("reader", name, IdText());
    reader.Finish();
    DW_TRY(faults.ToStatus());
    return Done(board.PressKeys(name, keys));
  });
}

CommandSpec Tamper(SimulatedBoard& board) {
  return Local("sim.tamper", [&board](const Json& arguments) -> Result<Json> {
    JsonFaults faults;
    JsonReader reader(arguments, "", faults);
    bool open = true;
    std::string name;
    reader.Required("open", open);
    reader.Optional("reader", name, IdText());
    reader.Finish();
    DW_TRY(faults.ToStatus());
    return Done(board.Tamper(name, open));
  });
}

CommandSpec Wiegand(SimulatedBoard& board) {
  return Local("sim.wiegand", [&board](const Json& arguments) -> Result<Json> {
    JsonFaults faults;
    JsonReader reader(arguments, "", faults);
    std::string bits;
    std::string name;
    std::int64_t interval_us = 2'000;
    reader.Required("bits", bits, NonEmpty(256));
    reader.Optional("interval_us", interval_us, Range{1, 100'000});
    reader.Optional("reader", name, IdText());
    reader.Finish();
    DW_TRY(faults.ToStatus());
    return Done(board.PulseWiegand(name, bits, std::chrono::microseconds(interval_us)));
  });
}

CommandSpec Finger(SimulatedBoard& board) {
  return Local("sim.finger", [&board](const Json& arguments) -> Result<Json> {
    JsonFaults faults;
    JsonReader reader(arguments, "", faults);
    std::int64_t slot = 0;
    std::string name;
    reader.Required("slot", slot, Range{-1, 65'535});
    reader.Optional("reader", name, IdText());
    reader.Finish();
    DW_TRY(faults.ToStatus());
    return Done(board.PresentFinger(name, static_cast<int>(slot)));
  });
}

CommandSpec Picture(SimulatedBoard& board) {
  return Local("sim.frame", [&board](const Json& arguments) -> Result<Json> {
    JsonFaults faults;
    JsonReader reader(arguments, "", faults);
    std::string base64;
    std::string name;
    reader.Optional("image", base64, MaxLength(kMaxImageBytes * 2));
    reader.Optional("reader", name, IdText());
    reader.Finish();
    DW_TRY(faults.ToStatus());
    Image image;
    if (!base64.empty()) {
      DW_TRY_ASSIGN(const Bytes file, FromBase64(base64));
      DW_TRY_ASSIGN(image, DecodeImage(file));
    }
    return Done(board.ShowFrame(name, std::move(image)));
  });
}

CommandSpec Contact(SimulatedBoard& board, const Doors& doors) {
  return Local("sim.contact", [&board, doors](const Json& arguments) -> Result<Json> {
    JsonFaults faults;
    JsonReader reader(arguments, "", faults);
    bool open = false;
    reader.Required("open", open);
    DW_TRY_ASSIGN(const std::string door, DoorOf(reader, doors));
    reader.Finish();
    DW_TRY(faults.ToStatus());
    return Done(board.SetInput(door + ".contact", open ? Level::kActive : Level::kInactive));
  });
}

CommandSpec ExitButton(SimulatedBoard& board, const Doors& doors) {
  return Local("sim.exit_button", [&board, doors](const Json& arguments) -> Result<Json> {
    JsonFaults faults;
    JsonReader reader(arguments, "", faults);
    bool pressed = true;
    reader.Required("pressed", pressed);
    DW_TRY_ASSIGN(const std::string door, DoorOf(reader, doors));
    reader.Finish();
    DW_TRY(faults.ToStatus());
    return Done(board.SetInput(door + ".exit_button", pressed ? Level::kActive : Level::kInactive));
  });
}

CommandSpec Unplug(SimulatedBoard& board) {
  return Local("sim.unplug", [&board](const Json& arguments) -> Result<Json> {
    JsonFaults faults;
    JsonReader reader(arguments, "", faults);
    std::string part;
    bool unplugged = true;
    reader.Required("part", part, NonEmpty(128));
    reader.Required("unplugged", unplugged);
    reader.Finish();
    DW_TRY(faults.ToStatus());
    return Done(board.SetUnplugged(part, unplugged));
  });
}

std::string_view LevelName(Level level) { return level == Level::kActive ? "active" : "inactive"; }

CommandSpec Trace(SimulatedBoard& board) {
  return Local("sim.trace", [&board](const Json& arguments) -> Result<Json> {
    JsonFaults faults;
    JsonReader reader(arguments, "", faults);
    std::int64_t after = 0;
    reader.Optional("after", after, Range{0, std::numeric_limits<std::int64_t>::max()});
    reader.Finish();
    DW_TRY(faults.ToStatus());
    Json trace = Json::array();
    for (const TraceEntry& entry : board.Trace(static_cast<std::uint64_t>(after))) {
      const auto steady =
          std::chrono::duration_cast<std::chrono::microseconds>(entry.steady_at.time_since_epoch());
      trace.push_back({{"number", entry.number},
                       {"line", entry.line},
                       {"level", LevelName(entry.level)},
                       {"at", FormatTime(entry.at)},
                       {"steady_ms", steady.count() / 1000},
                       {"steady_us", steady.count()}});
    }
    Json outputs = Json::object();
    for (const auto& [line, level] : board.Outputs()) outputs[line] = LevelName(level);
    return Json{{"outputs", std::move(outputs)}, {"trace", std::move(trace)}};
  });
}

}  // namespace

std::vector<CommandSpec> SimulationCommands(SimulatedBoard& board, const Doors& doors) {
  return {Card(board),    Code(board),           Keys(board),
          Tamper(board),  Wiegand(board),        Finger(board),
          Picture(board), Contact(board, doors), ExitButton(board, doors),
          Unplug(board),  Trace(board)};
}

}  // namespace doorward::inline app
