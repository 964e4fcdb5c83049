#include "doorward/rules/pin_tally.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace doorward::pin_lockout_test {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const SteadyTime kStart = SteadyTime() + hours(1000);

TEST(PinLockout, GrowsFromTheFifthWrongTry) {
  const std::vector<Milliseconds> delays = {
      seconds(0),   seconds(0),    seconds(0),   seconds(0),   seconds(0),
      seconds(30),  seconds(60),   seconds(120), seconds(240), seconds(480),
      seconds(960), seconds(1920), hours(1),     hours(1),     hours(1),
  };
  for (std::size_t tries = 0; tries < delays.size(); ++tries) {
    EXPECT_EQ(LockoutDelay(kReaderPins, static_cast<int>(tries)), delays[tries]) << tries;
  }
  // Whatever number it is given.
  EXPECT_EQ(LockoutDelay(kReaderPins, std::numeric_limits<int>::max()), hours(1));
  EXPECT_EQ(LockoutDelay(kReaderPins, std::numeric_limits<int>::min()), seconds(0));
}

TEST(PinLockout, ATallyGrowsThroughAllDelays) {
  PinTally tally;
  SteadyTime now = kStart;
  for (int tries = 1; tries <= 20; ++tries) {
    now += seconds(5);
    EXPECT_FALSE(tally.IsLockedOut(now));
    EXPECT_EQ(tally.AddWrong(kReaderPins, now), tries == kReaderPins.lockout_at) << tries;
    const Milliseconds delay = LockoutDelay(kReaderPins, tries);
    if (delay == Milliseconds(0)) continue;
    EXPECT_TRUE(tally.IsLockedOut(now + delay - Milliseconds(1))) << tries;
    now += delay;
  }
  EXPECT_EQ(tally.TriesAt(kReaderPins, now), kReaderPins.most_tries);
}

TEST(PinLockout, OnlyTimePaysAndNotDuringALockout) {
  PinTally tally;
  for (int i = 0; i < 5; ++i) tally.AddWrong(kReaderPins, kStart);
  const SteadyTime open = kStart + seconds(30);
  EXPECT_EQ(tally.TriesAt(kReaderPins, open), 5);
  EXPECT_EQ(tally.TriesAt(kReaderPins, open + hours(1)), 4);
  EXPECT_EQ(tally.TriesAt(kReaderPins, open + hours(1) + Milliseconds(1)), 4);
  EXPECT_EQ(tally.TriesAt(kReaderPins, open + hours(4)), 1);
  EXPECT_EQ(tally.TriesAt(kReaderPins, open + hours(5)), 0);
  EXPECT_EQ(tally.DebtAt(open + hours(500)), Milliseconds(0));
}

TEST(PinLockout, ForgivingTakesBackOneTry) {
  PinTally tally;
  for (int i = 0; i < 4; ++i) tally.AddWrong(kReaderPins, kStart);
  tally.ForgiveOne(kReaderPins, kStart + seconds(1));
  EXPECT_EQ(tally.TriesAt(kReaderPins, kStart + seconds(1)), 3);
  for (int i = 0; i < 4; ++i) tally.ForgiveOne(kReaderPins, kStart + seconds(2));
  EXPECT_EQ(tally.TriesAt(kReaderPins, kStart + seconds(2)), 0);
}

TEST(PinLockout, ADebtThatWasKeptRunsItsWholeDelayAgain) {
  const PinTally tally(kReaderPins, hours(6) - minutes(5), kStart);
  EXPECT_TRUE(tally.IsLockedOut(kStart + seconds(59)));
  EXPECT_FALSE(tally.IsLockedOut(kStart + seconds(60)));
  // Whatever number the store gives back.
  for (const Milliseconds debt : {Milliseconds::max(), Milliseconds::min()}) {
    const PinTally odd(kReaderPins, debt, kStart);
    EXPECT_LE(odd.TriesAt(kReaderPins, kStart), kReaderPins.most_tries);
    EXPECT_GE(odd.TriesAt(kReaderPins, kStart), 0);
  }
}

TEST(PinLockout, TheTerminalTakesAHundredAndThenOneAQuarterOfAnHour) {
  PinTally tally;
  for (int i = 0; i < 99; ++i) EXPECT_FALSE(tally.AddWrong(kTerminalPins, kStart));
  EXPECT_TRUE(tally.AddWrong(kTerminalPins, kStart));
  EXPECT_TRUE(tally.IsLockedOut(kStart + minutes(15) - Milliseconds(1)));
  EXPECT_FALSE(tally.IsLockedOut(kStart + minutes(15)));
}

}  // namespace doorward::pin_lockout_test
