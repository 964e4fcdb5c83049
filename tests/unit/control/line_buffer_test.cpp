#include "control/line_buffer.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace doorward::line_buffer_test {

const SteadyTime kNow{std::chrono::hours(1)};

TEST(LineBuffer, GivesWholeLinesOnly) {
  LineBuffer buffer(100);
  buffer.Append("a", kNow);
  EXPECT_FALSE(buffer.TakeLine());
  buffer.Append("b\ncd\r\n\nrest", kNow);
  EXPECT_EQ(buffer.TakeLine(), "ab");
  EXPECT_EQ(buffer.TakeLine(), "cd");
  EXPECT_EQ(buffer.TakeLine(), "");
  EXPECT_FALSE(buffer.TakeLine());
  EXPECT_EQ(buffer.pending(), "rest");
}

TEST(LineBuffer, ALineWithoutEndIsOverlong) {
  LineBuffer buffer(4);
  buffer.Append("1234", kNow);
  EXPECT_FALSE(buffer.overlong());
  buffer.Append("5", kNow);
  EXPECT_TRUE(buffer.overlong());
  buffer.Append("\n", kNow);
  EXPECT_FALSE(buffer.overlong());
}

TEST(LineBuffer, WaitsForTheRestOfALineFromItsLastByteOn) {
  LineBuffer buffer(100);
  EXPECT_FALSE(buffer.deadline());
  buffer.Append("{", kNow);
  EXPECT_EQ(buffer.deadline(), kNow + LineBuffer::kPatience);
  buffer.Append("}", kNow + std::chrono::seconds(29));
  EXPECT_EQ(buffer.deadline(), kNow + std::chrono::seconds(29) + LineBuffer::kPatience);
  buffer.Append("\n", kNow);
  EXPECT_FALSE(buffer.deadline());
  buffer.TakeLine();
  EXPECT_FALSE(buffer.deadline());
}

RC_GTEST_PROP(LineBuffer, DoesNotCareWhereTheTextIsSplit, ()) {
  const auto lines = *rc::gen::container<std::vector<std::string>>(
      rc::gen::container<std::string>(rc::gen::inRange<char>(' ', '~')));
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  LineBuffer buffer(1 << 20);
  std::vector<std::string> taken;
  while (!text.empty()) {
    const auto size = *rc::gen::inRange<std::size_t>(1, text.size() + 1);
    buffer.Append(text.substr(0, size), kNow);
    text.erase(0, size);
    while (auto line = buffer.TakeLine()) taken.push_back(*line);
  }
  RC_ASSERT(taken == lines);
}

}  // namespace doorward::line_buffer_test
