// The "doors" section.

#include "app/config_sections.hpp"

namespace doorward::inline app {
namespace {

std::optional<LineConfig> ReadInput(JsonReader& door, std::string_view key, UsedOnce& used,
                                    std::string_view time_key, Range range, Milliseconds& time) {
  const Json* json = door.Find(key);
  if (json == nullptr) return std::nullopt;
  if (!json->is_object()) return ReadLine(*json, door.PathOf(key), used, door.faults());
  // The time is the door's business, not the line's: taken out before the line is read.
  Json line = *json;
  if (const auto found = line.find(std::string(time_key)); found != line.end()) {
    const Json only = {{std::string(time_key), *found}};
    JsonReader reader(only, door.PathOf(key), door.faults());
    reader.Optional(time_key, time, range);
    line.erase(found);
  }
  return ReadLine(line, door.PathOf(key), used, door.faults());
}

void ReadBehaviour(JsonReader& reader, DoorConfig& door) {
  reader.Optional("release_for_ms", door.release_for, Range{500, 60'000});
  reader.Optional("hold_limit_ms", door.hold_limit, Range{1'000, 600'000});
  reader.Optional("settle_ms", door.settle_for, Range{0, 5'000});
  if (reader.OptionalChoice("lock_type", {"fail_secure", "fail_safe"}) == 1) {
    door.lock_type = LockType::kFailSafe;
    // Its exit button is as dead as the daemon: nobody may be held in by a magnet that nothing drives.
    door.rest = Strike::kRelease;
  }
  switch (reader.OptionalChoice("rest", {"secured", "released"})) {
    case 0: door.rest = Strike::kSecure; break;
    case 1: door.rest = Strike::kRelease; break;
  }
  door.factors = ReadFactors(reader);
  door.authenticated_cards = reader.OptionalChoice("cards", {"any", "authenticated"}) == 1;
  reader.Optional("factors_within_ms", door.factors_within, Range{1'000, 60'000});
}

void ReadDoor(const Json& json, const std::string& path, UsedOnce& used, JsonFaults& faults,
              Config& config) {
  DoorSection section;
  JsonReader reader(json, path, faults);
  if (reader.Required("id", section.door.id)) {
    used.Take("door \"" + section.door.id.str() + "\"", reader.PathOf("id"));
  }
  ReadBehaviour(reader, section.door);
  if (const Json* strike = reader.Require("strike")) {
    if (auto line = ReadLine(*strike, reader.PathOf("strike"), used, faults))
      section.strike = *line;
  }
  section.contact = ReadInput(reader, "contact", used, "debounce_ms", Range{0, 1000},
                              section.door.contact_debounce);
  section.exit_button = ReadInput(reader, "exit_button", used, "stuck_after_ms",
                                  Range{5'000, 600'000}, section.door.stuck_after);
  section.wiegand_out = ReadWiegandOut(reader, used);
  section.door.has_contact = section.contact.has_value();
  section.door.has_exit_button = section.exit_button.has_value();
  reader.Finish();
  config.doors.push_back(std::move(section));
}

}  // namespace

void ReadDoors(JsonReader& root, UsedOnce& used, Config& config) {
  const bool there =
      root.RequiredArray("doors", 16, [&](const Json& json, const std::string& path) {
        ReadDoor(json, path, used, root.faults(), config);
      });
  if (there && config.doors.empty()) root.faults().Add("doors", "expected at least one door");
}

}  // namespace doorward::inline app
