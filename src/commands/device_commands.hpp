// config.get, config.put, device.info, device.restart, clock.trust.

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

//   {}  ->  the status, and counters
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

// Somebody at the terminal has looked at a right clock, and so does the terminal's show: the floor
// goes there, down too. The time must be told, so that nobody confirms a clock that they did not see.
//
//   {"time": "2026-11-23T08:00:00Z"}  ->  {"floor_before": "…", "floor": "…"}
struct TrustClock {
  static constexpr std::string_view kName = "clock.trust";
  static constexpr auto kEffect = CommandSpec::Effect::kPhysical;
  static constexpr bool kLocalOnly = true;
  static constexpr std::chrono::seconds kAgreement{60};

  WallTime time;

  static Result<TrustClock> Parse(const Json& arguments);
  Result<Json> Execute(const Call& call) const;
};

}  // namespace doorward
