// What must be shown at a door: "factors".

#include <algorithm>

#include "app/config_sections.hpp"
#include "doorward/domain/json_codec.hpp"

namespace doorward::inline app {
namespace {

constexpr std::size_t kMaxRules = 8;

FactorPolicy ReadPolicy(const Json& json, const std::string& path, JsonFaults& faults) {
  std::string text;
  if (!ReadText(json, path, NonEmpty(FactorPolicy::kMaxBytes), faults, text)) return {};
  const auto policy = FactorPolicy::Parse(text);
  if (!policy) faults.Add(path, policy.error().message);
  return policy.value_or(FactorPolicy());
}

bool NamesHolidays(const Schedule& schedule) {
  const auto* weekly = std::get_if<WeeklySchedule>(&schedule);
  return weekly != nullptr && !weekly->holidays.empty();
}

FactorRule ReadRule(const Json& json, const std::string& path, JsonFaults& faults) {
  FactorRule rule;
  JsonReader reader(json, path, faults);
  if (const Json* when = reader.Find("when")) {
    rule.when = ReadSchedule(*when, reader.PathOf("when"), faults);
    if (NamesHolidays(rule.when)) {
      faults.Add(reader.PathOf("when"),
                 "holidays come from the back office and may be missing: "
                 "a door's own rules cannot name them");
    }
  }
  if (const Json* require = reader.Require("require")) {
    rule.require = ReadPolicy(*require, reader.PathOf("require"), faults);
  }
  reader.Finish();
  return rule;
}

void CheckOrder(const std::vector<FactorRule>& rules, const std::string& path, JsonFaults& faults) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const bool always = std::holds_alternative<AlwaysSchedule>(rules[i].when);
    const bool last = i + 1 == rules.size();
    const std::string where = path + "[" + std::to_string(i) + "]";
    if (last && !always) faults.Add(where + ".when", "the last rule must hold always");
    if (!last && always)
      faults.Add(where + ".when", "holds always: the rules after it never count");
  }
}

FactorSet FactorsOf(const ReadsWords& reads) {
  FactorSet factors;
  for (const Factor factor : AllFactors()) {
    if (reads.contains(std::string(CredentialTypeName(factor)))) factors = factors.With(factor);
  }
  return factors;
}

// Which factors can be shown at each side of `door` that has readers.
std::map<Direction, FactorSet> ReadableAt(const DoorId& door, const Config& config) {
  std::map<Direction, FactorSet> sides;
  for (const ReaderSection& section : config.readers) {
    if (section.reader.door != door) continue;
    FactorSet& side = sides[section.reader.direction];
    side = side.With(FactorsOf(section.reads));
  }
  return sides;
}

}  // namespace

std::vector<FactorRule> ReadFactors(JsonReader& door) {
  const Json* json = door.Find("factors");
  if (json == nullptr) return {};
  const std::string path = door.PathOf("factors");
  if (json->is_string()) return {{.require = ReadPolicy(*json, path, door.faults())}};
  std::vector<FactorRule> rules;
  const auto read = [&](const Json& rule, const std::string& where) {
    rules.push_back(ReadRule(rule, where, door.faults()));
  };
  if (!door.OptionalArray("factors", kMaxRules, read)) return {};
  if (rules.empty()) door.faults().Add(path, "expected at least one rule");
  CheckOrder(rules, path, door.faults());
  return rules;
}

void CheckFactors(const Config& config, JsonFaults& faults) {
  for (std::size_t i = 0; i < config.doors.size(); ++i) {
    const DoorConfig& door = config.doors[i].door;
    for (const auto& [direction, readable] : ReadableAt(door.id, config)) {
      for (const FactorRule& rule : door.factors) {
        if (rule.require.IsEnough(readable)) continue;
        faults.Add("doors[" + std::to_string(i) + "].factors",
                   "\"" + rule.require.Text() + "\" can never be shown on the side \"" +
                       std::string(DirectionName(direction)) + "\": its readers read " +
                       readable.Text());
      }
    }
  }
}

}  // namespace doorward::inline app
