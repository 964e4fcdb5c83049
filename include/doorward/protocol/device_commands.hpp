// config.get, config.put, device.info, device.restart, clock.trust.

#pragma once

#include "doorward/protocol/command.hpp"

namespace doorward::inline protocol {

//   {}  ->  the configuration in effect, without secrets
struct GetConfig {
  static constexpr std::string_view kName = "config.get";
  static constexpr std::string_view kMeaning =
      "Gives the configuration in effect, without secrets.";
  static constexpr auto kEffect = CommandEffect::kNone;
  static constexpr Right kNeeds = Right::kLook;

  template <typename Self, typename Visit>
  static void Arguments(Self&, Visit&) {}
};

// The arguments are a JSON merge patch (RFC 7396). The whole is checked before any of it applies.
//
//   {"face": {"frames": 2}}  ->  the configuration in effect after the next start
struct PutConfig {
  static constexpr std::string_view kName = "config.put";
  static constexpr std::string_view kMeaning =
      "Changes the configuration from the next start on: a merge patch.";
  static constexpr auto kEffect = CommandEffect::kPhysical;  // A file, not the database.
  static constexpr Right kNeeds = Right::kConfigure;

  static constexpr std::string_view kSchema = "PutConfig";

  Json patch;

  static Result<PutConfig> Parse(const Json& arguments) { return PutConfig{.patch = arguments}; }
  Json ToJson() const { return patch; }
};

//   {}  ->  the status, what this terminal can do, and counters
struct GetDeviceInfo {
  static constexpr std::string_view kName = "device.info";
  static constexpr std::string_view kMeaning =
      "Gives the status, what this terminal can do, and counters.";
  static constexpr auto kEffect = CommandEffect::kNone;
  static constexpr Right kNeeds = Right::kLook;

  template <typename Self, typename Visit>
  static void Arguments(Self&, Visit&) {}
};

//   {}  ->  {}
struct RestartDevice {
  static constexpr std::string_view kName = "device.restart";
  static constexpr std::string_view kMeaning = "Ends the program; its supervisor starts it again.";
  static constexpr auto kEffect = CommandEffect::kPhysical;
  static constexpr Right kNeeds = Right::kConfigure;
  static constexpr std::chrono::seconds kMaxAge{60};

  template <typename Self, typename Visit>
  static void Arguments(Self&, Visit&) {}
};

// Somebody at the terminal has looked at a right clock, and so does the terminal's show: the floor
// goes there, down too. The time must be told, so that nobody confirms a clock that they did not see.
//
//   {"time": "2026-11-23T08:00:00Z"}  ->  {"floor_before": "…", "floor": "…"}
struct TrustClock {
  static constexpr std::string_view kName = "clock.trust";
  static constexpr std::string_view kMeaning =
      "Makes what the clock shows the earliest time that is believed, down too.";
  static constexpr auto kEffect = CommandEffect::kPhysical;
  static constexpr Right kNeeds = Right::kPresence;

  WallTime time;

  template <typename Self, typename Visit>
  static void Arguments(Self& self, Visit& visit) {
    visit.Required("time", self.time, "The right time; the clock must agree to the minute.");
  }
};

using DeviceCommands = CommandList<GetConfig, PutConfig, GetDeviceInfo, RestartDevice, TrustClock>;

}  // namespace doorward::inline protocol
