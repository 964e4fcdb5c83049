#include "drivers/zfm/zfm_light.hpp"

#include <gtest/gtest.h>

#include "drivers/zfm/zfm_codes.hpp"

namespace doorward::zfm_light_test {

constexpr IndicatorStep kGreen{.green = true, .duration = Milliseconds(100)};
constexpr IndicatorStep kRed{.red = true, .duration = Milliseconds(100)};
constexpr IndicatorStep kBoth{.green = true, .red = true, .duration = Milliseconds(100)};
constexpr IndicatorStep kSound{.buzzer = true, .duration = Milliseconds(100)};

class ZfmLightTest : public testing::Test {
 protected:
  // What is sent at the moment, and taken: how and which colour; "" for nothing.
  std::string Sent() {
    const auto command = light_.Next(now_);
    if (!command) return "";
    EXPECT_EQ(command->code, zfm::kLight);
    light_.Take(ZfmReply{});
    return ToHex(command->data);
  }
  void Wait(int ms) { now_ += Milliseconds(ms); }

  SteadyTime now_ = SteadyTime{} + std::chrono::hours(1);
  ZfmLight light_;
};

TEST_F(ZfmLightTest, SendsNothingUntilItIsTold) {
  EXPECT_EQ(Sent(), "");
  EXPECT_EQ(light_.due(), SteadyTime::max());
}

TEST_F(ZfmLightTest, PlaysStepsAndEndsDark) {
  light_.Play({.steps = {kGreen, kRed, kBoth, kSound}}, now_);
  for (const char* expected : {"03000400", "03000100", "03000500", "04000100"}) {
    EXPECT_EQ(Sent(), expected);
    EXPECT_EQ(Sent(), "");
    Wait(100);
  }
  EXPECT_EQ(Sent(), "");
  EXPECT_EQ(light_.due(), SteadyTime::max());
}

TEST_F(ZfmLightTest, RepeatsAndLeavesOneColourAlone) {
  light_.Play({.steps = {kGreen, kRed}, .repeat = true}, now_);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(Sent(), "03000400");
    Wait(100);
    EXPECT_EQ(Sent(), "03000100");
    Wait(100);
  }
  light_.Play({.steps = {kRed}, .repeat = true}, now_);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(Sent(), "");
    Wait(100);
  }
  light_.Play({}, now_);
  EXPECT_EQ(Sent(), "04000100");
}

TEST_F(ZfmLightTest, ARingWithoutGreenIsBlue) {
  light_.Play({.steps = {kBoth}, .repeat = true}, now_);
  ASSERT_TRUE(light_.Next(now_));
  light_.Take(ZfmReply{.code = zfm::kBadPacket, .data = {}});
  EXPECT_EQ(Sent(), "03000300");
  light_.Play({.steps = {kGreen}, .repeat = true}, now_);
  EXPECT_EQ(Sent(), "03000200");
}

TEST_F(ZfmLightTest, ALostReplyCostsNoLight) {
  for (const IndicatorStep& step : {kRed, kGreen, kRed, kGreen}) {
    light_.Play({.steps = {step}, .repeat = true}, now_);
    ASSERT_TRUE(light_.Next(now_));
    light_.Take(std::nullopt);
    EXPECT_NE(Sent(), "") << "asked once more";
  }
}

TEST_F(ZfmLightTest, AModuleWithoutARingIsNotAskedAgain) {
  for (const bool answers : {true, false}) {
    ZfmLight light;
    light.Play({.steps = {kRed, kGreen}}, now_);
    for (int i = 0; i < (answers ? 1 : ZfmLight::kMaxSilences); ++i) {
      ASSERT_TRUE(light.Next(now_));
      light.Take(answers ? std::optional(ZfmReply{.code = 1, .data = {}}) : std::nullopt);
    }
    EXPECT_FALSE(light.Next(now_ + Milliseconds(100)));
    light.Play({.steps = {kRed}}, now_);
    EXPECT_FALSE(light.Next(now_));
    EXPECT_EQ(light.due(), SteadyTime::max());
  }
}

}  // namespace doorward::zfm_light_test
