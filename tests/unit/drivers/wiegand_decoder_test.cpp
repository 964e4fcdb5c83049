#include "drivers/wiegand/wiegand_decoder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace doorward::wiegand_decoder_test {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kFrame = "10111101100010001110101110";
const ReaderEvent kCard =
    CardRead{.uid = {0x00, 0x7B, 0x11, 0xD7}, .kind = CardNumberKind::kNumber};

std::vector<WiegandEdge> Edges(std::string_view bits, std::chrono::nanoseconds start = 1s,
                               std::chrono::nanoseconds interval = 2ms) {
  std::vector<WiegandEdge> edges;
  for (const char bit : bits) {
    edges.push_back({.one = bit == '1', .at = start});
    start += interval;
  }
  return edges;
}

class WiegandDecoderTest : public testing::Test {
 protected:
  void Feed(const std::vector<WiegandEdge>& edges) {
    for (const WiegandEdge& edge : edges) Keep(decoder_.Take(edge));
  }
  void Keep(std::optional<ReaderEvent> event) {
    if (event) events_.push_back(*std::move(event));
  }
  void EndFrame() { Keep(decoder_.EndFrame()); }

  WiegandDecoder decoder_{false};
  std::vector<ReaderEvent> events_;
};

TEST_F(WiegandDecoderTest, AFrameEndsInSilence) {
  Feed(Edges(kFrame));
  EXPECT_THAT(events_, IsEmpty());
  EXPECT_TRUE(decoder_.in_frame());
  EndFrame();
  EXPECT_THAT(events_, ElementsAre(kCard));
  EXPECT_FALSE(decoder_.in_frame());
  EndFrame();
  EXPECT_EQ(events_.size(), 1U);
  EXPECT_EQ(decoder_.refused(), 0U);
}

TEST_F(WiegandDecoderTest, AnEdgeAfterTheGapBeginsAnotherFrame) {
  Feed(Edges(kFrame, 1s));
  Feed(Edges("0101", 1s + 25 * 2ms + 25ms));
  EXPECT_THAT(events_, ElementsAre(kCard));
  EndFrame();
  EXPECT_THAT(events_, ElementsAre(kCard, ReaderEvent(KeyPress{.key = '5'})));
}

TEST_F(WiegandDecoderTest, JustBelowTheGapIsTheSameFrame) {
  Feed(Edges(kFrame, 1s));
  Feed(Edges("0101", 1s + 25 * 2ms + 25ms - 1ns));
  EndFrame();
  EXPECT_THAT(events_, IsEmpty());
  EXPECT_EQ(decoder_.refused(), 1U);
}

TEST_F(WiegandDecoderTest, ReadsTheSlowestAndTheFastestReader) {
  Feed(Edges(kFrame, 1s, 20ms));
  EndFrame();
  Feed(Edges(kFrame, 3s, 200us));
  EndFrame();
  EXPECT_THAT(events_, ElementsAre(kCard, kCard));
}

// One line's queue may be read after the other's.
TEST_F(WiegandDecoderTest, TheOrderOfTimeCounts) {
  auto edges = Edges(kFrame);
  std::ranges::stable_partition(edges, &WiegandEdge::one);
  Feed(edges);
  EndFrame();
  EXPECT_THAT(events_, ElementsAre(kCard));
}

TEST_F(WiegandDecoderTest, EveryMissingOrAddedPulseIsRefused) {
  for (std::size_t at = 0; at < kFrame.size(); ++at) {
    std::string less(kFrame);
    less.erase(at, 1);
    std::string more(kFrame);
    more.insert(at, 1, '0');
    for (const std::string& bits : {less, more}) {
      Feed(Edges(bits));
      EndFrame();
    }
  }
  EXPECT_THAT(events_, IsEmpty());
  EXPECT_EQ(decoder_.refused(), 2 * kFrame.size());
}

TEST_F(WiegandDecoderTest, ABouncingLineIsRefused) {
  // 25 bits, one of which bounces so that the number of edges is right.
  auto edges = Edges(kFrame);
  for (std::size_t at = 0; at + 1 < edges.size(); ++at) {
    if (edges[at].one != edges[at + 1].one) continue;
    auto bouncing = edges;
    bouncing[at + 1].at = bouncing[at].at + WiegandDecoder::kBounce - 1ns;
    Feed(bouncing);
    EndFrame();
  }
  EXPECT_THAT(events_, IsEmpty());
  EXPECT_GT(decoder_.refused(), 5U);
}

TEST_F(WiegandDecoderTest, ASpoiltFrameIsRefusedAndTheNextIsRead) {
  Feed(Edges(kFrame));
  decoder_.Spoil();
  EndFrame();
  EXPECT_THAT(events_, IsEmpty());
  EXPECT_EQ(decoder_.refused(), 1U);
  Feed(Edges(kFrame, 2s));
  EndFrame();
  EXPECT_THAT(events_, ElementsAre(kCard));
}

TEST_F(WiegandDecoderTest, ALateEdgeOfTheLastFrameSpoilsThisOne) {
  Feed(Edges(kFrame, 1s));
  Feed(Edges(kFrame, 2s));
  Feed(Edges("1", 1s + 1ms));
  EndFrame();
  EXPECT_THAT(events_, ElementsAre(kCard));
  EXPECT_EQ(decoder_.refused(), 1U);
}

TEST_F(WiegandDecoderTest, NoiseIsOneRefusedFrameAndTakesNoRoom) {
  Feed(Edges(std::string(100'000, '1'), 1s, 1ms));
  EndFrame();
  EXPECT_THAT(events_, IsEmpty());
  EXPECT_EQ(decoder_.refused(), 1U);
  Feed(Edges(kFrame, 200s));
  EndFrame();
  EXPECT_THAT(events_, ElementsAre(kCard));
}

// 64 edges and 26 more are 90, not a card.
TEST_F(WiegandDecoderTest, WhatIsTooLongIsNotCut) {
  Feed(Edges(std::string(38, '0') + std::string(kFrame)));
  Feed(Edges(kFrame, 1s + 64 * 2ms));
  EndFrame();
  EXPECT_THAT(events_, IsEmpty());
  EXPECT_EQ(decoder_.refused(), 1U);
}

RC_GTEST_PROP(WiegandDecoderProperty, ACardIsReadAfterAnything, ()) {
  WiegandDecoder decoder(false);
  std::chrono::nanoseconds now = 1s;
  for (const auto& [one, wait] :
       *rc::gen::arbitrary<std::vector<std::pair<bool, std::uint16_t>>>()) {
    now += std::chrono::microseconds(wait);
    decoder.Take({.one = one, .at = now});
  }
  decoder.EndFrame();
  for (const WiegandEdge& edge : Edges(kFrame, now + 1s)) decoder.Take(edge);
  RC_ASSERT(decoder.EndFrame() == std::optional(kCard));
}

}  // namespace doorward::wiegand_decoder_test
