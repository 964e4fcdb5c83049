// The "doors" section.

#include "app/config_sections.hpp"
#include "app/config_table.hpp"

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

// An id that no other door has.
ConfigValue IdValue(DoorId& id, UsedOnce& used) {
  return {.read =
              [&id, &used](JsonReader& reader, std::string_view key, bool /*required*/) {
                if (!reader.Required(key, id)) return false;
                used.Take("door \"" + id.str() + "\"", reader.PathOf(key));
                return true;
              },
          .schema = {{"$ref", "#/$defs/id"}},
          .values = "an id",
          .usual = {}};
}

ConfigValue StrikeValue(LineConfig& strike, UsedOnce& used) {
  return {.read =
              [&strike, &used](JsonReader& reader, std::string_view key, bool /*required*/) {
                const auto line = ReadRequiredLine(reader, key, used);
                if (line) strike = *line;
                return line.has_value();
              },
          .schema = {{"$ref", "#/$defs/line"}},
          .values = "a line",
          .usual = {}};
}

// A line that is read, and a time that goes with it.
struct TimedLine {
  std::optional<LineConfig>& line;
  std::string_view time_key;
  Range range;
  Milliseconds& time;
};

ConfigValue TimedLineValue(const TimedLine& input, UsedOnce& used, std::string_view schema,
                           std::string_view values) {
  return {.read =
              [input, &used](JsonReader& reader, std::string_view key, bool /*required*/) {
                input.line = ReadInput(reader, key, used, input.time_key, input.range, input.time);
                return input.line.has_value();
              },
          .schema = {{"$ref", schema}},
          .values = std::string(values),
          .usual = {}};
}

// Its exit button is as dead as the daemon: nobody may be held in by a magnet that nothing drives. So the
// rest follows from the type of the lock, unless "rest", which is read after it, says otherwise.
ConfigValue LockTypeValue(DoorConfig& door) {
  return ChoiceValue({"fail_secure", "fail_safe"}, 0, [&door](std::size_t at) {
    if (at == 0) return;
    door.lock_type = LockType::kFailSafe;
    door.rest = Strike::kRelease;
  });
}

ConfigValue RestValue(DoorConfig& door) {
  return ChoiceValue({"secured", "released"}, 0, [&door](std::size_t at) {
    door.rest = at == 0 ? Strike::kSecure : Strike::kRelease;
  });
}

ConfigValue FactorsValue(DoorConfig& door) {
  const Json rules = {{"type", "array"},
                      {"minItems", 1},
                      {"maxItems", 8},
                      {"items", {{"$ref", "#/$defs/factor_rule"}}}};
  return {.read =
              [&door](JsonReader& reader, std::string_view /*key*/, bool /*required*/) {
                door.factors = ReadFactors(reader);
                return !door.factors.empty();
              },
          .schema = {{"oneOf", {Json{{"$ref", "#/$defs/factors"}}, rules}}},
          .values = "an expression, or up to 8 rules",
          .usual = "any"};
}

ConfigValue WiegandOutValue(std::optional<WiegandOutSection>& section, UsedOnce& used) {
  return {.read =
              [&section, &used](JsonReader& reader, std::string_view /*key*/, bool /*required*/) {
                section = ReadWiegandOut(reader, used);
                return section.has_value();
              },
          .schema = {{"$ref", "#/$defs/wiegand_out"}},
          .values = "two lines and a format",
          .usual = {}};
}

std::vector<ConfigKey> LineKeys(DoorSection& section, UsedOnce& used) {
  DoorConfig& door = section.door;
  return {
      {.name = "strike",
       .value = StrikeValue(section.strike, used),
       .about = "what releases the lock",
       .required = true},
      {.name = "contact",
       .value =
           TimedLineValue({section.contact, "debounce_ms", {0, 1000}, door.contact_debounce}, used,
                          "#/$defs/debounced_line", "a line, with `debounce_ms` 0 to 1000 (100)"),
       .about = "active means open; without it there are no forced and held alarms"},
      {.name = "exit_button",
       .value = TimedLineValue(
           {section.exit_button, "stuck_after_ms", {5'000, 600'000}, door.stuck_after}, used,
           "#/$defs/button_line", "a line, with `stuck_after_ms` 5,000 to 600,000 (30000)"),
       .about =
           "lets people out in every mode; held for longer it is stuck or its cable shorted: an "
           "alarm `input_stuck` until it is let go. Pressed 30 times in 30 s, its cable is loose: "
           "`input_flapping`; it goes on letting people out"},
      {.name = "wiegand_out",
       .value = WiegandOutValue(section.wiegand_out, used),
       .about = "tells cards to a panel behind: [`readers/wiegand.md`](readers/wiegand.md)"},
  };
}

std::vector<ConfigKey> TimeKeys(DoorConfig& door) {
  return {
      {.name = "release_for_ms",
       .value = NumberValue(door.release_for, {500, 60'000}),
       .about = "how long the strike is released"},
      {.name = "hold_limit_ms",
       .value = NumberValue(door.hold_limit, {1'000, 600'000}),
       .about = "open longer raises an alarm"},
      {.name = "settle_ms",
       .value = NumberValue(door.settle_for, {0, 5'000}),
       .about = "a door that was open with leave, fell shut and opens again so soon rebounds: no "
                "`forced`"},
  };
}

std::vector<ConfigKey> RuleKeys(DoorConfig& door) {
  return {
      {.name = "lock_type",
       .value = LockTypeValue(door),
       .about = "a strike that power releases; a magnet that power holds"},
      {.name = "rest",
       .value = RestValue(door),
       .about =
           "what a daemon that stopped or was killed leaves behind. A magnet lets go: without the "
           "daemon its exit button is dead. Say `secured` only if people can get out without it",
       .usual = "`secured`; `released` for `fail_safe`"},
      {.name = "factors",
       .value = FactorsValue(door),
       .about = "what one person must show, see below"},
      {.name = "factors_within_ms",
       .value = NumberValue(door.factors_within, {1'000, 60'000}),
       .about = "from one factor to the next"},
      {.name = "cards",
       .value = EitherValue(door.authenticated_cards, "any", "authenticated"),
       .about =
           "`authenticated`: a card opens only if it proved itself, see `cards` of the readers"},
  };
}

// `id`, times, rules, then lines: the order in which faults are told.
std::vector<ConfigKey> DoorKeys(DoorSection& section, UsedOnce& used) {
  std::vector<ConfigKey> keys{{.name = "id",
                               .value = IdValue(section.door.id, used),
                               .about = "the door's name in commands and records",
                               .required = true}};
  for (auto& some : {TimeKeys(section.door), RuleKeys(section.door), LineKeys(section, used)}) {
    keys.insert(keys.end(), some.begin(), some.end());
  }
  return keys;
}

void ReadDoor(const Json& json, const std::string& path, UsedOnce& used, JsonFaults& faults,
              Config& config) {
  DoorSection section;
  JsonReader reader(json, path, faults);
  ReadKeys(reader, DoorKeys(section, used));
  section.door.has_contact = section.contact.has_value();
  section.door.has_exit_button = section.exit_button.has_value();
  reader.Finish();
  config.doors.push_back(std::move(section));
}

}  // namespace

Json DescribeDoor() { return DescribeKeysOf<DoorSection, DoorKeys>(); }

void ReadDoors(JsonReader& root, UsedOnce& used, Config& config) {
  const bool there =
      root.RequiredArray("doors", 16, [&](const Json& json, const std::string& path) {
        ReadDoor(json, path, used, root.faults(), config);
      });
  if (there && config.doors.empty()) root.faults().Add("doors", "expected at least one door");
}

}  // namespace doorward::inline app
