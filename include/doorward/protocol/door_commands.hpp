// door.release and door.mode.

#pragma once

#include <optional>

#include "doorward/domain/door_machine.hpp"
#include "doorward/protocol/command.hpp"

namespace doorward::inline protocol {

//   {"door": "main", "reason": "courier"}  ->  {}
struct ReleaseDoor {
  static constexpr std::string_view kName = "door.release";
  static constexpr std::string_view kMeaning =
      "Lets one person through, as if a credential had been accepted.";
  static constexpr auto kEffect = CommandEffect::kPhysical;
  static constexpr Right kNeeds = Right::kDoors;

  // A broker may deliver late. A door must not open for a courier who has left.
  static constexpr std::chrono::seconds kMaxAge{10};

  DoorId door;
  std::string reason = {};

  template <typename Self, typename Visit>
  static void Arguments(Self& self, Visit& visit) {
    visit.Required("door", self.door, "Which door.");
    visit.Optional("reason", self.reason, MaxLength(80), "Stands in the record.");
  }
};

// Kept across restarts.
//
//   {"door": "main", "mode": "lockdown"}  ->  {}
struct SetDoorMode {
  static constexpr std::string_view kName = "door.mode";
  static constexpr std::string_view kMeaning =
      "Changes how a door behaves until the next such command, or until a time.";
  static constexpr auto kEffect = CommandEffect::kPhysical;
  static constexpr Right kNeeds = Right::kDoors;
  static constexpr std::chrono::seconds kMaxAge{60};

  DoorId door;
  DoorMode mode = DoorMode::kNormal;
  std::optional<WallTime> until = {};  // Never with kNormal.

  template <typename Self, typename Visit>
  static void Arguments(Self& self, Visit& visit) {
    visit.Required("door", self.door, "Which door.");
    visit.RequiredWord("mode", self.mode, kDoorModes, "What it becomes.");
    visit.Optional("until", self.until, "When it becomes normal again.");
  }
  void Check(JsonFaults& faults) const;
};

using DoorCommands = CommandList<ReleaseDoor, SetDoorMode>;

}  // namespace doorward::inline protocol
