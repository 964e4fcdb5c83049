#include "doorward/protocol/door_commands.hpp"

namespace doorward::inline protocol {

void SetDoorMode::Check(JsonFaults& faults) const {
  if (until && mode == DoorMode::kNormal) {
    faults.Add("until", "means nothing with mode normal, which lasts until it is changed");
  }
}

}  // namespace doorward::inline protocol
