// doorctl status, doorctl door, doorctl config, doorctl device, doorctl clock.

#include <unistd.h>

#include "cli/session.hpp"
#include "cli/status_text.hpp"
#include "doorward/protocol/device_commands.hpp"
#include "doorward/protocol/door_commands.hpp"

namespace doorward::inline cli {
namespace {

void ShowStatus(CliSession& session) {
  const auto status = session.Call(GetDeviceInfo{});
  if (status) session.PrintPainted(*status, StatusText(*status, isatty(STDOUT_FILENO) == 1));
}

void CallDoor(CliSession& session, std::string_view name, const Json& arguments,
              const std::string& done) {
  const auto result = session.Call(name, arguments);
  if (result) session.Print(*result, done);
}

void AddRelease(CLI::App* door, CliSession& session) {
  auto id = std::make_shared<std::string>();
  auto reason = std::make_shared<std::string>();
  auto* release = door->add_subcommand(
      "release", "Unlock a door for one person, as a card that opens it would");
  release->add_option("door", *id, "The door's id")->required();
  release->add_option("--reason", *reason, "Why; it is kept with the record (at most 80 bytes)");
  release->callback([&session, id, reason] {
    Json arguments{{"door", *id}};
    if (!reason->empty()) arguments["reason"] = *reason;
    CallDoor(session, ReleaseDoor::kName, arguments, "released");
  });
}

void AddMode(CLI::App* door, CliSession& session) {
  auto id = std::make_shared<std::string>();
  auto mode = std::make_shared<std::string>();
  auto until = std::make_shared<std::string>();
  auto* verb = door->add_subcommand("mode", "Set what a door does until it is told otherwise");
  verb->add_option("door", *id, "The door's id")->required();
  verb->add_option("mode", *mode,
                   "normal: rights decide. lockdown: nobody gets in, the exit button "
                   "still works. free: unlocked")
      ->required()
      ->check(CLI::IsMember({"normal", "lockdown", "free"}));
  verb->add_option("--until", *until,
                   "Back to normal at this time, such as 2026-11-23T18:00:00+08:00");
  verb->callback([&session, id, mode, until] {
    Json arguments{{"door", *id}, {"mode", *mode}};
    if (!until->empty()) arguments["until"] = *until;
    CallDoor(session, SetDoorMode::kName, arguments, *id + " is " + *mode);
  });
}

void AddConfig(CLI::App& app, CliSession& session) {
  CLI::App* config = app.add_subcommand("config", "Show or change the terminal's configuration")
                         ->require_subcommand(1);
  config->add_subcommand("get", "Show the configuration that is in force, without secrets")
      ->callback([&session] {
        const auto result = session.Call(GetConfig{});
        if (result) session.Print(*result, result->dump(2));
      });
  auto file = std::make_shared<std::string>();
  auto* put = config->add_subcommand(
      "put", "Change some settings (a JSON merge patch); in force after a restart");
  put->add_option("file", *file, "A JSON file with only what changes; null removes a setting")
      ->required();
  put->callback([&session, file] {
    const auto content = session.ReadText(*file, 1024 * 1024);
    if (!content) return session.Complain(content.error());
    const auto patch = ParseJson(*content);
    if (!patch) return session.Complain(patch.error().While("reading " + *file));
    const auto result = session.Call(PutConfig{*patch});
    if (result) session.Print(*result, "stored; `doorctl device restart` puts it in force");
  });
}

void AddClock(CLI::App& app, CliSession& session) {
  auto time = std::make_shared<std::string>();
  CLI::App* clock =
      app.add_subcommand("clock", "Say that the terminal's clock is right")->require_subcommand(1);
  auto* trust = clock->add_subcommand(
      "trust",
      "Believe the terminal's clock again after it was wrong: set it right first. On the terminal "
      "itself only");
  trust
      ->add_option(
          "--time", *time,
          "The right time, such as 2026-11-23T18:00:00+08:00; the terminal's clock must show "
          "it, to the minute")
      ->required();
  trust->callback([&session, time] {
    const auto result = session.Call(TrustClock::kName, {{"time", *time}});
    if (result) session.Print(*result, "trusted; no earlier time is believed from now on");
  });
}

}  // namespace

void AddStatusVerbs(CLI::App& app, CliSession& session) {
  app.add_subcommand("status", "Show what needs attention, then doors, readers and the rest")
      ->callback([&session] { ShowStatus(session); });
  AddConfig(app, session);
  AddClock(app, session);
  CLI::App* device = app.add_subcommand("device", "Restart the terminal")->require_subcommand(1);
  device->add_subcommand("restart", "Stop in good order and start again; takes about a second")
      ->callback(
          [&session] { CallDoor(session, RestartDevice::kName, Json::object(), "restarting"); });
}

void AddDoorVerbs(CLI::App& app, CliSession& session) {
  CLI::App* door =
      app.add_subcommand("door", "Release a door, or change its mode")->require_subcommand(1);
  AddRelease(door, session);
  AddMode(door, session);
}

}  // namespace doorward::inline cli
