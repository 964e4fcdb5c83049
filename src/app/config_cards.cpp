// What cards have to prove: "cards" of a reader, and whether a door's readers can give what it demands.

#include <map>

#include "app/config_sections.hpp"

namespace doorward::inline app {
namespace {

// Six hexadecimal digits, as card tools show an application's number.
bool ReadApplication(JsonReader& cards, std::uint32_t& application) {
  std::string text;
  if (!cards.Required("application", text, MaxLength(64))) return false;
  const auto bytes = FromHex(text);
  if (!bytes || bytes->size() != 3 || *bytes == Bytes(3)) {
    cards.faults().Add(cards.PathOf("application"),
                       "expected six hexadecimal digits, not all zero");
    return false;
  }
  application = std::uint32_t{(*bytes)[0]} << 16 | std::uint32_t{(*bytes)[1]} << 8 | (*bytes)[2];
  return true;
}

void ReadKeyFile(JsonReader& cards, DesfireConfig& config) {
  std::string file;
  if (!ReadPath(cards, "key_file", true, file)) return;
  config.key_file = file;
}

bool Authenticates(const ReaderDevice& device) {
  return std::visit(
      [](const auto& config) {
        if constexpr (requires { config.desfire; }) {
          return config.desfire.has_value();
        } else if constexpr (requires { config.pn532.desfire; }) {
          return config.pn532.desfire.has_value();
        } else {
          return false;
        }
      },
      device);
}

}  // namespace

std::optional<DesfireConfig> ReadCards(JsonReader& reader) {
  const Json* json = reader.Find("cards");
  if (json == nullptr) return std::nullopt;
  JsonReader cards(*json, reader.PathOf("cards"), reader.faults());
  std::optional<DesfireConfig> desfire;
  if (cards.RequiredChoice("mode", {"uid", "desfire"}) == 1) {
    desfire.emplace();
    ReadApplication(cards, desfire->application);
    std::int64_t number = 0;
    cards.Required("key_number", number, Range{0, DesfireConfig::kMaxKeyNumber});
    desfire->key_number = static_cast<int>(number);
    ReadKeyFile(cards, *desfire);
  }
  cards.Finish();
  return desfire;
}

void CheckCards(const Config& config, JsonFaults& faults) {
  for (std::size_t i = 0; i < config.doors.size(); ++i) {
    const DoorConfig& door = config.doors[i].door;
    if (!door.authenticated_cards) continue;
    std::map<Direction, bool>
        sides;  // Those that read cards, and whether any reader has them prove it.
    for (const ReaderSection& section : config.readers) {
      if (section.reader.door != door.id || !section.reads.contains("card")) continue;
      sides[section.reader.direction] |= Authenticates(section.device);
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
