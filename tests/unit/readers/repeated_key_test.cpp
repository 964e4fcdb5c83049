#include "readers/repeated_key.hpp"

#include <gtest/gtest.h>

namespace doorward::repeated_key_test {

constexpr SteadyTime kStart{std::chrono::hours(1)};

TEST(RepeatedKey, IsHeldWhileTheSameKeyComesWithoutAPause) {
  RepeatedKey repeated;
  SteadyTime now = kStart;
  EXPECT_FALSE(repeated.is_held(now));
  repeated.Press('5', now);
  EXPECT_FALSE(repeated.is_held(now));
  for (int i = 0; i < 100; ++i) {
    now += Milliseconds(500);
    repeated.Press('5', now);
    EXPECT_TRUE(repeated.is_held(now));
  }
  EXPECT_TRUE(repeated.is_held(now + Milliseconds(999)));
  EXPECT_FALSE(repeated.is_held(now + RepeatedKey::kPause));
}

TEST(RepeatedKey, AnotherKeyEndsIt) {
  RepeatedKey repeated;
  repeated.Press('5', kStart);
  repeated.Press('5', kStart + Milliseconds(100));
  repeated.Press('6', kStart + Milliseconds(200));
  EXPECT_FALSE(repeated.is_held(kStart + Milliseconds(200)));
}

TEST(RepeatedKey, AKeyAfterAPauseBeginsAnew) {
  RepeatedKey repeated;
  repeated.Press('5', kStart);
  repeated.Press('5', kStart + RepeatedKey::kPause);
  EXPECT_FALSE(repeated.is_held(kStart + RepeatedKey::kPause));
}

}  // namespace doorward::repeated_key_test
