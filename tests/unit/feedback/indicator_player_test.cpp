// What one reader shows, step by step.

#include "feedback/indicator_player.hpp"

#include <gtest/gtest.h>

namespace doorward::indicator_player_test {

using namespace std::chrono_literals;

const FeedbackConfig kConfig{.granted = {{.green = true, .buzzer = true, .duration = 100ms},
                                         {.green = true, .duration = 900ms}},
                             .denied = {{.red = true, .duration = 300ms}},
                             .waiting = {{.green = true, .duration = 200ms}, {.duration = 300ms}},
                             .key = {{.buzzer = true, .duration = 50ms}}};

class IndicatorPlayerTest : public testing::Test {
 protected:
  // What is lit at that time: "G", "R", "B", together or "".
  std::string At(Milliseconds time) {
    const IndicatorStep step = player_.At(SteadyTime(time));
    return std::string(step.green ? "G" : "") + (step.red ? "R" : "") + (step.buzzer ? "B" : "");
  }
  void Show(Signal signal, Milliseconds time) { player_.Show(signal, SteadyTime(time)); }
  std::optional<IndicatorPattern> Take(Milliseconds time) {
    return player_.TakeChange(SteadyTime(time));
  }

  IndicatorPlayer player_{kConfig};
};

TEST_F(IndicatorPlayerTest, IsDarkUntilSomethingHappens) {
  EXPECT_EQ(At(0ms), "");
  EXPECT_EQ(player_.NextChange(SteadyTime(0ms)), std::nullopt);
  EXPECT_EQ(Take(0ms), std::nullopt);
}

TEST_F(IndicatorPlayerTest, PlaysEachStepForItsTimeAndEnds) {
  Show(Signal::kGranted, 1000ms);
  EXPECT_EQ(At(1000ms), "GB");
  EXPECT_EQ(player_.NextChange(SteadyTime(1000ms)), SteadyTime(1100ms));
  EXPECT_EQ(At(1099ms), "GB");
  EXPECT_EQ(At(1100ms), "G");
  EXPECT_EQ(player_.NextChange(SteadyTime(1100ms)), SteadyTime(2000ms));
  EXPECT_EQ(At(2000ms), "");
  EXPECT_EQ(player_.NextChange(SteadyTime(2000ms)), std::nullopt);
}

TEST_F(IndicatorPlayerTest, WaitingRepeatsUntilItIsAnswered) {
  Show(Signal::kWaiting, 0ms);
  for (const Milliseconds round : {0ms, 500ms, 50'000ms}) {
    EXPECT_EQ(At(round + 199ms), "G");
    EXPECT_EQ(At(round + 200ms), "");
    EXPECT_EQ(player_.NextChange(SteadyTime(round + 200ms)), SteadyTime(round + 500ms));
  }
  Show(Signal::kDenied, 60'000ms);
  EXPECT_EQ(At(60'000ms), "R");
  EXPECT_EQ(At(60'300ms), "") << "waiting is over";
  Show(Signal::kWaiting, 61'000ms);
  Show(Signal::kIdle, 61'100ms);
  EXPECT_EQ(At(61'100ms), "");
}

TEST_F(IndicatorPlayerTest, AKeySoundsOverWaitingWhichGoesOn) {
  Show(Signal::kWaiting, 0ms);
  Show(Signal::kKey, 510ms);
  EXPECT_EQ(At(510ms), "B");
  EXPECT_EQ(At(560ms), "G") << "in the rhythm that it had";
}

TEST_F(IndicatorPlayerTest, ADeviceThatPlaysByItselfIsToldOnceAndWhenAKeyHasEnded) {
  Show(Signal::kWaiting, 0ms);
  const IndicatorPattern waiting{.steps = kConfig.waiting, .repeat = true};
  EXPECT_EQ(Take(0ms), waiting);
  EXPECT_EQ(Take(10ms), std::nullopt);
  Show(Signal::kKey, 20ms);
  EXPECT_EQ(Take(20ms), (IndicatorPattern{.steps = kConfig.key}));
  EXPECT_EQ(Take(69ms), std::nullopt);
  EXPECT_EQ(Take(70ms), waiting);
  Show(Signal::kIdle, 100ms);
  EXPECT_EQ(Take(100ms), IndicatorPattern{});
  Show(Signal::kGranted, 200ms);
  EXPECT_EQ(Take(200ms), (IndicatorPattern{.steps = kConfig.granted}));
  EXPECT_EQ(Take(5'000ms), std::nullopt) << "it has ended by itself";
}

TEST(IndicatorPlayer, AnEmptyPatternIsDark) {
  const FeedbackConfig silent{.granted = {}, .denied = {}, .waiting = {}, .key = {}};
  IndicatorPlayer player(silent);
  for (const Signal signal : {Signal::kGranted, Signal::kWaiting, Signal::kKey}) {
    player.Show(signal, SteadyTime(0ms));
    EXPECT_EQ(player.At(SteadyTime(0ms)), IndicatorStep{});
  }
}

}  // namespace doorward::indicator_player_test
