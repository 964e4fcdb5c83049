#include "doorward/protocol/device_commands.hpp"

#include "commands/capabilities.hpp"
#include "commands/catalogue.hpp"

namespace doorward::inline commands {
namespace {

// How far what somebody saw may be from the clock.
constexpr std::chrono::seconds kAgreement{60};

Json CountersToJson(const CommandContext& context) {
  const AccessCounters access = context.access.Counters();
  const CommandCounters commands = context.command_counters();
  Json counters{{"presentations", access.presentations},
                {"granted", access.granted},
                {"presentations_refused", access.refused_full},
                {"records_late", access.late},
                {"records_dropped", context.record_writer.dropped()},
                {"commands_done", commands.done},
                {"commands_failed", commands.failed},
                {"commands_repeated", commands.repeated},
                {"commands_expired", commands.expired},
                {"commands_malformed", commands.malformed}};
  if (context.transport_counters) counters.update(context.transport_counters());
  return counters;
}

}  // namespace

Result<Json> Execute(const GetConfig&, const Call& call) { return call.context.config(); }

Result<Json> Execute(const PutConfig& command, const Call& call) {
  return call.context.put_config(command.patch);
}

Result<Json> Execute(const GetDeviceInfo&, const Call& call) {
  Json info = call.context.status();
  info["capabilities"] = CapabilitiesToJson(call.context);
  info["counters"] = CountersToJson(call.context);
  return info;
}

Result<Json> Execute(const RestartDevice&, const Call& call) {
  // Once the outcome is in the journal: a repetition must not restart the terminal again.
  call.after_commit.push_back(call.context.restart);
  return Json::object();
}

Result<Json> Execute(const TrustClock& command, const Call& call) {
  const WallTime now = call.context.clock.WallNow();
  if (now - command.time > kAgreement || command.time - now > kAgreement) {
    return Fail(ErrorCode::kInvalidArgument,
                "the terminal's clock shows " + FormatTime(now) +
                    ", which is more than a minute away: set it first",
                "time");
  }
  return call.context.trust_clock();
}

std::vector<CommandSpec> DeviceCatalogue() { return Entries(DeviceCommands{}); }

}  // namespace doorward::inline commands
