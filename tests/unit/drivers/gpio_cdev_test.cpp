#include "doorward/drivers/gpio_cdev.hpp"

#include <gmock/gmock.h>
#include <gpiod.h>
#include <gtest/gtest.h>

#include "fakes/fake_gpiod.hpp"

namespace doorward::gpio_cdev_test {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr unsigned kLine = 5;

class GpioCdevTest : public testing::Test {
 protected:
  GpioCdevTest() { TheFakeGpiod() = FakeGpiod(); }

  FakeGpiodLine& line_ = TheFakeGpiod().lines[kLine];
  GpioLineConfig config_{.chip = "/dev/gpiochip0", .line = kLine};
};

TEST_F(GpioCdevTest, AnOutputIsRequestedWithItsInitialLevel) {
  const auto released = OpenGpioOutput(config_, Level::kActive);
  ASSERT_TRUE(released);
  EXPECT_THAT(line_.values, ElementsAre(1));
  EXPECT_EQ(line_.consumer, "doorward");
  EXPECT_EQ(line_.flags, 0);
  EXPECT_EQ((*released)->name(), "gpio /dev/gpiochip0 line 5");
}

TEST_F(GpioCdevTest, AnOutputIsSetInLogicalLevels) {
  config_.active_high = false;
  const auto strike = OpenGpioOutput(config_, Level::kInactive);
  ASSERT_TRUE(strike);
  ASSERT_TRUE((*strike)->Set(Level::kActive));
  ASSERT_TRUE((*strike)->Set(Level::kInactive));
  EXPECT_EQ(line_.flags, GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW);
  EXPECT_THAT(line_.values, ElementsAre(0, 1, 0));
}

TEST_F(GpioCdevTest, AnInputWatchesBothEdgesAndTellsItsLevel) {
  config_.active_high = false;
  const auto contact = OpenGpioInput(config_);
  ASSERT_TRUE(contact);
  EXPECT_TRUE(line_.watches_edges);
  EXPECT_EQ(line_.flags, GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW);
  EXPECT_EQ((*contact)->Read(), Level::kInactive);
  line_.values = {1};
  EXPECT_EQ((*contact)->Read(), Level::kActive);
}

TEST_F(GpioCdevTest, ABouncingContactIsOneEdge) {
  const auto contact = OpenGpioInput(config_);
  ASSERT_TRUE(contact);
  EXPECT_EQ((*contact)->WaitForEdge(1h), false);
  line_.pending_edges = 9;
  EXPECT_EQ((*contact)->WaitForEdge(1h), true);
  EXPECT_EQ((*contact)->WaitForEdge(1h), false);
}

TEST_F(GpioCdevTest, TheChipIsClosedWithTheLine) {
  {
    const auto strike = OpenGpioOutput(config_, Level::kInactive);
    EXPECT_EQ(TheFakeGpiod().open_chips, 1);
  }
  EXPECT_EQ(TheFakeGpiod().open_chips, 0);
  line_.request_errno = EBUSY;
  EXPECT_FALSE(OpenGpioOutput(config_, Level::kInactive));
  EXPECT_EQ(TheFakeGpiod().open_chips, 0);
}

TEST_F(GpioCdevTest, ALineInUseIsUnavailableAndTheMessageSaysByWhom) {
  line_.request_errno = EBUSY;
  line_.consumer = "led-daemon";
  const auto strike = OpenGpioOutput(config_, Level::kInactive);
  ASSERT_FALSE(strike);
  EXPECT_EQ(strike.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(strike.error().message, HasSubstr("led-daemon"));

  line_.consumer = "";
  EXPECT_EQ(OpenGpioInput(config_).error().code, ErrorCode::kUnavailable);
}

TEST_F(GpioCdevTest, ALineBeyondTheChipIsNotFound) {
  config_.line = FakeGpiod::kLines;
  const auto strike = OpenGpioOutput(config_, Level::kInactive);
  ASSERT_FALSE(strike);
  EXPECT_EQ(strike.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(strike.error().message, HasSubstr("8 lines"));
}

TEST_F(GpioCdevTest, MapsWhatTheChipAnswers) {
  const std::pair<int, ErrorCode> cases[] = {
      {ENOENT, ErrorCode::kNotFound},         {ENOTDIR, ErrorCode::kNotFound},
      {ENOTTY, ErrorCode::kNotFound},         {ENODEV, ErrorCode::kNotFound},
      {EACCES, ErrorCode::kPermissionDenied}, {EPERM, ErrorCode::kPermissionDenied},
      {EMFILE, ErrorCode::kUnavailable},
  };
  for (const auto& [error, code] : cases) {
    TheFakeGpiod().open_errno = error;
    EXPECT_EQ(OpenGpioOutput(config_, Level::kInactive).error().code, code) << error;
    EXPECT_EQ(OpenGpioInput(config_).error().code, code) << error;
  }
}

TEST_F(GpioCdevTest, MapsWhatTheLineAnswers) {
  for (const auto& [error, code] :
       {std::pair(EPERM, ErrorCode::kPermissionDenied),
        std::pair(EACCES, ErrorCode::kPermissionDenied), std::pair(EIO, ErrorCode::kUnavailable)}) {
    line_.request_errno = error;
    EXPECT_EQ(OpenGpioOutput(config_, Level::kInactive).error().code, code) << error;
    EXPECT_EQ(OpenGpioInput(config_).error().code, code) << error;
  }
}

TEST_F(GpioCdevTest, ALineThatGoesAwayIsUnavailable) {
  const auto strike = OpenGpioOutput(config_, Level::kInactive);
  line_.value_errno = ENODEV;
  EXPECT_EQ((*strike)->Set(Level::kActive).error().code, ErrorCode::kUnavailable);

  const auto contact = OpenGpioInput(config_);
  EXPECT_EQ((*contact)->Read().error().code, ErrorCode::kUnavailable);
  line_.wait_errno = ENODEV;
  EXPECT_EQ((*contact)->WaitForEdge(1h).error().code, ErrorCode::kUnavailable);
}

TEST_F(GpioCdevTest, ASignalIsNoEdge) {
  const auto contact = OpenGpioInput(config_);
  line_.wait_errno = EINTR;
  EXPECT_EQ((*contact)->WaitForEdge(1h), false);
}

}  // namespace doorward::gpio_cdev_test
