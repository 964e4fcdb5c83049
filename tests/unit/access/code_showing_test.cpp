#include "access/code_showing.hpp"

#include <gtest/gtest.h>

namespace doorward {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const SteadyTime kStart = SteadyTime() + seconds(100);

TEST(CodeShowing, OneShowingIsToldOnce) {
  CodeShowing showing(seconds(3));
  EXPECT_TRUE(showing.Begins("a", kStart));
  for (int i = 1; i <= 100; ++i) EXPECT_FALSE(showing.Begins("a", kStart + milliseconds(100) * i));
}

TEST(CodeShowing, UnseenForLongEnoughIsANewShowing) {
  CodeShowing showing(seconds(3));
  EXPECT_TRUE(showing.Begins("a", kStart));
  EXPECT_FALSE(showing.Begins("a", kStart + milliseconds(2'999)));
  EXPECT_TRUE(showing.Begins("a", kStart + milliseconds(5'999)));
}

TEST(CodeShowing, CodesDoNotHideEachOther) {
  CodeShowing showing(seconds(3));
  for (int i = 0; i < 20; ++i) {
    const SteadyTime now = kStart + milliseconds(100) * i;
    EXPECT_EQ(showing.Begins("a", now), i == 0);
    EXPECT_EQ(showing.Begins("b", now), i == 0);
  }
}

// A film of ever new codes must not fill the memory. What is forgotten may be told again.
TEST(CodeShowing, RemembersOnlySoMany) {
  CodeShowing showing(seconds(3));
  EXPECT_TRUE(showing.Begins("first", kStart));
  for (std::size_t i = 0; i < CodeShowing::kRemembered; ++i) {
    EXPECT_TRUE(showing.Begins(std::to_string(i), kStart));
  }
  EXPECT_TRUE(showing.Begins("first", kStart));
  EXPECT_FALSE(showing.Begins(std::to_string(CodeShowing::kRemembered - 1), kStart));
}

}  // namespace
}  // namespace doorward
