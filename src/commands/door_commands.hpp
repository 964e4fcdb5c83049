// door.release and door.mode.

#pragma once

#include "commands/command.hpp"

namespace doorward {

// Lets one person through, as if a credential had been accepted.
//
//   {"door": "main", "reason": "courier"}  ->  {}
struct ReleaseDoor {
  static constexpr std::string_view kName = "door.release";
  static constexpr auto kEffect = CommandSpec::Effect::kPhysical;

  // A broker may deliver late. A door must not open for a courier who has left.
  static constexpr std::chrono::seconds kMaxAge{10};

  DoorId door;
  std::string reason;

  static Result<ReleaseDoor> Parse(const Json& arguments);
  Result<Json> Execute(const Call& call) const;
};

// Changes how a door behaves until the next such command, or until `until`. Kept across restarts.
//
//   {"door": "main", "mode": "lockdown"}  ->  {}
struct SetDoorMode {
  static constexpr std::string_view kName = "door.mode";
  static constexpr auto kEffect = CommandSpec::Effect::kPhysical;
  static constexpr std::chrono::seconds kMaxAge{60};

  DoorId door;
  DoorMode mode = DoorMode::kNormal;
  std::optional<WallTime> until;

  static Result<SetDoorMode> Parse(const Json& arguments);
  Result<Json> Execute(const Call& call) const;
};

}  // namespace doorward
