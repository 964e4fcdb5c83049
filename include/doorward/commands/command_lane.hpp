// Where a command waits, so that none waits for what has nothing to do with it: an act for a change that reads
// 500 photos, or a query for either. Within a lane commands go one after the other.

#pragma once

#include <cstdint>
#include <string>

namespace doorward::inline commands {

struct CommandLane {
  enum class Kind {
    kDoorMode,  // Lockdown and its like: of several that wait, the newest of each `mode` counts.
    kDoorRelease,
    kAct,     // Other acts on the world.
    kChange,  // Of the database; and all that is too long to be looked at.
    kQuery,   // And what cannot be carried out, which is soon said.
  };
  enum class Lane : std::uint8_t { kActs, kChanges, kQueries };

  Kind kind = Kind::kQuery;
  std::string mode = {};  // For kDoorMode: the door and the mode. There are only a few.

  Lane lane() const {
    switch (kind) {
      case Kind::kDoorMode:
      case Kind::kDoorRelease:
      case Kind::kAct: return Lane::kActs;
      case Kind::kChange: return Lane::kChanges;
      case Kind::kQuery: break;
    }
    return Lane::kQueries;
  }
  bool is_for_door() const { return kind == Kind::kDoorMode || kind == Kind::kDoorRelease; }
};

}  // namespace doorward::inline commands
