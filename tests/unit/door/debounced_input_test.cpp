#include "door/debounced_input.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace doorward::debounced_input_test {

// Reads one letter each 10 ms ('o' open, 'c' closed); gives a letter at each settled change.
std::string Settle(Milliseconds settle, std::string_view raw) {
  DebouncedInput input(settle);
  std::string changes;
  SteadyTime now = SteadyTime() + std::chrono::seconds(100);
  for (const char level : raw) {
    const auto change = input.Next(level == 'o' ? Level::kActive : Level::kInactive, now);
    if (!change) {
      changes += '.';
    } else {
      changes += *change == Level::kActive ? 'o' : 'c';
    }
    now += Milliseconds(10);
  }
  return changes;
}

TEST(DebouncedInput, SettlesAfterItsTime) {
  EXPECT_EQ(Settle(Milliseconds(20), "ccoooo"), "c...o.");
}

TEST(DebouncedInput, ABounceIsNothing) {
  EXPECT_EQ(Settle(Milliseconds(20), "ccococcooccccccc"), "c...............");
}

TEST(DebouncedInput, ABounceBeginsTheWaitAnew) {
  EXPECT_EQ(Settle(Milliseconds(20), "cocooooo"), "c....o..");
}

TEST(DebouncedInput, WithoutATimeEachChangeCounts) {
  EXPECT_EQ(Settle(Milliseconds(0), "cococ"), "cococ");
}

TEST(DebouncedInput, TheFirstLevelCountsAtOnce) {
  EXPECT_EQ(Settle(Milliseconds(1'000), "ooo"), "o..");
}

}  // namespace doorward::debounced_input_test
