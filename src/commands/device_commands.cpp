#include "commands/device_commands.hpp"

namespace doorward {
namespace {

Status ExpectNothing(const Json& arguments) {
  JsonFaults faults;
  JsonReader(arguments, "", faults).Finish();
  return faults.ToStatus();
}

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

Result<GetConfig> GetConfig::Parse(const Json& arguments) {
  DW_TRY(ExpectNothing(arguments));
  return GetConfig{};
}

Result<Json> GetConfig::Execute(const Call& call) const { return call.context.config(); }

Result<PutConfig> PutConfig::Parse(const Json& arguments) { return PutConfig{.patch = arguments}; }

Result<Json> PutConfig::Execute(const Call& call) const { return call.context.put_config(patch); }

Result<GetDeviceInfo> GetDeviceInfo::Parse(const Json& arguments) {
  DW_TRY(ExpectNothing(arguments));
  return GetDeviceInfo{};
}

Result<Json> GetDeviceInfo::Execute(const Call& call) const {
  Json info = call.context.status();
  info["counters"] = CountersToJson(call.context);
  return info;
}

Result<RestartDevice> RestartDevice::Parse(const Json& arguments) {
  DW_TRY(ExpectNothing(arguments));
  return RestartDevice{};
}

Result<Json> RestartDevice::Execute(const Call& call) const {
  // Once the outcome is in the journal: a repetition must not restart the terminal again.
  call.after_commit.push_back(call.context.restart);
  return Json::object();
}

Result<TrustClock> TrustClock::Parse(const Json& arguments) {
  TrustClock command;
  JsonFaults faults;
  JsonReader reader(arguments, "", faults);
  reader.Required("time", command.time);
  reader.Finish();
  DW_TRY(faults.ToStatus());
  return command;
}

Result<Json> TrustClock::Execute(const Call& call) const {
  const WallTime now = call.context.clock.WallNow();
  if (now - time > kAgreement || time - now > kAgreement) {
    return Fail(ErrorCode::kInvalidArgument,
                "the terminal's clock shows " + FormatTime(now) +
                    ", which is more than a minute away: set it first",
                "time");
  }
  return call.context.trust_clock();
}

}  // namespace doorward
