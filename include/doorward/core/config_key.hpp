// The keys of a section of the configuration, as a table: what each is called, what may stand there, and
// a sentence about it. The strict reading, the schema and the tables of the pages come from it.
//
//   std::vector<ConfigKey> LampKeys(LampConfig& lamp) {
//     return {{.name = "port", .value = DeviceValue(lamp.port), .about = "where it is", .required = true},
//             {.name = "level", .value = NumberValue(lamp.level, {1, 5}), .about = "how bright"}};
//   }
//   ReadKeys(reader, LampKeys(lamp));
//
// What a target holds before it is read is the default.
//
// Thread-safety: none. Ownership: a value refers to its target, which outlives it. Errors: faults of the
// reader, with the path of the key.

#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "doorward/core/json_reader.hpp"
#include "doorward/core/used_once.hpp"

namespace doorward::inline core {

// What a text names outside the configuration. A patch from the back office may not name everything.
enum class NamedThing {
  kNothing,
  kDevice,  // A device node.
  kSource,  // A device node, an address, or a file.
};

struct ConfigValue {
  // Reads the key into the target; false, and perhaps a fault, if nothing good was there.
  std::function<bool(JsonReader& reader, std::string_view key, bool required)> read;
  Json schema;         // JSON Schema; may refer to the $defs of config/doorward.schema.json.
  std::string values;  // What may stand there, for the pages: "1 to 5".
  Json usual;          // The default; null if there is none.
  NamedThing names = NamedThing::kNothing;
};

struct ConfigKey {
  std::string_view name;
  ConfigValue value;
  std::string_view about;  // A sentence for the pages, in Markdown.
  bool required = false;
  std::string_view usual = {};     // The default in words, where it is no plain value.
  std::string_view only_for = {};  // For readers that read one of these; no such key for others.
};

ConfigValue TextValue(std::string& target, TextRule rule, std::string_view values);
ConfigValue FlagValue(bool& target);
ConfigValue NumberValue(int& target, Range range);
ConfigValue NumberValue(std::int64_t& target, Range range);
ConfigValue NumberValue(Milliseconds& target, Range range);
// A number for which `set` is called; `usual` is the default.
ConfigValue NumberValue(Range range, Json usual, std::function<void(std::int64_t)> set);
ConfigValue RealValue(double& target, double min, double max);
// One of `numbers`, which ascend; what is between them is a fault that lists them.
ConfigValue NumberOfValue(int& target, const std::vector<int>& numbers, std::string_view fault);
// One of two words, of which the second makes the target true.
ConfigValue EitherValue(bool& target, std::string_view no, std::string_view yes);
// One of several words; `set` is called with its index. `usual` is that of the default.
ConfigValue ChoiceValue(const std::vector<std::string_view>& choices, std::size_t usual,
                        std::function<void(std::size_t)> set);
// A file or folder: an absolute path of at most 512 bytes.
ConfigValue PathValue(std::string& target);
ConfigValue PathValue(std::filesystem::path& target);
ConfigValue DeviceValue(std::string& target);  // The same, of a device node.

// The same value, with a fault if `fault` gives one once it is read. Empty: there is none.
ConfigValue Checked(ConfigValue value, std::function<std::string()> fault);

// Reads each key, in the order of the table. `reads` is what the reader of this section reads; keys that are
// only for others stay unknown.
void ReadKeys(JsonReader& reader, std::span<const ConfigKey> keys, std::string_view reads = {});

// The table as JSON, for what makes the schema and the pages: scripts/config-docs.
Json DescribeKeys(std::span<const ConfigKey> keys);

// The same of the table `kKeys(section)`, or `kKeys(section, used)`.
template <typename Section, auto kKeys>
Json DescribeKeysOf() {
  Section section;
  if constexpr (requires { kKeys(section); }) {
    return DescribeKeys(kKeys(section));
  } else {
    JsonFaults faults;
    UsedOnce used(faults);
    return DescribeKeys(kKeys(section, used));
  }
}

// As PathValue() reads it.
bool ReadPath(JsonReader& reader, std::string_view key, bool required, std::string& target);

}  // namespace doorward::inline core
