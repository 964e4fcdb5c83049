#include "sync/connection_losses.hpp"

#include <gmock/gmock.h>

namespace doorward::connection_losses_test {

using testing::HasSubstr;
using testing::Not;

constexpr Milliseconds kShort{1'000};

TEST(ConnectionLosses, ALongConnectionThatEndsIsNoStruggle) {
  ConnectionLosses losses("door-1");
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(losses.DoubtOf(kShort), std::nullopt);
    losses.OnLost({.reason = "no answer"});
    EXPECT_TRUE(losses.OnEnd(ConnectionLosses::kLasting));
    EXPECT_EQ(losses.Reason(), "no answer");
    losses.OnConnecting();
  }
  EXPECT_EQ(losses.Reason(), "the connection was lost");
}

TEST(ConnectionLosses, SeveralShortOnesInARowAreASignOfAnother) {
  ConnectionLosses losses("door-1");
  for (int i = 0; i < 2; ++i) EXPECT_FALSE(losses.OnEnd(kShort));
  EXPECT_EQ(losses.DoubtOf(kShort), std::nullopt);
  EXPECT_THAT(losses.Reason(), Not(HasSubstr("door-1")));
  EXPECT_FALSE(losses.OnEnd(kShort));
  EXPECT_THAT(losses.Reason(), HasSubstr("door-1"));
  EXPECT_THAT(losses.DoubtOf(kShort).value_or(""), HasSubstr("door-1"));
  // Once one lasts, all is well again, and stays so when it ends.
  EXPECT_EQ(losses.DoubtOf(ConnectionLosses::kLasting), std::nullopt);
  EXPECT_FALSE(losses.OnEnd(kShort));
  EXPECT_EQ(losses.DoubtOf(kShort), std::nullopt);
  EXPECT_EQ(losses.taken_over(), 0U);
}

TEST(ConnectionLosses, WhatTheBrokerSaysOfAnotherIsBelievedAtOnce) {
  ConnectionLosses losses("door-1");
  losses.OnLost({.reason = "the connection broke"});
  losses.OnLost({.reason = "session taken over", .taken_over = true});
  losses.OnLost({.reason = "the connection broke"});
  EXPECT_FALSE(losses.OnEnd(kShort));
  EXPECT_EQ(losses.Reason(), "session taken over");
  EXPECT_TRUE(losses.DoubtOf(kShort));
  EXPECT_EQ(losses.taken_over(), 1U);
}

}  // namespace doorward::connection_losses_test
