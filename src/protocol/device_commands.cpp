#include "doorward/protocol/device_commands.hpp"

namespace doorward::inline protocol {

Result<GetConfig> GetConfig::Parse(const Json& arguments) {
  DW_TRY(ExpectNoArguments(arguments));
  return GetConfig{};
}

Result<GetDeviceInfo> GetDeviceInfo::Parse(const Json& arguments) {
  DW_TRY(ExpectNoArguments(arguments));
  return GetDeviceInfo{};
}

Result<RestartDevice> RestartDevice::Parse(const Json& arguments) {
  DW_TRY(ExpectNoArguments(arguments));
  return RestartDevice{};
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

}  // namespace doorward::inline protocol
