#include "drivers/pn532/pn532_frame.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace doorward::pn532_frame_test {

using testing::ElementsAre;
using testing::IsEmpty;

using Kind = Pn532Frame::Kind;

Bytes Hex(std::string_view digits) { return *FromHex(digits); }

Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

const Bytes kAck = Hex("0000FF00FF00");
const Bytes kNack = Hex("0000FFFF0000");
const Bytes kNotUnderstood = Hex("0000FF01FF7F8100");
// From UM0701-02: the answer to GetFirmwareVersion, a PN532 of version 1.6.
const Bytes kVersion = Hex("0000FF06FAD50332010607E800");

const Pn532Frame kVersionFrame{.kind = Kind::kAnswer, .answer = Hex("0332010607")};

TEST(Pn532Frame, CommandsAreAsInTheManual) {
  EXPECT_EQ(Pn532Command(0x02, {}), Hex("0000FF02FED4022A00"));
  EXPECT_EQ(Pn532Command(0x4A, Hex("0100")), Hex("0000FF04FCD44A0100E100"));
  EXPECT_EQ(Pn532Command(0x40, Bytes(253)).size(), 262U);
  EXPECT_EQ(Pn532Ack(), kAck);
}

TEST(Pn532Frame, EveryFrameIsReadSplitAnywhere) {
  const Bytes stream = Hex("00") + kAck + kVersion + kNack + kNotUnderstood + kVersion;
  for (std::size_t at = 0; at <= stream.size(); ++at) {
    SCOPED_TRACE(at);
    Pn532FrameParser parser;
    auto frames = parser.Feed(ByteView(stream).first(at));
    for (Pn532Frame& frame : parser.Feed(ByteView(stream).subspan(at))) {
      frames.push_back(std::move(frame));
    }
    EXPECT_THAT(frames, ElementsAre(Pn532Frame{.kind = Kind::kAck}, kVersionFrame,
                                    Pn532Frame{.kind = Kind::kNack},
                                    Pn532Frame{.kind = Kind::kError}, kVersionFrame));
    EXPECT_EQ(parser.dropped(), 0U);
  }
}

TEST(Pn532Frame, EachWrongByteIsNoticed) {
  for (std::size_t at = 0; at + 1 < kVersion.size(); ++at) {  // Behind the sum stands a filler.
    for (const int bit : {0, 3, 7}) {
      SCOPED_TRACE(testing::Message() << at << " " << bit);
      Bytes wrong = kVersion;
      wrong[at] = static_cast<std::uint8_t>(wrong[at] ^ 1 << bit);
      Pn532FrameParser parser;
      EXPECT_THAT(parser.Feed(wrong), IsEmpty());
      parser.Reset();
      EXPECT_THAT(parser.Feed(kVersion), ElementsAre(kVersionFrame));
    }
  }
}

TEST(Pn532Frame, WhatIsNoFrameIsPassedOver) {
  const Bytes kBad[] = {
      Hex("0000FF06FBD50332010607E800"),  // Its length does not fit its sum,
      Hex("0000FF06FAD50332010607E900"),  // nor the body its own.
      Hex("0000FF02FED4022A00"),          // Our own command, as an echo.
      Hex("0000FF01FFD52B00"),            // An answer without a code.
      Hex("0000FFFFFF0100FFD5"),          // An extended frame.
      Hex("000000000000"),
      Hex("FFFFFFFF"),
      Hex("0000"),
      Hex("FF00FF00FF00"),
  };
  for (const Bytes& bad : kBad) {
    SCOPED_TRACE(ToHex(bad));
    Pn532FrameParser parser;
    EXPECT_THAT(parser.Feed(bad), IsEmpty());
    EXPECT_THAT(parser.Feed(kVersion), ElementsAre(kVersionFrame));
  }
}

TEST(Pn532Frame, ABrokenFrameDoesNotHideTheGoodOneInIt) {
  Pn532FrameParser parser;
  // Promises six bytes, and the good frame begins among them.
  EXPECT_THAT(parser.Feed(Hex("0000FF06FAD5") + kVersion), ElementsAre(kVersionFrame));
  EXPECT_EQ(parser.dropped(), 1U);
}

}  // namespace doorward::pn532_frame_test
