#include "doorward/drivers/wiegand.hpp"

#include <gmock/gmock.h>
#include <gpiod.h>
#include <gtest/gtest.h>

#include "fakes/fake_gpiod.hpp"

namespace doorward::wiegand_reader_test {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr std::string_view kFrame = "10111101100010001110101110";
const ReaderEvent kCard =
    CardRead{.uid = {0x00, 0x7B, 0x11, 0xD7}, .kind = CardNumberKind::kNumber};
constexpr std::int64_t kMillisecond = 1'000'000;

class WiegandReaderTest : public testing::Test {
 protected:
  WiegandReaderTest() { TheFakeGpiod() = FakeGpiod(); }

  // Puts the frame's edges into the queues of both lines.
  void Pulse(std::string_view bits, std::int64_t start_ms = 1000, std::int64_t interval_ms = 2) {
    for (const char bit : bits) {
      (bit == '1' ? d1_ : d0_).falling_edges.push_back(start_ms * kMillisecond);
      start_ms += interval_ms;
    }
  }

  // The stand-in does not wait: neither does the reader then, until 25 ms have passed.
  std::optional<ReaderEvent> Once(Reader& reader) {
    const auto event = reader.WaitForEvent(60ms);
    EXPECT_TRUE(event) << event.error().message;
    return event.value_or(std::nullopt);
  }

  // The one that comes, also on a machine that is busy.
  std::optional<ReaderEvent> Next(Reader& reader) {
    std::optional<ReaderEvent> event;
    for (int rounds = 0; !event && rounds < 200; ++rounds) event = Once(reader);
    return event;
  }

  FakeGpiodLine& d0_ = TheFakeGpiod().lines[3];
  FakeGpiodLine& d1_ = TheFakeGpiod().lines[4];
  WiegandConfig config_{.d0 = {.line = 3}, .d1 = {.line = 4}};
};

TEST_F(WiegandReaderTest, RequestsBothLinesForFallingEdges) {
  const auto reader = OpenWiegandReader(config_);
  ASSERT_TRUE(reader) << reader.error().message;
  for (const FakeGpiodLine* line : {&d0_, &d1_}) {
    EXPECT_TRUE(line->watches_falling_edges);
    EXPECT_EQ(line->flags, 0);
    EXPECT_EQ(line->consumer, "doorward");
  }
  EXPECT_EQ((*reader)->name(), "wiegand /dev/gpiochip0 lines 3 and 4");
}

TEST_F(WiegandReaderTest, InvertedLinesAreActiveLow) {
  config_.d0.active_high = config_.d1.active_high = false;
  ASSERT_TRUE(OpenWiegandReader(config_));
  EXPECT_EQ(d1_.flags, GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW);
}

TEST_F(WiegandReaderTest, ReadsACardAcrossTheQueuesOfBothLines) {
  const auto reader = OpenWiegandReader(config_);
  ASSERT_TRUE(reader);
  Pulse(kFrame);
  EXPECT_EQ(Next(**reader), kCard);
  EXPECT_EQ(Once(**reader), std::nullopt);
}

TEST_F(WiegandReaderTest, ReadsAFrameThatIsCutByThePatience) {
  const auto reader = OpenWiegandReader(config_);
  ASSERT_TRUE(reader);
  for (std::size_t at = 0; at < kFrame.size(); ++at) {
    Pulse(kFrame.substr(at, 1), 1000 + static_cast<std::int64_t>(at) * 2);
    const auto event = (*reader)->WaitForEvent(0ms);
    ASSERT_TRUE(event);
    ASSERT_EQ(*event, std::nullopt);
  }
  EXPECT_EQ(Next(**reader), kCard);
}

TEST_F(WiegandReaderTest, TwoFramesOfOneBatchAreTwoEvents) {
  const auto reader = OpenWiegandReader(config_);
  ASSERT_TRUE(reader);
  Pulse("0001", 1000);
  Pulse("1011", 1100);
  EXPECT_EQ(Next(**reader), ReaderEvent(KeyPress{.key = '1'}));
  EXPECT_EQ(Next(**reader), ReaderEvent(KeyPress{.key = '#'}));
}

TEST_F(WiegandReaderTest, AFullQueueRefusesTheFrame) {
  const auto reader = OpenWiegandReader(config_);
  ASSERT_TRUE(reader);
  Pulse("01111000000001111100000000");  // A good frame, with 17 zeros: perhaps there were more.
  EXPECT_EQ(Once(**reader), std::nullopt);
  Pulse(kFrame, 5000);
  EXPECT_EQ(Next(**reader), kCard);
}

TEST_F(WiegandReaderTest, LinesThatDoNotBelongTogetherAreRefused) {
  const std::pair<GpioLineConfig, GpioLineConfig> cases[] = {
      {{.line = 3}, {.line = 3}},
      {{.line = 3}, {.chip = "/dev/gpiochip1", .line = 4}},
      {{.line = 3}, {.line = 4, .active_high = false}}};
  for (const auto& [d0, d1] : cases) {
    EXPECT_EQ(OpenWiegandReader({.d0 = d0, .d1 = d1}).error().code, ErrorCode::kInvalidArgument);
  }
}

TEST_F(WiegandReaderTest, TellsWhyLinesCannotBeHad) {
  d1_.request_errno = EBUSY;
  EXPECT_EQ(OpenWiegandReader(config_).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(TheFakeGpiod().open_chips, 0);
  config_.d1.line = FakeGpiod::kLines;
  EXPECT_EQ(OpenWiegandReader(config_).error().code, ErrorCode::kNotFound);
  TheFakeGpiod().open_errno = ENOENT;
  EXPECT_EQ(OpenWiegandReader(config_).error().code, ErrorCode::kNotFound);
}

TEST_F(WiegandReaderTest, LinesThatGoAwayAreUnavailable) {
  const auto reader = OpenWiegandReader(config_);
  ASSERT_TRUE(reader);
  d0_.wait_errno = ENODEV;
  EXPECT_EQ((*reader)->WaitForEvent(0ms).error().code, ErrorCode::kUnavailable);
}

// At rest both are high; a pulse pulls one for microseconds.
TEST_F(WiegandReaderTest, TellsOfALineThatStaysPulled) {
  d0_.values = d1_.values = {1};
  const auto reader = OpenWiegandReader(config_);
  ASSERT_TRUE(reader);
  EXPECT_EQ(Once(**reader), std::nullopt);
  EXPECT_EQ((*reader)->active_inputs(), ReaderInputs());
  d1_.values = {0};
  EXPECT_EQ(Once(**reader), std::nullopt);
  EXPECT_EQ((*reader)->active_inputs(), ReaderInputs{ReaderInput::kD1});
  d1_.values = {1};
  Pulse(kFrame);
  EXPECT_EQ((*reader)->WaitForEvent(0ms).value(), std::nullopt);
  EXPECT_EQ((*reader)->active_inputs(), ReaderInputs());  // Pulses come.
  EXPECT_EQ(Next(**reader), kCard);
  d0_.value_errno = ENODEV;
  EXPECT_EQ((*reader)->WaitForEvent(60ms).error().code, ErrorCode::kUnavailable);
}

TEST_F(WiegandReaderTest, ASignalIsNoEdgeAndNoError) {
  const auto reader = OpenWiegandReader(config_);
  ASSERT_TRUE(reader);
  d0_.wait_errno = EINTR;
  EXPECT_EQ(Once(**reader), std::nullopt);
}

}  // namespace doorward::wiegand_reader_test
