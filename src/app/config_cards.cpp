// What cards have to prove: whether a door's readers can give what it demands.

#include <map>

#include "app/config_sections.hpp"

namespace doorward::inline app {

void CheckCards(const Config& config, JsonFaults& faults) {
  for (std::size_t i = 0; i < config.doors.size(); ++i) {
    const DoorConfig& door = config.doors[i].door;
    if (!door.authenticated_cards) continue;
    std::map<Direction, bool>
        sides;  // Those that read cards, and whether any reader has them prove it.
    for (const ReaderSection& section : config.readers) {
      if (section.reader.door != door.id || !section.reads.contains("card")) continue;
      sides[section.reader.direction] |= section.device.authenticates_cards;
    }
    for (const auto& [direction, can] : sides) {
      if (can) continue;
      faults.Add("doors[" + std::to_string(i) + "].cards",
                 "no card can prove itself on the side \"" + std::string(DirectionName(direction)) +
                     "\": none of its readers has \"cards\" of mode \"desfire\"");
    }
  }
}

}  // namespace doorward::inline app
