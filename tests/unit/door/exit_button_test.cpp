#include "door/exit_button.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace doorward::exit_button_test {

// Reads what it is set to; 'x' fails.
class ScriptedLine final : public InputLine {
 public:
  explicit ScriptedLine(const char& now) : now_(now) {}

  Result<Level> Read() override {
    if (now_ == 'x') return Fail(ErrorCode::kUnavailable, "scripted");
    return now_ == 'd' ? Level::kActive : Level::kInactive;
  }
  Result<bool> WaitForEdge(Milliseconds) override { return false; }
  std::string_view name() const override { return "scripted"; }

 private:
  const char& now_;
};

// One reading each 20 ms: 'd' down, 'u' up, 'x' fails. 'P' for each press that was taken.
std::string Presses(std::string_view readings) {
  char level = 'u';
  ExitButton button(std::make_unique<ScriptedLine>(level));
  std::string presses;
  SteadyTime now = SteadyTime() + std::chrono::seconds(100);
  for (const char reading : readings) {
    level = reading;
    presses += button.TakePress(now) ? 'P' : '.';
    EXPECT_EQ(button.problem().empty(), reading != 'x');
    now += Milliseconds(20);
  }
  return presses;
}

TEST(ExitButton, APressCountsOnceAndAtOnce) { EXPECT_EQ(Presses("udddddddu"), ".P......."); }

TEST(ExitButton, ABouncingButtonIsPressedOnce) { EXPECT_EQ(Presses("dududduud"), "P........"); }

TEST(ExitButton, PressedAgainAfterItWasLetGo) { EXPECT_EQ(Presses("duuuuduuuud"), "P....P....P"); }

TEST(ExitButton, AButtonThatIsDownAtTheStartIsPressed) { EXPECT_EQ(Presses("dd"), "P."); }

TEST(ExitButton, AFailingLineIsNoPressAndNoRelease) {
  EXPECT_EQ(Presses("xxdxxxxxd"), "..P......");
}

TEST(ExitButton, AShortedCableIsOnePressAndStaysDown) {
  char level = 'd';
  ExitButton button(std::make_unique<ScriptedLine>(level));
  const SteadyTime start = SteadyTime() + std::chrono::seconds(100);
  EXPECT_TRUE(button.TakePress(start));
  for (int i = 1; i < 10; ++i) {
    EXPECT_FALSE(button.TakePress(start + std::chrono::hours(i)));  // Nor does it release for ever.
    EXPECT_TRUE(button.is_down());
  }
  level = 'u';
  EXPECT_FALSE(button.TakePress(start + std::chrono::hours(10)));
  EXPECT_FALSE(button.TakePress(start + std::chrono::hours(11)));
  EXPECT_FALSE(button.is_down());
}

TEST(ExitButton, NoLineIsNeverPressed) {
  ExitButton button(nullptr);
  EXPECT_FALSE(button.TakePress(SteadyTime()));
  EXPECT_TRUE(button.problem().empty());
}

}  // namespace doorward::exit_button_test
