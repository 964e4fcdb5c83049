#include "drivers/zfm/zfm_finger_watch.hpp"

#include <gtest/gtest.h>

#include "drivers/zfm/zfm_codes.hpp"

namespace doorward::zfm_finger_watch_test {

constexpr int kCapacity = 300;

class ZfmFingerWatchTest : public testing::Test {
 protected:
  // Lets the watch ask until it asks `code`, and answers that.
  void Answer(std::uint8_t code, const ZfmReply& reply) {
    const auto asked = Ask();
    ASSERT_TRUE(asked);
    ASSERT_EQ(asked->code, code);
    watch_.Take(reply, now_);
  }

  std::optional<ZfmCommand> Ask() {
    now_ = std::max(now_, watch_.due());
    return watch_.Next(now_);
  }

  void Finger(const ZfmReply& found) {
    Answer(zfm::kGetImage, {});
    Answer(zfm::kImageToTemplate, {});
    Answer(zfm::kSearch, found);
  }
  void Lift() {
    for (int i = 0; i < 2; ++i) Answer(zfm::kGetImage, {.code = zfm::kNoFinger, .data = {}});
  }
  static ZfmReply Found(int slot) {
    return {.code = zfm::kOk,
            .data = {static_cast<std::uint8_t>(slot >> 8), static_cast<std::uint8_t>(slot), 0, 99}};
  }

  SteadyTime now_{};
  ZfmFingerWatch watch_{kCapacity};
};

TEST_F(ZfmFingerWatchTest, SearchesTheWholeCapacity) {
  Answer(zfm::kGetImage, {});
  EXPECT_TRUE(watch_.busy());
  Answer(zfm::kImageToTemplate, {});
  EXPECT_EQ(Ask()->data, (Bytes{1, 0, 0, kCapacity >> 8, kCapacity & 0xFF}));
}

TEST_F(ZfmFingerWatchTest, ReportsAFingerOnceUntilItIsLifted) {
  Finger(Found(258));
  const auto match = watch_.TakeMatch(now_);
  ASSERT_TRUE(match);
  EXPECT_EQ(match->slot, 258);
  EXPECT_EQ(match->score, 99);
  EXPECT_FALSE(watch_.TakeMatch(now_));
  for (int i = 0; i < 10; ++i) Answer(zfm::kGetImage, {});
  Answer(zfm::kGetImage, {.code = zfm::kNoFinger, .data = {}});  // Once only: not lifted.
  Answer(zfm::kGetImage, {});
  EXPECT_FALSE(watch_.busy());
  EXPECT_TRUE(watch_.is_touched());
  Lift();
  EXPECT_FALSE(watch_.is_touched());
  Finger(Found(3));
  EXPECT_EQ(watch_.TakeMatch(now_)->slot, 3);
}

TEST_F(ZfmFingerWatchTest, ReportsAnUnknownFingerOnce) {
  Finger({.code = zfm::kNotFound, .data = Bytes(4)});
  const auto match = watch_.TakeMatch(now_);
  ASSERT_TRUE(match);
  EXPECT_EQ(match->slot, std::nullopt);
  Answer(zfm::kGetImage, {});
  EXPECT_FALSE(watch_.busy());
}

TEST_F(ZfmFingerWatchTest, BelievesNoSlotBeyondTheCapacity) {
  Finger(Found(kCapacity));
  EXPECT_FALSE(watch_.TakeMatch(now_));
  Finger(Found(kCapacity - 1));
  EXPECT_EQ(watch_.TakeMatch(now_)->slot, kCapacity - 1);
}

TEST_F(ZfmFingerWatchTest, GivesUpAPoorFingerAfterSomeTries) {
  for (int i = 0; i < ZfmFingerWatch::kMaxTries; ++i) {
    Answer(zfm::kGetImage, {});
    Answer(zfm::kImageToTemplate, {.code = static_cast<std::uint8_t>(6 + i % 2), .data = {}});
  }
  Answer(zfm::kGetImage, {});
  EXPECT_FALSE(watch_.busy());
  EXPECT_FALSE(watch_.TakeMatch(now_));
  Lift();
  Finger(Found(1));
  EXPECT_TRUE(watch_.TakeMatch(now_));
}

TEST_F(ZfmFingerWatchTest, AnythingButAMatchIsNone) {
  for (int code = 1; code < 256; ++code) {
    if (code == zfm::kNotFound) continue;
    SCOPED_TRACE(code);
    ZfmFingerWatch watch(kCapacity);
    watch.Take(ZfmReply{}, now_);
    watch.Take(ZfmReply{}, now_);
    watch.Take(ZfmReply{.code = static_cast<std::uint8_t>(code), .data = {}}, now_);
    EXPECT_FALSE(watch.TakeMatch(now_));
    EXPECT_FALSE(watch.busy());
  }
}

TEST_F(ZfmFingerWatchTest, ALostReplyBeginsAnewAndNotForEver) {
  for (int i = 0; i < ZfmFingerWatch::kMaxTries; ++i) {
    Answer(zfm::kGetImage, {});
    Answer(zfm::kImageToTemplate, {});
    ASSERT_EQ(Ask()->code, zfm::kSearch);
    watch_.Take(std::nullopt, now_);
  }
  Answer(zfm::kGetImage, {});
  EXPECT_FALSE(watch_.busy());
}

TEST_F(ZfmFingerWatchTest, AnOldMatchIsDropped) {
  Finger(Found(1));
  EXPECT_FALSE(watch_.TakeMatch(now_ + ZfmFingerWatch::kFresh + Milliseconds(1)));
  EXPECT_FALSE(watch_.TakeMatch(now_));
}

TEST_F(ZfmFingerWatchTest, WhatOthersSawIsNotReported) {
  watch_.SetThere(true);
  Answer(zfm::kGetImage, {});
  EXPECT_FALSE(watch_.busy());
  watch_.SetThere(false);
  Finger(Found(1));
  EXPECT_TRUE(watch_.TakeMatch(now_));
}

TEST_F(ZfmFingerWatchTest, LooksNoMoreOftenThanItsInterval) {
  Answer(zfm::kGetImage, {.code = zfm::kNoFinger, .data = {}});
  EXPECT_FALSE(watch_.Next(now_ + ZfmFingerWatch::kInterval - Milliseconds(1)));
  EXPECT_TRUE(watch_.Next(now_ + ZfmFingerWatch::kInterval));
}

}  // namespace doorward::zfm_finger_watch_test
