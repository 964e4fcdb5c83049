#include "drivers/osdp/osdp_indicator.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "drivers/osdp/osdp_codes.hpp"
#include "fakes/osdp_recording.hpp"

namespace doorward::osdp_indicator_test {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr SteadyTime kStart{1h};

constexpr IndicatorStep kGreenBeep{.green = true, .buzzer = true, .duration = 200ms};
constexpr IndicatorStep kRed{.red = true, .duration = 350ms};
constexpr IndicatorStep kDark{.duration = 100ms};

// In words: "green 5" is a temporary light for five tenths, "green on" a permanent one.
std::string Words(const OsdpCommand& command) {
  static constexpr const char* kColours[] = {"black", "red", "green", "amber"};
  if (command.code == osdp::kLed) {
    EXPECT_EQ(command.data.size(), 14U);
    const bool temporary = command.data[2] == 2;
    return temporary ? kColours[command.data[5]] + (" " + std::to_string(command.data[7]))
                     : kColours[command.data[12]] + std::string(" on");
  }
  EXPECT_EQ(command.code, osdp::kBuz);
  EXPECT_EQ(command.data.size(), 5U);
  if (command.data[1] == 1) return "silence";
  return "beep " + std::to_string(command.data[2]) + " x" + std::to_string(command.data[4]);
}

std::vector<std::string> Due(OsdpIndicator& indicator, SteadyTime now) {
  std::vector<std::string> words;
  while (auto command = indicator.Next(now)) words.push_back(Words(*command));
  return words;
}

TEST(OsdpIndicator, PlaysStepByStep) {
  OsdpIndicator indicator(true, true);
  indicator.Play({.steps = {kGreenBeep, kDark, kRed}}, kStart);
  EXPECT_EQ(indicator.due(), kStart);
  EXPECT_THAT(Due(indicator, kStart), ElementsAre("green 4", "beep 2 x1"));
  EXPECT_EQ(indicator.due(), kStart + 200ms);
  EXPECT_THAT(Due(indicator, kStart + 199ms), IsEmpty());
  EXPECT_THAT(Due(indicator, kStart + 200ms), ElementsAre("black 3", "silence"));
  EXPECT_THAT(Due(indicator, kStart + 300ms), ElementsAre("red 4"));  // 350 ms, in tenths.
  EXPECT_EQ(indicator.due(), SteadyTime::max());                      // It goes out by itself.
}

TEST(OsdpIndicator, RepeatsUntilAnotherComes) {
  OsdpIndicator indicator(true, true);
  indicator.Play({.steps = {kRed, kDark}, .repeat = true}, kStart);
  SteadyTime now = kStart;
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(Due(indicator, now), ElementsAre("red 6"));
    EXPECT_THAT(Due(indicator, now += 350ms), ElementsAre("black 3"));
    now += 100ms;
  }
  indicator.Play({.steps = {kGreenBeep}}, now);
  EXPECT_THAT(Due(indicator, now), ElementsAre("green 2", "beep 2 x1"));
  EXPECT_EQ(indicator.due(), SteadyTime::max());
}

TEST(OsdpIndicator, LeavesOneStepForEverToTheReader) {
  OsdpIndicator indicator(true, true);
  indicator.Play({.steps = {kRed}, .repeat = true}, kStart);
  EXPECT_THAT(Due(indicator, kStart), ElementsAre("red on"));
  EXPECT_EQ(indicator.due(), SteadyTime::max());
  indicator.Play({.steps = {{.green = true, .red = true, .buzzer = true}}, .repeat = true}, kStart);
  EXPECT_THAT(Due(indicator, kStart), ElementsAre("amber on", "beep 1 x0"));
  indicator.Play({}, kStart);
  EXPECT_THAT(Due(indicator, kStart), ElementsAre("black on", "silence"));
}

TEST(OsdpIndicator, AsksForNothingThatAReaderLacks) {
  OsdpIndicator none(false, false);
  none.Play({.steps = {kGreenBeep}}, kStart);
  EXPECT_THAT(Due(none, kStart), IsEmpty());
  OsdpIndicator indicator(true, true);
  indicator.Refuse(osdp::kBuz);
  indicator.Play({.steps = {kGreenBeep}}, kStart);
  EXPECT_THAT(Due(indicator, kStart), ElementsAre("green 2"));
  indicator.Refuse(osdp::kLed);
  indicator.Play({.steps = {kGreenBeep}}, kStart);
  EXPECT_THAT(Due(indicator, kStart), IsEmpty());
}

TEST(OsdpIndicator, StepsAreBounded) {
  OsdpIndicator indicator(true, true);
  indicator.Play({.steps = {{.red = true, .buzzer = true, .duration = 20ms}, kDark}}, kStart);
  EXPECT_THAT(Due(indicator, kStart), ElementsAre("red 3", "beep 1 x1"));
  indicator.Play({.steps = {{.red = true, .buzzer = true, .duration = 10'000ms}}}, kStart);
  EXPECT_THAT(Due(indicator, kStart), ElementsAre("red 100", "beep 100 x1"));
}

}  // namespace doorward::osdp_indicator_test
