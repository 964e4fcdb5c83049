#include "door/open_attempts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace doorward::open_attempts_test {

using testing::IsEmpty;
using testing::SizeIs;

const SteadyTime kStart = SteadyTime() + std::chrono::seconds(100);

OpenAttempt AttemptOf(std::string person, std::string door, Direction direction, SteadyTime until) {
  return {.decision = {.person = PersonId(std::move(person))},
          .reader = {.id = ReaderId("r"), .door = DoorId(std::move(door)), .direction = direction},
          .until = until};
}

TEST(OpenAttempts, ANewOneReplacesTheOldOneAtItsSide) {
  OpenAttempts attempts;
  EXPECT_FALSE(attempts.Begin(AttemptOf("a", "main", Direction::kIn, kStart)));
  EXPECT_FALSE(attempts.Begin(AttemptOf("b", "main", Direction::kOut, kStart)));
  const auto replaced = attempts.Begin(AttemptOf("c", "main", Direction::kIn, kStart));
  ASSERT_TRUE(replaced);
  EXPECT_EQ(replaced->decision.person, PersonId("a"));

  const DoorSide in{DoorId("main"), Direction::kIn};
  ASSERT_NE(attempts.Find(in), nullptr);
  EXPECT_EQ(attempts.Find(in)->decision.person, PersonId("c"));
  EXPECT_EQ(attempts.Find({DoorId("side"), Direction::kIn}), nullptr);
  EXPECT_TRUE(attempts.Take(in));
  EXPECT_FALSE(attempts.Take(in));
}

TEST(OpenAttempts, EndAtTheirTime) {
  OpenAttempts attempts;
  attempts.Begin(AttemptOf("a", "main", Direction::kIn, kStart));
  attempts.Begin(AttemptOf("b", "side", Direction::kIn, kStart + Milliseconds(1)));
  EXPECT_THAT(attempts.TakeLate(kStart - Milliseconds(1)), IsEmpty());
  EXPECT_THAT(attempts.TakeLate(kStart), SizeIs(1));
  EXPECT_THAT(attempts.TakeLate(kStart + Milliseconds(1)), SizeIs(1));
}

TEST(OpenAttempts, OfADoorAreThoseOfItsTwoSides) {
  OpenAttempts attempts;
  attempts.Begin(AttemptOf("a", "main", Direction::kIn, kStart));
  attempts.Begin(AttemptOf("b", "main", Direction::kOut, kStart));
  attempts.Begin(AttemptOf("c", "side", Direction::kIn, kStart));
  EXPECT_THAT(attempts.TakeDoor(DoorId("main")), SizeIs(2));
  EXPECT_THAT(attempts.TakeDoor(DoorId("main")), IsEmpty());
}

}  // namespace doorward::open_attempts_test
