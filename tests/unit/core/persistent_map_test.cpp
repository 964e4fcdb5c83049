#include "doorward/core/persistent_map.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <string>
#include <thread>
#include <utility>

namespace doorward::persistent_map_test {

// Few shards, so that entries meet in them.
using Map = PersistentMap<int, std::string, 8>;
using Model = std::unordered_map<int, std::string>;

Model ContentOf(const Map& map) {
  Model content;
  map.ForEach([&](int key, const std::string& value) {
    if (!content.emplace(key, value).second) throw std::logic_error("visited twice");
  });
  return content;
}

void ExpectSame(const Map& map, const Model& model) {
  RC_ASSERT(map.size() == model.size());
  RC_ASSERT(ContentOf(map) == model);
  for (int key = 0; key < 24; ++key) {
    const std::string* found = map.Find(key);
    const auto expected = model.find(key);
    RC_ASSERT((found != nullptr) == (expected != model.end()));
    if (found != nullptr) RC_ASSERT(*found == expected->second);
  }
}

void ChangeBoth(Map& map, Model& model) {
  const int key = *rc::gen::resize(100, rc::gen::inRange(0, 24));
  if (*rc::gen::element(true, true, false)) {
    const auto value = *rc::gen::arbitrary<std::string>();
    map.Put(key, value);
    model[key] = value;
  } else {
    RC_ASSERT(map.Erase(key) == (model.erase(key) == 1));
  }
}

// Several maps, copied from one another at any time, each beside its model.
RC_GTEST_PROP(PersistentMap, IsAHashMapWhoseCopiesDoNotNoticeEachOther, ()) {
  std::vector<std::pair<Map, Model>> versions(1);
  const int steps = *rc::gen::inRange(0, 200);
  for (int step = 0; step < steps; ++step) {
    const auto at = *rc::gen::resize(100, rc::gen::inRange<std::size_t>(0, versions.size()));
    if (*rc::gen::element(0, 1, 2, 3, 4, 5) == 0 && versions.size() < 6) {
      auto copy = versions[at];
      versions.push_back(std::move(copy));
    } else {
      ChangeBoth(versions[at].first, versions[at].second);
    }
  }
  for (const auto& [map, model] : versions) ExpectSame(map, model);
}

TEST(PersistentMap, SharesWhatWasNotChanged) {
  PersistentMap<int, int> map;
  for (int i = 0; i < 10'000; ++i) map.Put(i, i);
  const auto before = map;
  map.Put(5, 50);
  EXPECT_EQ(*before.Find(5), 5);
  EXPECT_EQ(*map.Find(5), 50);
  int shared = 0;
  for (int i = 0; i < 10'000; ++i) {
    if (map.Find(i) == before.Find(i)) ++shared;
  }
  EXPECT_GT(shared, 9'900);
  EXPECT_LT(shared, 10'000);
}

TEST(PersistentMap, LeavesItsShardsSharedWhenThereIsNothingToErase) {
  PersistentMap<int, int, 1> map;
  map.Put(1, 1);
  auto copy = map;
  EXPECT_FALSE(copy.Erase(2));
  EXPECT_EQ(copy.Find(1), map.Find(1));
  EXPECT_TRUE(copy.Erase(1));
  EXPECT_EQ(copy.size(), 0U);
  EXPECT_EQ(map.size(), 1U);
}

TEST(PersistentMap, SpreadsKeysWhoseLowBitsAreAlike) {
  PersistentMap<int, int> map;
  for (int i = 0; i < 4096; ++i) map.Put(i * 4096, i);
  auto changed = map;
  changed.Put(0, -1);
  int moved = 0;
  for (int i = 0; i < 4096; ++i) {
    if (changed.Find(i * 4096) != map.Find(i * 4096)) ++moved;
  }
  EXPECT_LT(moved, 32);
}

// A writer publishes copies and goes on with its own; readers look at what was published.
TEST(PersistentMap, MayBeReadWhileACopyIsChanged) {
  Map writers;
  for (int key = 0; key < 24; ++key) writers.Put(key, "first");
  const Map published = writers;
  std::vector<std::jthread> readers;
  for (int r = 0; r < 3; ++r) {
    readers.emplace_back([&published] {
      for (int i = 0; i < 2'000; ++i) ASSERT_EQ(*published.Find(i % 24), "first");
    });
  }
  for (int i = 0; i < 2'000; ++i) writers.Put(i % 24, std::to_string(i));
}

}  // namespace doorward::persistent_map_test
