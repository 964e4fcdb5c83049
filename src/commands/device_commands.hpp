// config.get, config.put, device.info, device.restart.

#pragma once

#include "commands/command.hpp"

namespace doorward {

//   {}  ->  the configuration in effect, without secrets
struct GetConfig {
  static constexpr std::string_view kName = "config.get";
  static constexpr auto kEffect = CommandSpec::Effect::kNone;

  static Result<GetConfig> Parse(const Json& arguments);
  Result<Json> Execute(const Call& call) const;
};

// The arguments are a JSON merge patch (RFC 7396). The whole is checked before any of it applies.
//
//   {"face": {"frames": 2}}  ->  the configuration in effect after the next start
struct PutConfig {
  static constexpr std::string_view kName = "config.put";
  static constexpr auto kEffect = CommandSpec::Effect::kPhysical;  // A file, not the database.

  Json patch;

  static Result<PutConfig> Parse(const Json& arguments);
  Result<Json> Execute(const Call& call) const;
};

//   {}  ->  the status, what this terminal can do, and counters
struct GetDeviceInfo {
  static constexpr std::string_view kName = "device.info";
  static constexpr auto kEffect = CommandSpec::Effect::kNone;

  static Result<GetDeviceInfo> Parse(const Json& arguments);
  Result<Json> Execute(const Call& call) const;
};

// Ends the program after the reply; its supervisor starts it again.
//
//   {}  ->  {}
struct RestartDevice {
  static constexpr std::string_view kName = "device.restart";
  static constexpr auto kEffect = CommandSpec::Effect::kPhysical;
  static constexpr std::chrono::seconds kMaxAge{60};

  static Result<RestartDevice> Parse(const Json& arguments);
  Result<Json> Execute(const Call& call) const;
};

}  // namespace doorward
