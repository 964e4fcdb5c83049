// Attempts for which more is wanted: somebody has shown a factor, and the door asks for others of the
// same person. At most one at each side of a door, for a limited time. README.md says how they end.
//
// Thread-safety: none; the access thread owns it.

#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "doorward/door/door_config.hpp"
#include "doorward/identify/matcher.hpp"

namespace doorward::inline door {

// A side of a door: a card outside says nothing about a face inside.
using DoorSide = std::pair<DoorId, Direction>;

inline DoorSide SideOf(const ReaderConfig& reader) { return {reader.door, reader.direction}; }

struct OpenAttempt {
  Decision decision;    // Of the first factor: granted, but for the others.
  ReaderConfig reader;  // Where it began.
  FactorSet shown;
  SteadyTime until{};
  std::string card;    // The UID of the card among them, if there is one.
  std::string detail;  // What the further factors brought; for the record.
  Bytes jpeg;          // Of the face, if one was shown.
  int wrong_pins = 0;
};

class OpenAttempts {
 public:
  // Returns the attempt that this one replaces.
  std::optional<OpenAttempt> Begin(OpenAttempt attempt);

  // Null if there is none at `side`. Until the next Begin() or Take…().
  OpenAttempt* Find(const DoorSide& side);
  std::optional<OpenAttempt> Take(const DoorSide& side);

  std::vector<OpenAttempt> TakeLate(SteadyTime now);
  std::vector<OpenAttempt> TakeDoor(const DoorId& door);

 private:
  template <typename Matches>
  std::vector<OpenAttempt> TakeIf(Matches matches);

  std::map<DoorSide, OpenAttempt> attempts_;
};

}  // namespace doorward::inline door
