// Attempts for which more is wanted: somebody has shown a factor, and the door asks for others of the
// same person, or a verdict comes later. At most one at each side of a door, for a limited time. README.md says how they end.
//
// Thread-safety: none; the access thread owns it.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "door/decision.hpp"
#include "doorward/door/door_config.hpp"

namespace doorward::inline door {

// A side of a door: a card outside says nothing about a face inside.
using DoorSide = std::pair<DoorId, Direction>;

inline DoorSide SideOf(const ReaderConfig& reader) { return {reader.door, reader.direction}; }

struct OpenAttempt {
  std::uint64_t number = 0;  // Never used again.
  Decision decision;         // Of the first factor: granted, but for what is wanted.
  ReaderConfig reader;       // Where it began.
  FactorSet shown;
  Wants wants = {};
  SteadyTime until{};
  std::string card;                   // The UID of the card among them, if there is one.
  std::string detail;                 // What the further factors brought; for the record.
  Bytes jpeg;                         // Of the face, if one was shown.
  std::vector<RuleRow> changes = {};  // Of what the rules remember; kept with the attempt's record.
  int wrong_pins = 0;
};

class OpenAttempts {
 public:
  // Returns the attempt that this one replaces.
  std::optional<OpenAttempt> Begin(OpenAttempt attempt);

  // Null if there is none at `side`. Until the next Begin() or Take…().
  OpenAttempt* Find(const DoorSide& side);
  OpenAttempt* Find(std::uint64_t number);
  std::optional<OpenAttempt> Take(const DoorSide& side);

  std::vector<OpenAttempt> TakeLate(SteadyTime now);
  std::vector<OpenAttempt> TakeDoor(const DoorId& door);

 private:
  template <typename Matches>
  std::vector<OpenAttempt> TakeIf(Matches matches);

  std::map<DoorSide, OpenAttempt> attempts_;
};

}  // namespace doorward::inline door
