#include "doorward/domain/pin_lockout.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace doorward {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

TEST(PinLockout, GrowsFromTheFifthWrongTry) {
  const std::vector<Milliseconds> delays = {
      seconds(0),   seconds(0),    seconds(0),   seconds(0),   seconds(0),
      seconds(30),  seconds(60),   seconds(120), seconds(240), seconds(480),
      seconds(960), seconds(1920), hours(1),     hours(1),     hours(1),
  };
  PinLockout lockout;
  for (std::size_t tries = 0; tries < delays.size(); ++tries) {
    EXPECT_EQ(lockout.wrong_tries, static_cast<int>(tries));
    EXPECT_EQ(LockoutDelay(lockout), delays[tries]) << tries;
    lockout = AfterWrongPin(lockout);
  }
}

TEST(PinLockout, NeverShrinksOrOverflows) {
  Milliseconds before{0};
  for (int tries = 0; tries < 10'000; ++tries) {
    const Milliseconds delay = LockoutDelay({tries});
    EXPECT_GE(delay, before);
    EXPECT_LE(delay, hours(1));
    before = delay;
  }
  // Whatever number the store gives back.
  const int most = std::numeric_limits<int>::max();
  EXPECT_EQ(LockoutDelay({most}), hours(1));
  EXPECT_GE(AfterWrongPin({most}).wrong_tries, kFreePinTries);
  EXPECT_EQ(LockoutDelay({std::numeric_limits<int>::min()}), seconds(0));
}

TEST(PinLockout, IsForgottenAfterARightPin) {
  EXPECT_EQ(AfterRightPin(), PinLockout{});
  EXPECT_EQ(LockoutDelay(AfterRightPin()), seconds(0));
}

}  // namespace
}  // namespace doorward
