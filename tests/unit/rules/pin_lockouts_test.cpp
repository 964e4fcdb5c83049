#include "doorward/rules/pin_lockouts.hpp"

#include <gtest/gtest.h>

#include <array>

#include "fakes/kept_lockouts.hpp"

namespace doorward::pin_lockouts_test {

using std::chrono::hours;
using std::chrono::seconds;

const ReaderId kPad("pad");
const ReaderId kOther("other");
const PersonId kNobody;
const PersonId kOne("1");
const PersonId kTwo("2");
const SteadyTime kStart = SteadyTime() + hours(100);

void Guess(KeptLockouts& guard, int times, const PersonId& claimed = kNobody) {
  for (int i = 0; i < times; ++i) guard.OnWrong(kPad, claimed, kStart);
}

TEST(PinLockouts, TheFifthWrongTryLocksThatReaderAlone) {
  KeptLockouts guard;
  for (int i = 1; i < kReaderPins.lockout_at; ++i) {
    EXPECT_FALSE(guard.OnWrong(kPad, kNobody, kStart));
    EXPECT_FALSE(guard.IsLockedOut(kPad, kNobody, kStart));
  }
  EXPECT_TRUE(guard.OnWrong(kPad, kNobody, kStart));
  EXPECT_TRUE(guard.IsLockedOut(kPad, kNobody, kStart + seconds(29)));
  EXPECT_FALSE(guard.IsLockedOut(kPad, kNobody, kStart + seconds(30)));
  EXPECT_FALSE(guard.IsLockedOut(kOther, kNobody, kStart));
}

TEST(PinLockouts, EachFurtherWrongTryLocksLongerWithoutANewAlarm) {
  KeptLockouts guard;
  Guess(guard, 5);
  EXPECT_FALSE(guard.OnWrong(kPad, kNobody, kStart + seconds(30)));
  EXPECT_TRUE(guard.IsLockedOut(kPad, kNobody, kStart + seconds(89)));
  EXPECT_FALSE(guard.IsLockedOut(kPad, kNobody, kStart + seconds(90)));
}

TEST(PinLockouts, ARightPinTakesBackOneTryADayAndNoMore) {
  KeptLockouts guard;
  Guess(guard, 4);
  for (int i = 0; i < 10; ++i) guard.OnRight(kPad, kOne, kStart);
  Guess(guard, 1);
  EXPECT_FALSE(guard.IsLockedOut(kPad, kNobody, kStart)) << "one was taken back";
  guard.OnRight(kPad, kOne, kStart);
  EXPECT_TRUE(guard.OnWrong(kPad, kNobody, kStart));
  guard.OnRight(kPad, kTwo, kStart + seconds(30));
  EXPECT_TRUE(guard.OnWrong(kPad, kNobody, kStart + seconds(30))) << "by another person, one more";
}

TEST(PinLockouts, ARightPinWithoutWrongOnesIsNotSpent) {
  KeptLockouts guard;
  guard.OnRight(kPad, kOne, kStart);
  EXPECT_TRUE(guard.Rows().empty());
  Guess(guard, 4);
  guard.OnRight(kPad, kOne, kStart);
  EXPECT_FALSE(guard.OnWrong(kPad, kNobody, kStart));
}

TEST(PinLockouts, TriesAgainstOnePersonCountAtEveryReader) {
  KeptLockouts guard;
  for (int i = 0; i < 5; ++i) {
    guard.OnWrong(ReaderId("pad" + std::to_string(i)), kOne, kStart);
  }
  EXPECT_TRUE(guard.IsLockedOut(kPad, kOne, kStart));
  EXPECT_FALSE(guard.IsLockedOut(kPad, kTwo, kStart));
  EXPECT_FALSE(guard.IsLockedOut(kPad, kNobody, kStart));
}

TEST(PinLockouts, WhatIsKeptGoesOnAsItWas) {
  KeptLockouts guard;
  Guess(guard, 5, kOne);
  guard.OnRight(kOther, kTwo, kStart);
  guard.OnWrong(kOther, kNobody, kStart);
  guard.OnRight(kOther, kTwo, kStart);
  KeptLockouts again(guard, kStart);
  EXPECT_TRUE(again.IsLockedOut(kPad, kNobody, kStart + seconds(29)));
  EXPECT_FALSE(again.IsLockedOut(kPad, kNobody, kStart + seconds(30)));
  EXPECT_TRUE(again.IsLockedOut(kOther, kOne, kStart + seconds(29)));
  for (int i = 0; i < 4; ++i) again.OnWrong(kOther, kNobody, kStart);
  again.OnRight(kOther, kTwo, kStart);
  EXPECT_TRUE(again.OnWrong(kOther, kNobody, kStart)) << "whoever forgave has forgiven";
}

TEST(PinLockouts, TimeThatWentOnIsKeptToo) {
  KeptLockouts guard;
  Guess(guard, 4);
  EXPECT_EQ(guard.Row("reader:pad"), Milliseconds(hours(4)).count());
  guard.KeepAll(kStart + hours(3));
  EXPECT_EQ(guard.Row("reader:pad"), Milliseconds(hours(1)).count());
}

TEST(PinLockouts, WhatTimeHasPaidOffLeavesTheTable) {
  KeptLockouts guard;
  Guess(guard, 2, kOne);
  guard.OnRight(kPad, kTwo, kStart);
  guard.OnWrong(kOther, kNobody, kStart + hours(25));
  EXPECT_EQ(guard.Row("reader:pad"), std::nullopt);
  EXPECT_EQ(guard.Row("person:1"), std::nullopt);
  EXPECT_EQ(guard.Row("forgave:2"), std::nullopt);
  EXPECT_NE(guard.Row("reader:other"), std::nullopt);
  guard.KeepAll(kStart + hours(100));
  EXPECT_TRUE(guard.Rows().empty());
}

TEST(PinLockouts, AskingChangesNothing) {
  const PinLockouts lockouts;
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(lockouts.Wrong(kPad, kOne, kStart).begins_lockout);
  }
  EXPECT_FALSE(lockouts.IsLockedOut(kPad, kOne, kStart));
}

TEST(PinLockouts, OtherRulesRowsAreNotItsBusiness) {
  PinLockouts lockouts;
  lockouts.Apply(std::vector<RuleRow>{{"antipassback", "terminal", 1LL << 40}}, kStart);
  EXPECT_FALSE(lockouts.IsLockedOut(kPad, kNobody, kStart));
}

// Whatever is in the table, no value locks for longer than the longest delay or below no debt.
TEST(PinLockouts, AnyValueIsBounded) {
  for (const std::int64_t value : {std::int64_t{-1}, std::int64_t{1} << 62, INT64_MIN, INT64_MAX}) {
    PinLockouts lockouts;
    lockouts.Apply(std::vector<RuleRow>{{"pin", "reader:pad", value}, {"pin", "forgave:1", value}},
                   kStart);
    EXPECT_FALSE(lockouts.IsLockedOut(kPad, kNobody, kStart + kReaderPins.longest_delay));
  }
}

TEST(PinLockouts, WhatWasLostLocksEveryReaderOut) {
  const std::array readers = {kPad, kOther};
  KeptLockouts guard;
  guard.Lose(readers, kStart);
  for (const ReaderId& reader : readers) {
    EXPECT_TRUE(guard.IsLockedOut(reader, kNobody, kStart + seconds(29)));
    EXPECT_FALSE(guard.IsLockedOut(reader, kNobody, kStart + seconds(30)));
  }
  EXPECT_EQ(guard.Rows().size(), 2U);
}

}  // namespace doorward::pin_lockouts_test
