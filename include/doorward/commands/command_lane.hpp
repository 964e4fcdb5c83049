// Whether a command acts on a door, so that it need not wait behind everything else.

#pragma once

#include <string>

namespace doorward {

struct CommandLane {
  enum class Kind {
    kDoorMode,  // Lockdown and its like: of several that wait, the newest of each `mode` counts.
    kDoorRelease,
    kOther,  // All else, and what cannot be carried out.
  };
  Kind kind = Kind::kOther;
  std::string mode = {};  // For kDoorMode: the door and the mode. There are only a few.
};

}  // namespace doorward
