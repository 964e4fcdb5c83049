// Who has claimed to be somebody, by card, code, PIN or finger, and now owes their face: at most one
// at each side of a door, for a limited time. See README.md for how a claim is recorded.
//
// Thread-safety: none; the access thread owns it.

#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "doorward/access/door_config.hpp"
#include "doorward/access/matcher.hpp"
#include "doorward/storage/record_log.hpp"

namespace doorward {

// A side of a door: a claim outside says nothing about a face inside.
using DoorSide = std::pair<DoorId, Direction>;

inline DoorSide SideOf(const ReaderConfig& reader) { return {reader.door, reader.direction}; }

struct Claim {
  Decision decision;                     // Granted, but for the face.
  ReaderConfig reader;                   // Where it was made.
  std::optional<StoredLockout> lockout;  // To be kept with its record.
  SteadyTime until{};
};

class Claims {
 public:
  // Returns the claim that this one replaces.
  std::optional<Claim> Begin(Claim claim);

  // Null if nobody claims at `side`.
  const Claim* Find(const DoorSide& side) const;
  std::optional<Claim> Take(const DoorSide& side);

  std::vector<Claim> TakeLate(SteadyTime now);
  std::vector<Claim> TakeDoor(const DoorId& door);

 private:
  template <typename Matches>
  std::vector<Claim> TakeIf(Matches matches);

  std::map<DoorSide, Claim> claims_;
};

}  // namespace doorward
