// What the commands of the protocol have in common. Each is a small value: its arguments, read strictly by
// Parse() and written by ToJson(). Whoever sends one and whoever carries it out speak by the same value;
// what it does is the business of `commands`.

#pragma once

#include <chrono>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "doorward/core/json_reader.hpp"
#include "doorward/protocol/right.hpp"

namespace doorward::inline protocol {

enum class CommandEffect {
  kNone,      // A query.
  kStored,    // Changes the database, and nothing else.
  kPhysical,  // Acts on the world; cannot be rolled back.
};

inline constexpr std::size_t kMaxBatch = 500;  // Items in one command.

// For a command without arguments.
Status ExpectNoArguments(const Json& arguments);

// The array `key` of ids, at most kMaxBatch and each once.
template <typename IdType>
bool ReadIds(JsonReader& reader, std::string_view key, std::vector<IdType>& ids) {
  std::set<std::string> seen;
  return reader.OptionalArray(key, kMaxBatch, [&](const Json& json, const std::string& path) {
    std::string text;
    if (!ReadText(json, path, IdText(), reader.faults(), text)) return;
    if (!seen.insert(text).second) reader.faults().Add(path, "appears twice");
    ids.emplace_back(std::move(text));
  });
}

template <typename IdType>
Json IdsToJson(const std::vector<IdType>& ids) {
  Json list = Json::array();
  for (const IdType& id : ids) list.push_back(id.str());
  return list;
}

// The array `key` of whole items, at most kMaxBatch, with no id twice.
// `read(json, path, faults)` reads one.
template <typename Item, typename Read>
std::vector<Item> ReadItems(JsonReader& reader, std::string_view key, Read read) {
  std::vector<Item> items;
  std::set<std::string> seen;
  reader.RequiredArray(key, kMaxBatch, [&](const Json& json, const std::string& path) {
    Item item = read(json, path, reader.faults());
    if (!item.id.empty() && !seen.insert(item.id.str()).second) {
      reader.faults().Add(path + ".id", "appears twice in this command");
    }
    items.push_back(std::move(item));
  });
  return items;
}

}  // namespace doorward::inline protocol
