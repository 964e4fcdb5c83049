#include "access/claims.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace doorward {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

const SteadyTime kStart = SteadyTime() + std::chrono::seconds(100);

Claim ClaimOf(std::string person, std::string door, Direction direction, SteadyTime until) {
  return {.decision = {.person = PersonId(std::move(person))},
          .reader = {.id = ReaderId("r"), .door = DoorId(std::move(door)), .direction = direction},
          .lockout = {},
          .until = until};
}

TEST(Claims, ANewOneReplacesTheOldOneAtItsSide) {
  Claims claims;
  EXPECT_FALSE(claims.Begin(ClaimOf("a", "main", Direction::kIn, kStart)));
  EXPECT_FALSE(claims.Begin(ClaimOf("b", "main", Direction::kOut, kStart)));
  const auto replaced = claims.Begin(ClaimOf("c", "main", Direction::kIn, kStart));
  ASSERT_TRUE(replaced);
  EXPECT_EQ(replaced->decision.person, PersonId("a"));

  const DoorSide in{DoorId("main"), Direction::kIn};
  ASSERT_NE(claims.Find(in), nullptr);
  EXPECT_EQ(claims.Find(in)->decision.person, PersonId("c"));
  EXPECT_EQ(claims.Find({DoorId("side"), Direction::kIn}), nullptr);
  EXPECT_TRUE(claims.Take(in));
  EXPECT_FALSE(claims.Take(in));
}

TEST(Claims, EndAtTheirTime) {
  Claims claims;
  claims.Begin(ClaimOf("a", "main", Direction::kIn, kStart));
  claims.Begin(ClaimOf("b", "side", Direction::kIn, kStart + Milliseconds(1)));
  EXPECT_THAT(claims.TakeLate(kStart - Milliseconds(1)), IsEmpty());
  EXPECT_THAT(claims.TakeLate(kStart), SizeIs(1));
  EXPECT_THAT(claims.TakeLate(kStart + Milliseconds(1)), SizeIs(1));
}

TEST(Claims, OfADoorAreThoseOfItsTwoSides) {
  Claims claims;
  claims.Begin(ClaimOf("a", "main", Direction::kIn, kStart));
  claims.Begin(ClaimOf("b", "main", Direction::kOut, kStart));
  claims.Begin(ClaimOf("c", "side", Direction::kIn, kStart));
  EXPECT_THAT(claims.TakeDoor(DoorId("main")), SizeIs(2));
  EXPECT_THAT(claims.TakeDoor(DoorId("main")), IsEmpty());
}

}  // namespace
}  // namespace doorward
