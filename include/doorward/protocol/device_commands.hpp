// config.get, config.put, device.info, device.restart, clock.trust.

#pragma once

#include "doorward/protocol/command.hpp"

namespace doorward::inline protocol {

//   {}  ->  the configuration in effect, without secrets
struct GetConfig {
  static constexpr std::string_view kName = "config.get";
  static constexpr auto kEffect = CommandEffect::kNone;
  static constexpr Right kNeeds = Right::kLook;

  static Result<GetConfig> Parse(const Json& arguments);
  Json ToJson() const { return Json::object(); }
};

// The arguments are a JSON merge patch (RFC 7396). The whole is checked before any of it applies.
//
//   {"face": {"frames": 2}}  ->  the configuration in effect after the next start
struct PutConfig {
  static constexpr std::string_view kName = "config.put";
  static constexpr auto kEffect = CommandEffect::kPhysical;  // A file, not the database.
  static constexpr Right kNeeds = Right::kConfigure;

  Json patch;

  static Result<PutConfig> Parse(const Json& arguments) { return PutConfig{.patch = arguments}; }
  Json ToJson() const { return patch; }
};

//   {}  ->  the status, what this terminal can do, and counters
struct GetDeviceInfo {
  static constexpr std::string_view kName = "device.info";
  static constexpr auto kEffect = CommandEffect::kNone;
  static constexpr Right kNeeds = Right::kLook;

  static Result<GetDeviceInfo> Parse(const Json& arguments);
  Json ToJson() const { return Json::object(); }
};

// Ends the program after the reply; its supervisor starts it again.
//
//   {}  ->  {}
struct RestartDevice {
  static constexpr std::string_view kName = "device.restart";
  static constexpr auto kEffect = CommandEffect::kPhysical;
  static constexpr Right kNeeds = Right::kConfigure;
  static constexpr std::chrono::seconds kMaxAge{60};

  static Result<RestartDevice> Parse(const Json& arguments);
  Json ToJson() const { return Json::object(); }
};

// Somebody at the terminal has looked at a right clock, and so does the terminal's show: the floor
// goes there, down too. The time must be told, so that nobody confirms a clock that they did not see.
//
//   {"time": "2026-11-23T08:00:00Z"}  ->  {"floor_before": "…", "floor": "…"}
struct TrustClock {
  static constexpr std::string_view kName = "clock.trust";
  static constexpr auto kEffect = CommandEffect::kPhysical;
  static constexpr Right kNeeds = Right::kPresence;

  WallTime time;

  static Result<TrustClock> Parse(const Json& arguments);
  Json ToJson() const { return {{"time", FormatTime(time)}}; }
};

}  // namespace doorward::inline protocol
