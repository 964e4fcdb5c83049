// doorctl status, doorctl door, doorctl config, doorctl device.

#include "cli/session.hpp"
#include "cli/table.hpp"
#include "doorward/core/file.hpp"

namespace doorward {
namespace {

void AddStates(Table& table, const std::string& what, const Json& states) {
  for (const auto& [id, state] : states.items()) {
    table.Add({what, id, state.value("state", ""), state.value("detail", "")});
  }
}

std::string StatusText(const Json& status) {
  Table table({"PART", "ID", "STATE", "DETAIL"});
  const Json doors = status.value("doors", Json::object());
  for (const auto& [id, door] : doors.items()) {
    const Json alarm = door.value("alarm", Json());
    table.Add({"door", id, door.value("state", ""),
               "mode " + door.value("mode", "") +
                   (alarm.is_string() ? ", ALARM " + alarm.get<std::string>() : "")});
  }
  AddStates(table, "reader", status.value("readers", Json::object()));
  AddStates(table, "part", status.value("parts", Json::object()));
  const Json faces = status.value("faces", Json::object());
  const Json records = status.value("records", Json::object());
  table.Add({"people", "", std::to_string(status.value("people", 0)), ""});
  table.Add(
      {"faces", "", std::to_string(faces.value("gallery", 0)),
       faces.value("mode", "") + ", threshold " + Json(faces.value("threshold", 0.0)).dump()});
  table.Add({"records", "", std::to_string(records.value("last_seq", 0LL)),
             std::to_string(status.value("backlog", 0)) + " not yet acknowledged, ring of " +
                 std::to_string(records.value("capacity", 0LL))});
  table.Add({"clock", "", status.value("clock", ""), status.value("at", "")});
  return table.Text();
}

void ShowStatus(CliSession& session) {
  const auto status = session.Call("device.info", Json::object());
  if (status) session.Print(*status, StatusText(*status));
}

void CallDoor(CliSession& session, std::string_view name, const Json& arguments,
              const std::string& done) {
  const auto result = session.Call(name, arguments);
  if (result) session.Print(*result, done);
}

void AddRelease(CLI::App* door, CliSession& session) {
  auto id = std::make_shared<std::string>();
  auto reason = std::make_shared<std::string>();
  auto* release = door->add_subcommand("release", "Let one person through, now");
  release->add_option("door", *id, "The door's id")->required();
  release->add_option("--reason", *reason, "Goes into the record");
  release->callback([&session, id, reason] {
    Json arguments{{"door", *id}};
    if (!reason->empty()) arguments["reason"] = *reason;
    CallDoor(session, "door.release", arguments, "released");
  });
}

void AddMode(CLI::App* door, CliSession& session) {
  auto id = std::make_shared<std::string>();
  auto mode = std::make_shared<std::string>();
  auto until = std::make_shared<std::string>();
  auto* verb = door->add_subcommand(
      "mode", "Normal, lockdown (nobody in; the exit button still works) or free");
  verb->add_option("door", *id, "The door's id")->required();
  verb->add_option("mode", *mode, "normal, lockdown or free")
      ->required()
      ->check(CLI::IsMember({"normal", "lockdown", "free"}));
  verb->add_option("--until", *until, "Back to normal at this time: 2026-11-23T18:00:00+08:00");
  verb->callback([&session, id, mode, until] {
    Json arguments{{"door", *id}, {"mode", *mode}};
    if (!until->empty()) arguments["until"] = *until;
    CallDoor(session, "door.mode", arguments, *id + " is " + *mode);
  });
}

void AddConfig(CLI::App& app, CliSession& session) {
  CLI::App* config =
      app.add_subcommand("config", "The terminal's configuration")->require_subcommand(1);
  config->add_subcommand("get", "What is in force")->callback([&session] {
    const auto result = session.Call("config.get", Json::object());
    if (result) session.Print(*result, result->dump(2));
  });
  auto file = std::make_shared<std::string>();
  auto* put =
      config->add_subcommand("put", "Merge a JSON patch (RFC 7396); in force after a restart");
  put->add_option("file", *file, "The patch")->required();
  put->callback([&session, file] {
    const auto content = ReadFile(*file, 1024 * 1024);
    if (!content) return session.Complain(content.error());
    const auto patch = ParseJson(*content);
    if (!patch) return session.Complain(patch.error().While("reading " + *file));
    const auto result = session.Call("config.put", *patch);
    if (result) session.Print(*result, "stored; `doorctl device restart` puts it in force");
  });
}

}  // namespace

void AddStatusVerbs(CLI::App& app, CliSession& session) {
  app.add_subcommand("status", "How the terminal is")->callback([&session] {
    ShowStatus(session);
  });
  AddConfig(app, session);
  CLI::App* device = app.add_subcommand("device", "The terminal itself")->require_subcommand(1);
  device->add_subcommand("restart", "Stop in good order and start again")->callback([&session] {
    CallDoor(session, "device.restart", Json::object(), "restarting");
  });
}

void AddDoorVerbs(CLI::App& app, CliSession& session) {
  CLI::App* door =
      app.add_subcommand("door", "Release a door, or change its mode")->require_subcommand(1);
  AddRelease(door, session);
  AddMode(door, session);
}

}  // namespace doorward
