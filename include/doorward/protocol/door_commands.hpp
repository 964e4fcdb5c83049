// door.release and door.mode.

#pragma once

#include <optional>

#include "doorward/domain/door_machine.hpp"
#include "doorward/protocol/command.hpp"

namespace doorward::inline protocol {

// Lets one person through, as if a credential had been accepted.
//
//   {"door": "main", "reason": "courier"}  ->  {}
struct ReleaseDoor {
  static constexpr std::string_view kName = "door.release";
  static constexpr auto kEffect = CommandEffect::kPhysical;
  static constexpr Right kNeeds = Right::kDoors;

  // A broker may deliver late. A door must not open for a courier who has left.
  static constexpr std::chrono::seconds kMaxAge{10};

  DoorId door;
  std::string reason = {};  // At most 80 bytes.

  static Result<ReleaseDoor> Parse(const Json& arguments);
  Json ToJson() const;
};

// Changes how a door behaves until the next such command, or until `until`. Kept across restarts.
//
//   {"door": "main", "mode": "lockdown"}  ->  {}
struct SetDoorMode {
  static constexpr std::string_view kName = "door.mode";
  static constexpr auto kEffect = CommandEffect::kPhysical;
  static constexpr Right kNeeds = Right::kDoors;
  static constexpr std::chrono::seconds kMaxAge{60};

  DoorId door;
  DoorMode mode = DoorMode::kNormal;
  std::optional<WallTime> until = {};  // Never with kNormal.

  static Result<SetDoorMode> Parse(const Json& arguments);
  Json ToJson() const;
};

}  // namespace doorward::inline protocol
