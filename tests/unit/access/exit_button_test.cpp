#include "access/exit_button.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace doorward {
namespace {

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
  ExitButton button(std::make_unique<ScriptedLine>(level), std::chrono::seconds(30));
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

TEST(ExitButton, AShortedCableIsToldOfUntilItIsMended) {
  char level = 'd';
  ExitButton button(std::make_unique<ScriptedLine>(level), std::chrono::seconds(30));
  const SteadyTime start = SteadyTime() + std::chrono::seconds(100);
  EXPECT_TRUE(button.TakePress(start));
  EXPECT_FALSE(button.TakePress(start + Milliseconds(29'999)));
  EXPECT_TRUE(button.problem().empty());
  EXPECT_FALSE(button.TakePress(start + Milliseconds(30'000)));  // Nor does it release for ever.
  EXPECT_NE(button.problem().find("stuck"), std::string::npos);
  level = 'u';
  EXPECT_FALSE(button.TakePress(start + Milliseconds(40'000)));
  EXPECT_FALSE(button.TakePress(start + Milliseconds(40'060)));
  EXPECT_TRUE(button.problem().empty());
  level = 'd';
  EXPECT_TRUE(button.TakePress(start + Milliseconds(41'000)));
  EXPECT_TRUE(button.problem().empty());
}

TEST(ExitButton, NoLineIsNeverPressed) {
  ExitButton button(nullptr, std::chrono::seconds(30));
  EXPECT_FALSE(button.TakePress(SteadyTime()));
  EXPECT_TRUE(button.problem().empty());
}

}  // namespace
}  // namespace doorward
