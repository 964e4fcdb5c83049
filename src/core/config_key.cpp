#include "doorward/core/config_key.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "doorward/core/check.hpp"

namespace doorward::inline core {
namespace {

constexpr std::size_t kMaxPath = 512;

// "60,000", as people write it.
std::string Grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > (number < 0 ? 1 : 0);
       at -= 3) {
    digits.insert(static_cast<std::size_t>(at), ",");
  }
  return digits;
}

std::string RealText(double number) {
  const auto whole = static_cast<std::int64_t>(number);
  return std::equal_to<>()(static_cast<double>(whole), number) ? Grouped(whole)
                                                               : fmt::format("{}", number);
}

std::string_view NameOf(NamedThing thing) {
  switch (thing) {
    case NamedThing::kNothing: return "";
    case NamedThing::kDevice: return "device";
    case NamedThing::kSource: return "source";
  }
  DW_UNREACHABLE();
}

bool IsFor(std::string_view only_for, std::string_view reads) {
  if (only_for.empty()) return true;
  const std::string words = " " + std::string(only_for) + " ";
  return words.find(" " + std::string(reads) + " ") != std::string::npos;
}

}  // namespace

ConfigValue TextValue(std::string& target, TextRule rule, std::string_view values) {
  return {
      .read =
          [&target, rule](JsonReader& reader, std::string_view key, bool required) {
            return required ? reader.Required(key, target, rule)
                            : reader.Optional(key, target, rule);
          },
      .schema = {{"type", "string"}, {"minLength", rule.min_bytes}, {"maxLength", rule.max_bytes}},
      .values = std::string(values),
      .usual = target.empty() ? Json() : Json(target)};
}

ConfigValue FlagValue(bool& target) {
  return {.read =
              [&target](JsonReader& reader, std::string_view key, bool required) {
                return required ? reader.Required(key, target) : reader.Optional(key, target);
              },
          .schema = {{"type", "boolean"}},
          .values = "true, false",
          .usual = target};
}

ConfigValue NumberValue(Range range, Json usual, std::function<void(std::int64_t)> set) {
  return {.read =
              [range, set = std::move(set)](JsonReader& reader, std::string_view key, bool needed) {
                std::int64_t number = 0;
                const bool there = needed ? reader.Required(key, number, range)
                                          : reader.Optional(key, number, range);
                if (there) set(number);
                return there;
              },
          .schema = {{"type", "integer"}, {"minimum", range.min}, {"maximum", range.max}},
          .values = Grouped(range.min) + " to " + Grouped(range.max),
          .usual = std::move(usual)};
}

ConfigValue NumberValue(int& target, Range range) {
  return NumberValue(range, target,
                     [&target](std::int64_t number) { target = static_cast<int>(number); });
}

ConfigValue NumberValue(std::int64_t& target, Range range) {
  return NumberValue(range, target, [&target](std::int64_t number) { target = number; });
}

ConfigValue RealValue(double& target, double min, double max) {
  return {.read = [&target, min, max](
                      JsonReader& reader, std::string_view key,
                      bool /*required*/) { return reader.Optional(key, target, min, max); },
          .schema = {{"type", "number"}, {"minimum", min}, {"maximum", max}},
          .values = RealText(min) + " to " + RealText(max),
          .usual = target};
}

ConfigValue NumberValue(Milliseconds& target, Range range) {
  return NumberValue(range, target.count(),
                     [&target](std::int64_t number) { target = Milliseconds(number); });
}

ConfigValue NumberOfValue(int& target, const std::vector<int>& numbers, std::string_view fault) {
  ConfigValue value = NumberValue(target, {numbers.front(), numbers.back()});
  value.schema = {{"enum", numbers}};
  value.values.clear();
  for (const int number : numbers) {
    value.values += (value.values.empty() ? "" : ", ") + std::to_string(number);
  }
  value.read = [&target, numbers, fault = std::string(fault), read = std::move(value.read)](
                   JsonReader& reader, std::string_view key, bool required) {
    if (!read(reader, key, required)) return false;
    if (std::ranges::find(numbers, target) != numbers.end()) return true;
    reader.faults().Add(reader.PathOf(key), fault);
    return false;
  };
  return value;
}

ConfigValue EitherValue(bool& target, std::string_view no, std::string_view yes) {
  const std::vector<std::string_view> choices{no, yes};
  return {.read =
              [&target, choices](JsonReader& reader, std::string_view key, bool required) {
                const int choice = required ? reader.RequiredChoice(key, choices)
                                            : reader.OptionalChoice(key, choices);
                if (choice >= 0) target = choice == 1;
                return choice >= 0;
              },
          .schema = {{"enum", choices}},
          .values = "`" + std::string(no) + "`, `" + std::string(yes) + "`",
          .usual = target ? yes : no};
}

ConfigValue ChoiceValue(const std::vector<std::string_view>& choices, std::size_t usual,
                        std::function<void(std::size_t)> set) {
  std::string values;
  for (const std::string_view choice : choices) {
    values += (values.empty() ? "`" : ", `") + std::string(choice) + "`";
  }
  return {.read =
              [choices, set = std::move(set)](JsonReader& reader, std::string_view key,
                                              bool /*required*/) {
                const int choice = reader.OptionalChoice(key, choices);
                if (choice >= 0) set(static_cast<std::size_t>(choice));
                return choice >= 0;
              },
          .schema = {{"enum", choices}},
          .values = std::move(values),
          .usual = choices.at(usual)};
}

ConfigValue Checked(ConfigValue value, std::function<std::string()> fault) {
  value.read = [read = std::move(value.read), fault = std::move(fault)](
                   JsonReader& reader, std::string_view key, bool required) {
    if (!read(reader, key, required)) return false;
    std::string found = fault();
    const bool good = found.empty();
    if (!good) reader.faults().Add(reader.PathOf(key), std::move(found));
    return good;
  };
  return value;
}

bool ReadPath(JsonReader& reader, std::string_view key, bool required, std::string& target) {
  std::string path;
  const bool there = required ? reader.Required(key, path, NonEmpty(kMaxPath))
                              : reader.Optional(key, path, NonEmpty(kMaxPath));
  if (!there) return false;
  if (path.front() != '/') {
    reader.faults().Add(reader.PathOf(key), "expected an absolute path, one that begins with /");
    return false;
  }
  target = std::move(path);
  return true;
}

ConfigValue PathValue(std::string& target) {
  return {.read = [&target](JsonReader& reader, std::string_view key,
                            bool required) { return ReadPath(reader, key, required, target); },
          .schema = {{"$ref", "#/$defs/path"}},
          .values = "path",
          .usual = target.empty() ? Json() : Json(target)};
}

ConfigValue PathValue(std::filesystem::path& target) {
  std::string usual = target.string();
  ConfigValue value = PathValue(usual);
  value.read = [&target](JsonReader& reader, std::string_view key, bool required) {
    std::string path;
    const bool there = ReadPath(reader, key, required, path);
    if (there) target = path;
    return there;
  };
  return value;
}

ConfigValue DeviceValue(std::string& target) {
  ConfigValue value = PathValue(target);
  value.names = NamedThing::kDevice;
  return value;
}

void ReadKeys(JsonReader& reader, std::span<const ConfigKey> keys, std::string_view reads) {
  for (const ConfigKey& key : keys) {
    if (IsFor(key.only_for, reads)) key.value.read(reader, key.name, key.required);
  }
}

Json DescribeKeys(std::span<const ConfigKey> keys) {
  Json rows = Json::array();
  for (const ConfigKey& key : keys) {
    rows.push_back({{"name", key.name},
                    {"schema", key.value.schema},
                    {"values", key.value.values},
                    {"default", key.value.usual},
                    {"about", key.about},
                    {"default_words", key.usual},
                    {"required", key.required},
                    {"only_for", key.only_for},
                    {"names", NameOf(key.value.names)}});
  }
  return rows;
}

}  // namespace doorward::inline core
