#include "drivers/wiegand/wiegand_frame.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace doorward::wiegand_frame_test {

// "0 1101…": spaces are for the eye.
WiegandFrame Frame(std::string_view text) {
  WiegandFrame frame;
  for (const char bit : text) {
    if (bit == ' ') continue;
    frame.bits = frame.bits << 1 | (bit == '1' ? 1U : 0U);
    ++frame.count;
  }
  return frame;
}

std::optional<ReaderEvent> Read(std::string_view text, bool reversed = false) {
  return ReadWiegandFrame(Frame(text), reversed);
}

ReaderEvent Card(Bytes uid) {
  return CardRead{.uid = std::move(uid), .kind = CardNumberKind::kNumber};
}

TEST(WiegandFrame, ReadsTheThreeFormats) {
  // Facility 123, number 4567, whose frame is in many a manual.
  EXPECT_EQ(Read("1 01111011 0001000111010111 0"), Card({0x00, 0x7B, 0x11, 0xD7}));
  EXPECT_EQ(Read("0 00000100101000011011001011000011 1"), Card({0x04, 0xA1, 0xB2, 0xC3}));
  EXPECT_EQ(Read("0 00000000000000000000000000000000001 0"), Card({0x00, 0x00, 0x00, 0x00, 0x01}));
  EXPECT_EQ(Read("1 10000000000000000000000000000000000 1"), Card({0x04, 0x00, 0x00, 0x00, 0x00}));
  // The middle bit of 35 belongs to both halves.
  EXPECT_EQ(Read("1 00000000000000000100000000000000000 0"), Card({0x00, 0x00, 0x02, 0x00, 0x00}));
}

TEST(WiegandFrame, ReadsTheOtherByteOrder) {
  EXPECT_EQ(Read("1 01111011 0001000111010111 0", true), Card({0x00, 0xD7, 0x11, 0x7B}));
  EXPECT_EQ(Read("0 00000100101000011011001011000011 1", true), Card({0xC3, 0xB2, 0xA1, 0x04}));
  EXPECT_EQ(Read("0 00000000000000000000000000000000001 0", true),
            Card({0x00, 0x00, 0x00, 0x00, 0x01}));
}

TEST(WiegandFrame, AnyOneWrongBitIsRefused) {
  for (const std::string_view text :
       {"1 01111011 0001000111010111 0", "0 00000100101000011011001011000011 1",
        "1 00000000000000000100000000000000000 0"}) {
    const WiegandFrame good = Frame(text);
    ASSERT_TRUE(ReadWiegandFrame(good, false));
    for (int bit = 0; bit < good.count; ++bit) {
      const WiegandFrame wrong{.bits = good.bits ^ std::uint64_t{1} << bit, .count = good.count};
      EXPECT_EQ(ReadWiegandFrame(wrong, false), std::nullopt) << text << " bit " << bit;
    }
  }
}

TEST(WiegandFrame, ALineThatIsBrokenIsNoCard) {
  for (const int count : {26, 34, 37}) {
    EXPECT_EQ(ReadWiegandFrame({.bits = 0, .count = count}, false), std::nullopt);
    const std::uint64_t ones = (std::uint64_t{1} << count) - 1;
    EXPECT_EQ(ReadWiegandFrame({.bits = ones, .count = count}, false), std::nullopt) << count;
  }
}

TEST(WiegandFrame, OnlyTheKnownLengthsAreFrames) {
  for (int count = 0; count <= 64; ++count) {
    if (count == 4 || count == 8 || count == 26 || count == 34 || count == 37) continue;
    for (const std::uint64_t bits : {std::uint64_t{0}, std::uint64_t{1}, ~std::uint64_t{0}}) {
      EXPECT_EQ(ReadWiegandFrame({.bits = bits, .count = count}, false), std::nullopt) << count;
    }
  }
}

TEST(WiegandFrame, ReadsKeysOfFourAndEightBits) {
  constexpr std::string_view kKeys = "0123456789*#";
  for (std::uint64_t number = 0; number < 16; ++number) {
    const auto expected =
        number < kKeys.size()
            ? std::optional<ReaderEvent>(KeyPress{.key = kKeys[static_cast<std::size_t>(number)]})
            : std::nullopt;
    EXPECT_EQ(ReadWiegandFrame({.bits = number, .count = 4}, false), expected);
    for (std::uint64_t high = 0; high < 16; ++high) {
      EXPECT_EQ(ReadWiegandFrame({.bits = high << 4 | number, .count = 8}, false),
                high == 15 - number ? expected : std::nullopt);
    }
  }
}

TEST(WiegandFrame, WritesWhatItReads) {
  EXPECT_EQ(MakeWiegandFrame(Bytes{0x00, 0x7B, 0x11, 0xD7}, 26, false),
            Frame("1 01111011 0001000111010111 0"));
  EXPECT_EQ(MakeWiegandFrame(Bytes{0x04, 0xA1, 0xB2, 0xC3}, 34, false),
            Frame("0 00000100101000011011001011000011 1"));
  EXPECT_EQ(MakeWiegandFrame(Bytes{0x04, 0, 0, 0, 0}, 37, false),
            Frame("1 10000000000000000000000000000000000 1"));
}

TEST(WiegandFrame, ANumberThatDoesNotFitIsNotCut) {
  EXPECT_EQ(MakeWiegandFrame(Bytes{0x01, 0x00, 0x00, 0x00}, 26, false), std::nullopt);
  EXPECT_EQ(MakeWiegandFrame(Bytes{0x01, 0, 0, 0, 0}, 34, false), std::nullopt);
  EXPECT_EQ(MakeWiegandFrame(Bytes{0x08, 0, 0, 0, 0}, 37, false), std::nullopt);
  const Bytes seven = {0x04, 0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0xF6};
  const Bytes ten(10, 0xFF);
  for (const int count : {26, 34, 37}) {
    EXPECT_EQ(MakeWiegandFrame(seven, count, false), std::nullopt);
    EXPECT_EQ(MakeWiegandFrame(ten, count, false), std::nullopt);
  }
  EXPECT_TRUE(MakeWiegandFrame(Bytes{0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 26, false));
}

RC_GTEST_PROP(WiegandFrameProperty, EveryNumberGoesThereAndBack, ()) {
  const int count = *rc::gen::element(26, 34, 37);
  const bool reversed = *rc::gen::arbitrary<bool>();
  const auto number = *rc::gen::inRange<std::uint64_t>(0, std::uint64_t{1} << (count - 2));
  Bytes uid(count == 37 ? 5 : 4);
  for (std::size_t i = 0; i < uid.size(); ++i) {
    uid[uid.size() - 1 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  }
  const auto frame = MakeWiegandFrame(uid, count, reversed);
  RC_ASSERT(frame.has_value());
  RC_ASSERT(frame->count == count);
  RC_ASSERT(ReadWiegandFrame(*frame, reversed) == std::optional(Card(uid)));
}

}  // namespace doorward::wiegand_frame_test
