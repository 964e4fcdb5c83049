// Reads the arguments of a command from JSON, strictly: see command.hpp. Every fault is noted with its path.
//
// Thread-safety: none. Ownership: as JsonReader.

#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "doorward/core/json_reader.hpp"
#include "doorward/core/names.hpp"

namespace doorward::inline protocol {

inline constexpr std::size_t kMaxBatch = 500;  // Items in one command.

class ArgumentReader {
 public:
  explicit ArgumentReader(JsonReader& reader) : reader_(reader) {}

  // `rule`: a TextRule or Range, by the target.
  template <typename Target>
  void Required(std::string_view key, Target& target, std::string_view /*meaning*/) {
    reader_.Required(key, target);
  }
  template <typename Target, typename Rule>
  void Required(std::string_view key, Target& target, Rule rule, std::string_view /*meaning*/) {
    reader_.Required(key, target, rule);
  }
  template <typename Target>
  void Optional(std::string_view key, Target& target, std::string_view /*meaning*/) {
    reader_.Optional(key, target);
  }
  template <typename Target, typename Rule>
  void Optional(std::string_view key, Target& target, Rule rule, std::string_view /*meaning*/) {
    reader_.Optional(key, target, rule);
  }
  void Optional(std::string_view key, std::size_t& target, Range range, std::string_view);
  void Optional(std::string_view key, std::chrono::seconds& target, Range range, std::string_view);
  void Optional(std::string_view key, std::optional<std::int64_t>& target, Range range,
                std::string_view);

  // One of `words`, a table such as kDoorModes.
  template <typename Enum, std::size_t kSize>
  void RequiredWord(std::string_view key, Enum& target, const Named<Enum> (&words)[kSize],
                    std::string_view /*meaning*/) {
    const int found = reader_.RequiredChoice(key, NamesOf(words));
    if (found >= 0) target = words[found].value;
  }
  template <typename Enum, std::size_t kSize>
  void OptionalWord(std::string_view key, std::optional<Enum>& target,
                    const Named<Enum> (&words)[kSize], std::string_view /*meaning*/) {
    const int found = reader_.OptionalChoice(key, NamesOf(words));
    if (found >= 0) target = words[found].value;
  }

  // At most kMaxBatch, and each once.
  template <typename Tag>
  void Ids(std::string_view key, std::vector<Id<Tag>>& ids, std::string_view /*meaning*/) {
    ReadIds(key, [&](std::string text) { ids.emplace_back(std::move(text)); });
  }
  // Whole items, at most kMaxBatch, with no id twice. `read(json, path, faults)` gives one, which `write` makes
  // JSON again; `schema` is its name in asyncapi.yaml.
  template <typename Item, typename Read, typename Write>
  void Items(std::string_view key, std::vector<Item>& items, Read read, Write /*write*/,
             std::string_view /*schema*/, std::string_view /*meaning*/) {
    std::set<std::string> seen;
    reader_.RequiredArray(key, kMaxBatch, [&](const Json& json, const std::string& path) {
      Item item = read(json, path, reader_.faults());
      if (!item.id.empty() && !seen.insert(item.id.str()).second) {
        reader_.faults().Add(path + ".id", "appears twice in this command");
      }
      items.push_back(std::move(item));
    });
  }

  // At most one of the two is there.
  void NotBoth(std::string_view one, std::string_view other);

 private:
  template <typename Enum, std::size_t kSize>
  static std::vector<std::string_view> NamesOf(const Named<Enum> (&words)[kSize]) {
    std::vector<std::string_view> names;
    for (const auto& word : words) names.push_back(word.name);
    return names;
  }
  void ReadIds(std::string_view key, const std::function<void(std::string)>& take);

  JsonReader& reader_;
};

}  // namespace doorward::inline protocol
