#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <span>

#include "doorward/drivers/wiegand.hpp"
#include "drivers/wiegand/wiegand_decoder.hpp"

namespace doorward::wiegand_output_test {

using namespace std::chrono_literals;
using testing::ElementsAre;

// A pulse each, as the panel behind sees it.
struct Pulses {
  std::vector<WiegandEdge> edges;
  int active = 0;  // Lines that are active now.
  bool overlapped = false;
  bool fails = false;
  int held_up = 0;  // How many of the next pulses take far too long, as on a machine that is busy.
};

CardRead CardOf(Bytes uid) { return {.uid = std::move(uid), .kind = CardNumberKind::kNumber}; }

class PulsedLine final : public OutputLine {
 public:
  PulsedLine(Pulses& pulses, bool one) : pulses_(pulses), one_(one) {}
  Status Set(Level level) override {
    if (pulses_.fails) return Fail(ErrorCode::kUnavailable, "gone");
    if (pulses_.held_up > 0 && level == Level::kInactive) {
      --pulses_.held_up;
      const SteadyTime end = std::chrono::steady_clock::now() + 30ms;
      while (std::chrono::steady_clock::now() < end) {
      }
    }
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
  // Until a busy machine lets it through in one piece; what came to the panel before that is forgotten.
  Status Send(CardOutput& output, const Bytes& uid, std::size_t bits) {
    const std::size_t before = pulses_.edges.size();
    for (int tries = 0; tries < 100; ++tries) {
      const Status sent = output.Send(uid);
      if (!sent && sent.error().code != ErrorCode::kTimeout) return sent;
      if (sent && IsWhole(std::span(pulses_.edges).subspan(before), bits)) return sent;
      pulses_.edges.resize(before);
    }
    return Fail(ErrorCode::kTimeout, "no frame came through whole");
  }
  static bool IsWhole(std::span<const WiegandEdge> frame, std::size_t bits) {
    const auto apart = [](const WiegandEdge& a, const WiegandEdge& b) { return b.at - a.at > 8ms; };
    return frame.size() == bits && std::ranges::adjacent_find(frame, apart) == frame.end();
  }
  // The cards. What is left of a frame that was begun anew may have the length of a key.
  std::vector<ReaderEvent> Decoded(bool reversed = false) const {
    WiegandDecoder decoder(reversed);
    std::vector<ReaderEvent> cards;
    const auto take = [&](const std::optional<ReaderEvent>& event) {
      if (event && std::holds_alternative<CardRead>(*event)) cards.push_back(*event);
    };
    for (const WiegandEdge& edge : pulses_.edges) take(decoder.Take(edge));
    take(decoder.EndFrame());
    return cards;
  }

  Pulses pulses_;
};

TEST_F(WiegandOutputTest, ThePanelReadsTheNumber) {
  const Bytes uid = {0x04, 0xA1, 0xB2, 0xC3};
  ASSERT_TRUE(Send(*Open(34), uid, 34));
  EXPECT_THAT(Decoded(), ElementsAre(ReaderEvent(CardOf(uid))));
  EXPECT_EQ(pulses_.active, 0);
  EXPECT_FALSE(pulses_.overlapped);
}

TEST_F(WiegandOutputTest, ThePanelReadsTheOtherByteOrder) {
  const Bytes uid = {0x00, 0xA1, 0xB2, 0xC3};
  ASSERT_TRUE(Send(*Open(26, true), uid, 26));
  EXPECT_THAT(Decoded(), ElementsAre(ReaderEvent(CardOf({0x00, 0xC3, 0xB2, 0xA1}))));
}

TEST_F(WiegandOutputTest, TwoNumbersAreTwoFrames) {
  const auto output = Open(37);
  const Bytes first = {0x01, 2, 3, 4, 5};
  const Bytes second = {0, 0, 0, 7};
  ASSERT_TRUE(Send(*output, first, 37));
  ASSERT_TRUE(Send(*output, second, 37));
  EXPECT_THAT(Decoded(),
              ElementsAre(ReaderEvent(CardOf(first)), ReaderEvent(CardOf({0, 0, 0, 0, 7}))));
}

TEST_F(WiegandOutputTest, WhatDoesNotFitIsNotSent) {
  const auto sent = Open(26)->Send(Bytes{0x04, 0xA1, 0xB2, 0xC3});
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, ErrorCode::kInvalidArgument);
  EXPECT_THAT(pulses_.edges, testing::IsEmpty());
}

TEST_F(WiegandOutputTest, AFrameThatWasHeldUpIsSentOnceMore) {
  const Bytes uid = {0x04, 0xA1, 0xB2, 0xC3};
  const auto output = Open(34);
  Status sent;
  do {  // A busy machine may hold it up a second time.
    pulses_.edges.clear();
    pulses_.held_up = 1;
    sent = output->Send(uid);
  } while (!sent && sent.error().code == ErrorCode::kTimeout);
  ASSERT_TRUE(sent);
  EXPECT_THAT(Decoded(), ElementsAre(ReaderEvent(CardOf(uid))));
  EXPECT_GE(pulses_.edges.size(), 35U);

  pulses_.held_up = 2;
  EXPECT_EQ(Open(34)->Send(uid).error().code, ErrorCode::kTimeout);
  EXPECT_EQ(pulses_.active, 0);
}

TEST_F(WiegandOutputTest, ALineThatGoesAwayIsUnavailable) {
  pulses_.fails = true;
  EXPECT_EQ(Open(34)->Send(Bytes{1, 2, 3, 4}).error().code, ErrorCode::kUnavailable);
}

}  // namespace doorward::wiegand_output_test
