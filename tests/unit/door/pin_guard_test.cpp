#include "door/pin_guard.hpp"

#include <gtest/gtest.h>

#include <array>

namespace doorward::pin_guard_test {

using std::chrono::hours;
using std::chrono::seconds;

const ReaderId kPad("pad");
const ReaderId kOther("other");
const PersonId kNobody;
const PersonId kOne("1");
const PersonId kTwo("2");
const SteadyTime kStart = SteadyTime() + hours(100);

PinGuard Fresh() { return PinGuard(PinDebts{}, {}, kStart); }

void Guess(PinGuard& guard, int times, const PersonId& claimed = kNobody) {
  for (int i = 0; i < times; ++i) guard.OnWrong(kPad, claimed, kStart);
}

TEST(PinGuard, TheFifthWrongTryLocksThatReaderAlone) {
  PinGuard guard = Fresh();
  for (int i = 1; i < kReaderPins.lockout_at; ++i) {
    EXPECT_FALSE(guard.OnWrong(kPad, kNobody, kStart));
    EXPECT_FALSE(guard.IsLockedOut(kPad, kNobody, kStart));
  }
  EXPECT_TRUE(guard.OnWrong(kPad, kNobody, kStart));
  EXPECT_TRUE(guard.IsLockedOut(kPad, kNobody, kStart + seconds(29)));
  EXPECT_FALSE(guard.IsLockedOut(kPad, kNobody, kStart + seconds(30)));
  EXPECT_FALSE(guard.IsLockedOut(kOther, kNobody, kStart));
}

TEST(PinGuard, EachFurtherWrongTryLocksLongerWithoutANewAlarm) {
  PinGuard guard = Fresh();
  Guess(guard, 5);
  EXPECT_FALSE(guard.OnWrong(kPad, kNobody, kStart + seconds(30)));
  EXPECT_TRUE(guard.IsLockedOut(kPad, kNobody, kStart + seconds(89)));
  EXPECT_FALSE(guard.IsLockedOut(kPad, kNobody, kStart + seconds(90)));
}

TEST(PinGuard, ARightPinTakesBackOneTryADayAndNoMore) {
  PinGuard guard = Fresh();
  Guess(guard, 4);
  for (int i = 0; i < 10; ++i) guard.OnRight(kPad, kOne, kStart);
  Guess(guard, 1);
  EXPECT_FALSE(guard.IsLockedOut(kPad, kNobody, kStart)) << "one was taken back";
  guard.OnRight(kPad, kOne, kStart);
  EXPECT_TRUE(guard.OnWrong(kPad, kNobody, kStart));
  guard.OnRight(kPad, kTwo, kStart + seconds(30));
  EXPECT_TRUE(guard.OnWrong(kPad, kNobody, kStart + seconds(30))) << "by another person, one more";
}

TEST(PinGuard, ARightPinWithoutWrongOnesIsNotSpent) {
  PinGuard guard = Fresh();
  guard.OnRight(kPad, kOne, kStart);
  EXPECT_FALSE(guard.TakeChange(kStart));
  Guess(guard, 4);
  guard.OnRight(kPad, kOne, kStart);
  EXPECT_FALSE(guard.OnWrong(kPad, kNobody, kStart));
}

TEST(PinGuard, TriesAgainstOnePersonCountAtEveryReader) {
  PinGuard guard = Fresh();
  for (int i = 0; i < 5; ++i) {
    guard.OnWrong(ReaderId("pad" + std::to_string(i)), kOne, kStart);
  }
  EXPECT_TRUE(guard.IsLockedOut(kPad, kOne, kStart));
  EXPECT_FALSE(guard.IsLockedOut(kPad, kTwo, kStart));
  EXPECT_FALSE(guard.IsLockedOut(kPad, kNobody, kStart));
}

TEST(PinGuard, WhatIsKeptGoesOnAsItWas) {
  PinGuard guard = Fresh();
  Guess(guard, 5, kOne);
  guard.OnRight(kOther, kTwo, kStart);
  guard.OnWrong(kOther, kNobody, kStart);
  guard.OnRight(kOther, kTwo, kStart);
  const auto kept = guard.TakeChange(kStart + seconds(10));
  ASSERT_TRUE(kept);
  EXPECT_FALSE(guard.TakeChange(kStart + seconds(20)));
  PinGuard again(kept, {}, kStart);
  EXPECT_TRUE(again.IsLockedOut(kPad, kNobody, kStart + seconds(29)));
  EXPECT_FALSE(again.IsLockedOut(kPad, kNobody, kStart + seconds(30)));
  EXPECT_TRUE(again.IsLockedOut(kOther, kOne, kStart + seconds(29)));
  for (int i = 0; i < 4; ++i) again.OnWrong(kOther, kNobody, kStart);
  again.OnRight(kOther, kTwo, kStart);
  EXPECT_TRUE(again.OnWrong(kOther, kNobody, kStart)) << "whoever forgave has forgiven";
}

TEST(PinGuard, TimeThatWentOnIsKeptToo) {
  PinGuard guard = Fresh();
  Guess(guard, 4);
  const auto first = guard.TakeChange(kStart);
  const auto later = guard.TakeChange(kStart + hours(3));
  ASSERT_TRUE(first && later);
  EXPECT_EQ(first->readers.at(kPad), hours(4));
  EXPECT_EQ(later->readers.at(kPad), hours(1));
}

TEST(PinGuard, WhatWasLostLocksEveryReaderOut) {
  const std::array readers = {kPad, kOther};
  PinGuard guard(std::nullopt, readers, kStart);
  for (const ReaderId& reader : readers) {
    EXPECT_TRUE(guard.IsLockedOut(reader, kNobody, kStart + seconds(29)));
    EXPECT_FALSE(guard.IsLockedOut(reader, kNobody, kStart + seconds(30)));
  }
  ASSERT_TRUE(guard.TakeChange(kStart));
}

}  // namespace doorward::pin_guard_test
