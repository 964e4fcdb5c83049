// A hash map whose copies share what they have in common, so that 500 changes to 50,000 entries
// cost 500 small shards and not a copy of everything. Copy it, change the copy, swap it into a
// Published: readers of the old one never notice.
//
// Thread-safety: const methods from any thread; each copy is changed by one thread.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

namespace doorward::inline core {

template <typename Key, typename Value, std::size_t kShards = 4096>
class PersistentMap {
 public:
  // The value at `key`, or null. Valid as long as this map, or a copy that shares it, lives.
  const Value* Find(const Key& key) const {
    const auto& shard = shards_[ShardOf(key)];
    if (!shard) return nullptr;
    const auto found = shard->find(key);
    return found == shard->end() ? nullptr : &found->second;
  }

  void Put(const Key& key, Value value) {
    auto [entry, added] = Own(ShardOf(key)).insert_or_assign(key, std::move(value));
    if (added) ++size_;
  }

  // Returns whether there was something to erase.
  bool Erase(const Key& key) {
    if (Find(key) == nullptr) return false;
    Own(ShardOf(key)).erase(key);
    --size_;
    return true;
  }

  // Calls `visit(key, value)` for every entry, in no particular order.
  template <typename Visit>
  void ForEach(Visit visit) const {
    for (const auto& shard : shards_) {
      if (!shard) continue;
      for (const auto& [key, value] : *shard) visit(key, value);
    }
  }

  std::size_t size() const { return size_; }

 private:
  using Shard = std::unordered_map<Key, Value>;

  static std::size_t ShardOf(const Key& key) {
    // Fibonacci hashing: spread hashes whose low bits are alike.
    constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15U;
    return static_cast<std::size_t>((std::hash<Key>{}(key)*kGolden >> 32U) % kShards);
  }

  // A shard that nobody else sees.
  Shard& Own(std::size_t index) {
    auto& shard = shards_[index];
    if (!shard) {
      shard = std::make_shared<Shard>();
    } else if (shard.use_count() > 1) {
      shard = std::make_shared<Shard>(*shard);
    }
    return *shard;
  }

  std::vector<std::shared_ptr<Shard>> shards_ = std::vector<std::shared_ptr<Shard>>(kShards);
  std::size_t size_ = 0;
};

}  // namespace doorward::inline core
