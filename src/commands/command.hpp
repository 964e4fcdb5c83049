// What the commands have in common. Each is a small struct: its arguments, read strictly by Parse()
// and carried out by Execute(). catalogue.cpp lists them; the router checks age and repetition, so
// that none of them has to.

#pragma once

#include <set>
#include <string>
#include <vector>

#include "doorward/commands/command_router.hpp"
#include "doorward/core/json_reader.hpp"

namespace doorward {

// What Execute() works with.
struct Call {
  CommandContext& context;
  const std::string& id;  // The command's, for what it leaves in the records.
  CommandSpec::AfterCommit& after_commit;

  // Makes `next` the current index once the transaction is durable.
  void SwapIndex(std::shared_ptr<const CredentialIndex> next) const {
    after_commit.emplace_back(
        [&index = context.index, next = std::move(next)] { index.Swap(next); });
  }
};

inline constexpr std::size_t kMaxBatch = 500;  // Items in one command.

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

}  // namespace doorward
