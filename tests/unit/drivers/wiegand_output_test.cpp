#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "doorward/drivers/wiegand.hpp"
#include "drivers/wiegand/wiegand_decoder.hpp"

namespace doorward {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

// A pulse each, as the panel behind sees it.
struct Pulses {
  std::vector<WiegandEdge> edges;
  int active = 0;  // Lines that are active now.
  bool overlapped = false;
  bool fails = false;
};

class PulsedLine final : public OutputLine {
 public:
  PulsedLine(Pulses& pulses, bool one) : pulses_(pulses), one_(one) {}
  Status Set(Level level) override {
    if (pulses_.fails) return Fail(ErrorCode::kUnavailable, "gone");
    pulses_.active += level == Level::kActive ? 1 : -1;
    pulses_.overlapped |= pulses_.active > 1;
    if (level == Level::kActive) {
      pulses_.edges.push_back(
          {.one = one_, .at = std::chrono::steady_clock::now().time_since_epoch()});
    }
    return {};
  }
  std::string_view name() const override { return "pulsed"; }

 private:
  Pulses& pulses_;
  const bool one_;
};

class WiegandOutputTest : public testing::Test {
 protected:
  std::unique_ptr<CardOutput> Open(int bits, bool reversed = false) {
    return MakeWiegandOutput(
        "wiegand out", std::make_unique<PulsedLine>(pulses_, false),
        std::make_unique<PulsedLine>(pulses_, true),
        {.bits = bits, .reversed = reversed, .pulse = 50us, .interval = 400us});
  }
  std::vector<ReaderEvent> Decoded(bool reversed = false) const {
    WiegandDecoder decoder(reversed);
    std::vector<ReaderEvent> events;
    for (const WiegandEdge& edge : pulses_.edges) {
      if (auto event = decoder.Take(edge)) events.push_back(*event);
    }
    if (auto event = decoder.EndFrame()) events.push_back(*event);
    return events;
  }

  Pulses pulses_;
};

TEST_F(WiegandOutputTest, ThePanelReadsTheNumber) {
  const Bytes uid = {0x04, 0xA1, 0xB2, 0xC3};
  ASSERT_TRUE(Open(34)->Send(uid));
  EXPECT_THAT(Decoded(), ElementsAre(ReaderEvent(CardRead{.uid = uid})));
  EXPECT_EQ(pulses_.active, 0);
  EXPECT_FALSE(pulses_.overlapped);
}

TEST_F(WiegandOutputTest, ThePanelReadsTheOtherByteOrder) {
  const Bytes uid = {0x00, 0xA1, 0xB2, 0xC3};
  ASSERT_TRUE(Open(26, true)->Send(uid));
  EXPECT_THAT(Decoded(), ElementsAre(ReaderEvent(CardRead{.uid = {0x00, 0xC3, 0xB2, 0xA1}})));
}

TEST_F(WiegandOutputTest, TwoNumbersAreTwoFrames) {
  const auto output = Open(37);
  const Bytes first = {0x01, 2, 3, 4, 5};
  const Bytes second = {0, 0, 0, 7};
  ASSERT_TRUE(output->Send(first));
  ASSERT_TRUE(output->Send(second));
  EXPECT_THAT(Decoded(), ElementsAre(ReaderEvent(CardRead{.uid = first}),
                                     ReaderEvent(CardRead{.uid = {0, 0, 0, 0, 7}})));
}

TEST_F(WiegandOutputTest, WhatDoesNotFitIsNotSent) {
  const auto sent = Open(26)->Send(Bytes{0x04, 0xA1, 0xB2, 0xC3});
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, ErrorCode::kInvalidArgument);
  EXPECT_THAT(pulses_.edges, testing::IsEmpty());
}

TEST_F(WiegandOutputTest, ALineThatGoesAwayIsUnavailable) {
  pulses_.fails = true;
  EXPECT_EQ(Open(34)->Send(Bytes{1, 2, 3, 4}).error().code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace doorward
