// BoundedQueue, Mailbox and Published: what passes between threads.

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "doorward/core/bounded_queue.hpp"
#include "doorward/core/mailbox.hpp"
#include "doorward/core/published.hpp"

namespace doorward::queues_test {

// Far enough away that a test which reaches it has failed; and gone already.
SteadyTime Far() { return std::chrono::steady_clock::now() + std::chrono::minutes(5); }
constexpr SteadyTime kGone{};

// Whether `wait(deadline)` lasts until its deadline: nothing is left that would end it early.
template <typename Wait>
bool LastsUntilItsDeadline(Wait wait) {
  const SteadyTime deadline = std::chrono::steady_clock::now() + Milliseconds(2);
  wait(deadline);
  return std::chrono::steady_clock::now() >= deadline;
}

TEST(BoundedQueue, IsFirstInFirstOut) {
  BoundedQueue<int> queue(3);
  for (int i = 1; i <= 3; ++i) EXPECT_TRUE(queue.TryPush(int{i}));
  for (int i = 1; i <= 3; ++i) EXPECT_EQ(queue.PopUntil(kGone), i);
  EXPECT_EQ(queue.PopUntil(kGone), std::nullopt);
}

TEST(BoundedQueue, RefusesAndCountsWhatIsTooMuch) {
  BoundedQueue<std::unique_ptr<int>> queue(1);
  EXPECT_TRUE(queue.TryPush(std::make_unique<int>(1)));
  auto kept = std::make_unique<int>(2);
  EXPECT_FALSE(queue.TryPush(std::move(kept)));
  ASSERT_NE(kept, nullptr);  // Still the producer's.
  EXPECT_EQ(queue.dropped(), 1U);
  EXPECT_EQ(**queue.PopUntil(kGone), 1);
  EXPECT_TRUE(queue.TryPush(std::move(kept)));
  EXPECT_EQ(queue.dropped(), 1U);
}

TEST(BoundedQueue, DrainsAfterItWasClosed) {
  BoundedQueue<int> queue(4);
  EXPECT_TRUE(queue.TryPush(1));
  EXPECT_TRUE(queue.TryPush(2));
  EXPECT_FALSE(queue.closed());
  queue.Close();
  queue.Close();
  EXPECT_TRUE(queue.closed());
  EXPECT_FALSE(queue.TryPush(3));
  EXPECT_EQ(queue.dropped(), 1U);
  EXPECT_EQ(queue.PopUntil(Far()), 1);
  EXPECT_EQ(queue.PopUntil(Far()), 2);
  EXPECT_EQ(queue.PopUntil(Far()), std::nullopt);
  EXPECT_EQ(queue.PopUntil(Far()), std::nullopt);
}

TEST(BoundedQueue, WakesOnceWithOrWithoutAnItem) {
  BoundedQueue<int> queue(2);
  queue.Wake();
  queue.Wake();
  EXPECT_EQ(queue.PopUntil(Far()), std::nullopt);
  EXPECT_TRUE(queue.TryPush(1));
  queue.Wake();
  EXPECT_EQ(queue.PopUntil(Far()), 1);
  EXPECT_TRUE(LastsUntilItsDeadline(
      [&](SteadyTime deadline) { EXPECT_EQ(queue.PopUntil(deadline), std::nullopt); }));
}

TEST(BoundedQueue, EndsAWaitFromAnotherThread) {
  for (int round = 0; round < 200; ++round) {
    BoundedQueue<int> queue(1);
    std::jthread other([&] {
      if (round % 3 == 0) queue.Wake();
      if (round % 3 == 1) queue.Close();
      if (round % 3 == 2) {
        EXPECT_TRUE(queue.TryPush(7));
      }
    });
    const auto item = queue.PopUntil(Far());
    EXPECT_EQ(item.has_value(), round % 3 == 2);
  }
}

TEST(BoundedQueue, LosesAndDoublesNothingBetweenThreads) {
  constexpr int kProducers = 4;
  constexpr int kEach = 2'000;
  BoundedQueue<int> queue(16);
  std::vector<std::vector<int>> taken(3);
  {
    std::vector<std::jthread> consumers;
    for (auto& mine : taken) {
      consumers.emplace_back([&queue, &mine] {
        while (auto item = queue.PopUntil(Far())) mine.push_back(*item);
      });
    }
    {
      std::vector<std::jthread> producers;
      for (int p = 0; p < kProducers; ++p) {
        producers.emplace_back([&queue, p] {
          for (int i = 0; i < kEach; ++i) {
            while (!queue.TryPush(p * kEach + i)) std::this_thread::yield();
          }
        });
      }
    }
    queue.Close();
  }
  std::vector<int> all;
  for (const auto& mine : taken) all.insert(all.end(), mine.begin(), mine.end());
  std::sort(all.begin(), all.end());
  ASSERT_EQ(all.size(), static_cast<std::size_t>(kProducers * kEach));
  for (std::size_t i = 0; i < all.size(); ++i) ASSERT_EQ(all[i], static_cast<int>(i));
}

TEST(BoundedQueue, KeepsTheOrderOfOneProducer) {
  BoundedQueue<int> queue(8);
  std::jthread producer([&] {
    for (int i = 0; i < 5'000; ++i) {
      while (!queue.TryPush(int{i})) std::this_thread::yield();
    }
    queue.Close();
  });
  int expected = 0;
  while (const auto item = queue.PopUntil(Far())) ASSERT_EQ(*item, expected++);
  EXPECT_EQ(expected, 5'000);
}

TEST(BoundedQueueDeathTest, NeedsRoom) {
  EXPECT_DEATH(BoundedQueue<int>(0), "check failed: capacity > 0");
}

TEST(Mailbox, KeepsTheNewest) {
  Mailbox<std::string> box;
  EXPECT_EQ(box.TakeUntil(kGone), std::nullopt);
  box.Put("old");
  box.Put("new");
  EXPECT_EQ(box.replaced(), 1U);
  EXPECT_EQ(box.TakeUntil(kGone), "new");
  EXPECT_EQ(box.TakeUntil(kGone), std::nullopt);
  box.Put("next");
  EXPECT_EQ(box.replaced(), 1U);
}

TEST(Mailbox, EndsAWaitWhenItIsFilledWokenOrClosed) {
  for (int round = 0; round < 200; ++round) {
    Mailbox<int> box;
    std::jthread other([&] {
      if (round % 3 == 0) box.Wake();
      if (round % 3 == 1) box.Close();
      if (round % 3 == 2) box.Put(7);
    });
    EXPECT_EQ(box.TakeUntil(Far()).has_value(), round % 3 == 2);
  }
}

TEST(Mailbox, WakesOnceAndStaysClosed) {
  Mailbox<int> box;
  box.Wake();
  EXPECT_EQ(box.TakeUntil(Far()), std::nullopt);
  EXPECT_TRUE(LastsUntilItsDeadline(
      [&](SteadyTime deadline) { EXPECT_EQ(box.TakeUntil(deadline), std::nullopt); }));
  box.Put(1);
  box.Close();
  EXPECT_EQ(box.TakeUntil(Far()), 1);
  EXPECT_EQ(box.TakeUntil(Far()), std::nullopt);
  EXPECT_EQ(box.TakeUntil(Far()), std::nullopt);
}

TEST(Mailbox, EitherDeliversOrCountsEveryItem) {
  Mailbox<int> box;
  constexpr std::uint64_t kItems = 20'000;
  std::jthread producer([&] {
    for (std::uint64_t i = 1; i <= kItems; ++i) box.Put(static_cast<int>(i));
    box.Close();
  });
  std::uint64_t taken = 0;
  int last = 0;
  while (const auto item = box.TakeUntil(Far())) {
    EXPECT_GT(*item, last);
    last = *item;
    ++taken;
  }
  EXPECT_EQ(last, static_cast<int>(kItems));
  EXPECT_EQ(taken + box.replaced(), kItems);
}

TEST(Published, KeepsAReadersVersionAlive) {
  auto first = std::make_shared<const std::string>("first");
  const std::weak_ptr<const std::string> watched = first;
  Published<std::string> published(std::move(first));
  auto held = published.Get();
  published.Swap(std::make_shared<const std::string>("second"));
  EXPECT_EQ(*held, "first");
  EXPECT_EQ(*published.Get(), "second");
  EXPECT_FALSE(watched.expired());
  held.reset();
  EXPECT_TRUE(watched.expired());
}

// Two halves that are written together are never seen apart.
TEST(Published, IsSwappedWhole) {
  using Pair = std::pair<int, int>;
  Published<Pair> published(std::make_shared<const Pair>(0, 0));
  std::vector<std::jthread> readers;
  for (int r = 0; r < 3; ++r) {
    readers.emplace_back([&] {
      int seen = 0;
      while (seen < 3'000) {
        const auto pair = published.Get();
        ASSERT_EQ(pair->first, pair->second);
        ASSERT_GE(pair->first, seen);
        seen = pair->first;
      }
    });
  }
  for (int i = 1; i <= 3'000; ++i) published.Swap(std::make_shared<const Pair>(i, i));
}

TEST(Published, DestroysTheOldVersionOutsideItsLock) {
  struct Asker {
    Published<Asker>* asked = nullptr;
    ~Asker() {
      if (asked == nullptr) return;
      EXPECT_NE(asked->Get(), nullptr);  // Would wait for itself.
    }
  };
  Published<Asker> published(std::make_shared<const Asker>());
  auto asker = std::make_shared<Asker>();
  asker->asked = &published;
  published.Swap(std::move(asker));
  published.Swap(std::make_shared<const Asker>());
}

TEST(PublishedDeathTest, HasAlwaysAVersion) {
  EXPECT_DEATH(Published<int>(nullptr), "check failed");
}

}  // namespace doorward::queues_test
