#include "access/pin_guard.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace doorward {
namespace {

using std::chrono::seconds;

const ReaderId kPad("pad");
const ReaderId kOther("other");
const SteadyTime kStart = SteadyTime() + seconds(100);

TEST(PinGuard, TheFifthWrongTryLocksThatReaderAlone) {
  PinGuard guard({}, kStart);
  for (int i = 1; i < kFreePinTries; ++i) {
    const auto outcome = guard.OnWrong(kPad, kStart);
    EXPECT_FALSE(outcome.alarm);
    ASSERT_TRUE(outcome.keep);
    EXPECT_EQ(outcome.keep->wrong_tries, i);
    EXPECT_FALSE(guard.IsLockedOut(kPad, kStart));
  }
  EXPECT_TRUE(guard.OnWrong(kPad, kStart).alarm);
  EXPECT_TRUE(guard.IsLockedOut(kPad, kStart + seconds(29)));
  EXPECT_FALSE(guard.IsLockedOut(kPad, kStart + seconds(30)));
  EXPECT_FALSE(guard.IsLockedOut(kOther, kStart));
}

TEST(PinGuard, EachFurtherWrongTryLocksLongerWithoutANewAlarm) {
  PinGuard guard({}, kStart);
  for (int i = 0; i < kFreePinTries; ++i) guard.OnWrong(kPad, kStart);
  EXPECT_FALSE(guard.OnWrong(kPad, kStart + seconds(30)).alarm);
  EXPECT_TRUE(guard.IsLockedOut(kPad, kStart + seconds(89)));
  EXPECT_FALSE(guard.IsLockedOut(kPad, kStart + seconds(90)));
}

TEST(PinGuard, ARightPinBeginsAnew) {
  PinGuard guard({}, kStart);
  for (int i = 0; i < kFreePinTries; ++i) guard.OnWrong(kPad, kStart);
  const auto outcome = guard.OnRight(kPad);
  ASSERT_TRUE(outcome.keep);
  EXPECT_EQ(outcome.keep->reader, kPad);
  EXPECT_EQ(outcome.keep->wrong_tries, 0);
  EXPECT_FALSE(guard.IsLockedOut(kPad, kStart));
  EXPECT_EQ(guard.OnWrong(kPad, kStart).keep->wrong_tries, 1);
}

TEST(PinGuard, ARightPinWithoutWrongOnesChangesNothing) {
  PinGuard guard({}, kStart);
  EXPECT_FALSE(guard.OnRight(kPad).keep);
}

TEST(PinGuard, AStoredLockoutRunsItsWholeDelayAgain) {
  const std::vector<StoredLockout> stored = {{.reader = kPad, .wrong_tries = 6}};
  PinGuard guard(stored, kStart);
  EXPECT_TRUE(guard.IsLockedOut(kPad, kStart + seconds(59)));
  EXPECT_FALSE(guard.IsLockedOut(kPad, kStart + seconds(60)));
  EXPECT_EQ(guard.OnWrong(kPad, kStart + seconds(60)).keep->wrong_tries, 7);
}

}  // namespace
}  // namespace doorward
