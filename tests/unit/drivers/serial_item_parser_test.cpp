#include "drivers/serial_line/serial_item_parser.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <random>

#include "drivers/card_item.hpp"

namespace doorward {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::size_t kMaxItem = 64;
constexpr SteadyTime kStart{1h};

void Append(std::vector<std::string>& items, std::vector<std::string> more) {
  items.insert(items.end(), more.begin(), more.end());
}

TEST(SerialItemParserSum, IsCheckedAndNoPartOfTheNumber) {
  SerialItemParser parser(kMaxItem, true);
  EXPECT_THAT(parser.Feed("\x02"
                          "1F00644BB686\x03",
                          kStart),
              ElementsAre("1F00644BB6"));
  EXPECT_THAT(parser.Feed("\x02"
                          "1F00644BB686\r\n\x03",
                          kStart),
              ElementsAre("1F00644BB6"));
  EXPECT_THAT(parser.Feed("\x02"
                          "1F00644BB687\x03",
                          kStart),
              IsEmpty());
  EXPECT_EQ(parser.dropped(), 1U);
  // Neither a line nor a number of another length has one.
  EXPECT_THAT(parser.Feed("1F00644BB686\n\x02"
                          "04A1B2C3\x03",
                          kStart),
              ElementsAre("1F00644BB686", "04A1B2C3"));
  SerialItemParser plain(kMaxItem);
  EXPECT_THAT(plain.Feed("\x02"
                         "1F00644BB686\x03",
                         kStart),
              ElementsAre("1F00644BB686"));
}

struct StreamCase {
  std::string name;
  std::string stream;
  std::vector<std::string> items;
  std::uint64_t dropped = 0;
};

const std::vector<StreamCase>& StreamCases() {
  static const std::vector<StreamCase> cases = {
      {"LineFeed", "04A1B2C3\n", {"04A1B2C3"}},
      {"CarriageReturn", "04A1B2C3\r", {"04A1B2C3"}},
      {"Both", "04A1B2C3\r\n", {"04A1B2C3"}},
      {"EmptyLines", "\r\n\r\n\n\r", {}},
      {"TwoLines", "one\r\ntwo\n", {"one", "two"}},
      {"Frame",
       "\x02"
       "04A1B2C3\x03",
       {"04A1B2C3"}},
      {"FrameWithLineEnd",
       "\x02"
       "04A1B2C3\r\n\x03",
       {"04A1B2C3"}},
      {"FrameKeepsInnerLineEnds",
       "\x02"
       "a\r\nb\x03",
       {"a\r\nb"}},
      {"FrameThenLineEnd",
       "\x02"
       "one\x03\r\ntwo\r\n",
       {"one", "two"}},
      {"LineThenFrame", "one\n\x02two\x03", {"one", "two"}},
      {"EmptyFrame", "\x02\x03", {}, 1},
      {"FrameOfLineEnds", "\x02\r\n\x03", {}, 1},
      {"NestedStart",
       "\x02"
       "12\x02"
       "34\x03",
       {"34"},
       1},
      {"StartAfterStart",
       "\x02\x02\x02"
       "34\x03",
       {"34"},
       2},
      {"StartBreaksLine",
       "12\x02"
       "34\x03",
       {"34"},
       1},
      {"EndWithoutStart",
       "12\x03"
       "34\n",
       {"34"},
       1},
      {"EndTwice",
       "\x02"
       "12\x03\x03",
       {"12"},
       1},
      {"NulIsAByte", "a\0b\n"s, {"a\0b"s}},
      {"NulInFrame", "\x02\0\x03"s, {"\0"s}},
      {"HighBytes", "\xff\xfe\x80\n", {"\xff\xfe\x80"}},
      {"Longest", std::string(kMaxItem, 'A') + "\n", {std::string(kMaxItem, 'A')}},
      {"LongestFrame",
       "\x02" + std::string(kMaxItem, 'A') + "\r\n\x03",
       {std::string(kMaxItem, 'A')}},
      {"OneTooLong", std::string(kMaxItem + 1, 'A') + "\nok\n", {"ok"}, 1},
      {"ThreeTooLong", std::string(kMaxItem + 3, 'A') + "\nok\n", {"ok"}, 1},
      {"FarTooLong", std::string(100'000, 'A') + "\r\nok\n", {"ok"}, 1},
      {"FrameTooLong", "\x02" + std::string(kMaxItem + 1, 'A') + "\x03ok\n", {"ok"}, 1},
      {"FrameFarTooLong", "\x02" + std::string(10'000, 'A') + "\n\nBBBB\n\x03ok\n", {"ok"}, 1},
      {"StartEndsTooLong", std::string(10'000, 'A') + "\x02ok\x03", {"ok"}, 1},
      {"Unfinished", "04A1B2C3", {}},
  };
  return cases;
}

TEST(SerialItemParser, CutsStreamsIntoItems) {
  for (const StreamCase& one : StreamCases()) {
    SCOPED_TRACE(one.name);
    SerialItemParser parser(kMaxItem);
    EXPECT_EQ(parser.Feed(one.stream, kStart), one.items);
    EXPECT_EQ(parser.dropped(), one.dropped);
  }
}

TEST(SerialItemParser, DoesNotCareWhereAStreamIsSplit) {
  for (const StreamCase& one : StreamCases()) {
    SCOPED_TRACE(one.name);
    const std::string_view stream = one.stream;
    for (std::size_t at = 0; at <= std::min<std::size_t>(stream.size(), 500); ++at) {
      SerialItemParser parser(kMaxItem);
      auto items = parser.Feed(stream.substr(0, at), kStart);
      Append(items, parser.Feed(stream.substr(at), kStart + 1s));
      ASSERT_EQ(items, one.items) << "split at " << at;
      ASSERT_EQ(parser.dropped(), one.dropped) << "split at " << at;
    }
  }
}

// Bytes of which the framing ones are as common as they must be to matter.
rc::Gen<std::string> AnyStream() {
  return rc::gen::container<std::string>(
      rc::gen::weightedOneOf<char>({{6, rc::gen::inRange('0', '9')},
                                    {3, rc::gen::element('\r', '\n', '\x02', '\x03', '\0')},
                                    {1, rc::gen::arbitrary<char>()}}));
}

RC_GTEST_PROP(SerialItemParserProperty, AnyChunkingGivesTheSameItems, ()) {
  const std::string stream = *AnyStream();
  SerialItemParser whole(8);
  const auto expected = whole.Feed(stream, kStart);

  SerialItemParser chunked(8);
  std::vector<std::string> items;
  for (std::string_view rest = stream; !rest.empty();) {
    const auto size = *rc::gen::inRange<std::size_t>(1, rest.size() + 1);
    Append(items, chunked.Feed(rest.substr(0, size), kStart));
    rest.remove_prefix(size);
  }
  RC_ASSERT(items == expected);
  RC_ASSERT(chunked.dropped() == whole.dropped());
}

RC_GTEST_PROP(SerialItemParserProperty, ItemsKeepTheirBounds, ()) {
  const std::string stream = *AnyStream();
  for (const std::string& item : SerialItemParser(8).Feed(stream, kStart)) {
    RC_ASSERT(!item.empty());
    RC_ASSERT(item.size() <= 8U);
    RC_ASSERT(item.find_first_of("\x02\x03") == std::string::npos);
  }
}

RC_GTEST_PROP(SerialItemParserProperty, AFramedCardIsReadAfterAnything, ()) {
  SerialItemParser parser(kMaxItem);
  parser.Feed(*AnyStream(), kStart);
  RC_ASSERT(parser.Feed("\x02"
                        "04A1B2C3\x03",
                        kStart) == std::vector<std::string>{"04A1B2C3"});
}

TEST(SerialItemParser, SurvivesAMegabyteOfNoise) {
  std::mt19937 random(20240601);
  SerialItemParser parser(kMaxItem);
  for (int i = 0; i < 1024; ++i) {
    std::string noise(1024, '\0');
    for (char& byte : noise) byte = static_cast<char>(random());
    for (const std::string& item : parser.Feed(noise, kStart)) {
      ASSERT_LE(item.size(), kMaxItem);
    }
  }
  EXPECT_GT(parser.dropped(), 0U);
  const SteadyTime later = kStart + SerialItemParser::kPatience + 1ms;
  EXPECT_THAT(parser.Feed("04A1B2C3\r\n", later), ElementsAre("04A1B2C3"));
}

TEST(SerialItemParser, HalfAnItemDoesNotJoinTheNext) {
  for (const std::string half : {"FFFF", "\x02",
                                 "\x02"
                                 "FFFF"}) {
    SerialItemParser parser(kMaxItem);
    EXPECT_THAT(parser.Feed(half, kStart), IsEmpty());
    EXPECT_THAT(parser.Feed("04A1B2C3\n", kStart + SerialItemParser::kPatience + 1ms),
                ElementsAre("04A1B2C3"));
    EXPECT_EQ(parser.dropped(), 1U);
  }
}

TEST(SerialItemParser, NothingButTimeIsEnoughToDropAHalf) {
  SerialItemParser parser(kMaxItem);
  parser.Feed("FFFF", kStart);
  parser.Feed("", kStart + SerialItemParser::kPatience + 1ms);
  EXPECT_EQ(parser.dropped(), 1U);
}

TEST(SerialItemParser, ASlowItemIsWhole) {
  SerialItemParser parser(kMaxItem);
  SteadyTime now = kStart;
  for (const char byte : "04A1B2C3"s) {
    EXPECT_THAT(parser.Feed({&byte, 1}, now), IsEmpty());
    now += SerialItemParser::kPatience;
  }
  EXPECT_THAT(parser.Feed("\n", now), ElementsAre("04A1B2C3"));
  EXPECT_EQ(parser.dropped(), 0U);
}

TEST(SerialItemParser, ATooLongItemThatEndsInSilenceCountsOnce) {
  SerialItemParser parser(kMaxItem);
  parser.Feed("\x02" + std::string(1000, 'A'), kStart);
  EXPECT_THAT(parser.Feed("ok\n", kStart + SerialItemParser::kPatience + 1ms), ElementsAre("ok"));
  EXPECT_EQ(parser.dropped(), 1U);
}

TEST(SerialItemParser, TakesTheLongestCode) {
  const std::string code(7089, '7');
  SerialItemParser parser(7089);
  EXPECT_THAT(parser.Feed(code + "\r\n", kStart), ElementsAre(code));
  EXPECT_THAT(parser.Feed(code + "7\r\n", kStart), IsEmpty());
  EXPECT_EQ(parser.dropped(), 1U);
}

TEST(CardItem, ReadsHexadecimal) {
  const Bytes four = {0x04, 0xA1, 0xB2, 0xC3};
  for (const char* item : {"04A1B2C3", "04a1b2c3", "04:A1:B2:C3", "04-a1-b2-c3", "04 A1 B2 C3",
                           "04A1 B2C3", " 04A1B2C3 "}) {
    EXPECT_EQ(ParseCardItem(item), four) << item;
  }
  EXPECT_EQ(ParseCardItem("04112233445566778899")->size(), 10U);
  EXPECT_EQ(ParseCardItem("0012345678"), (Bytes{0x00, 0x12, 0x34, 0x56, 0x78}));
}

TEST(CardItem, RefusesAllElse) {
  const std::vector<std::string> items = {"",
                                          "04A1B2",
                                          "04A1B2C",
                                          "04A1B2C3D",
                                          "0411223344556677889900",
                                          "04A1B2CG",
                                          "0x04A1B2C3",
                                          "04A:1B2C3",
                                          "0:4A1B2C3",
                                          "04;A1;B2;C3",
                                          "04A1B2C3\0"s,
                                          "\0\0\0\0\0\0\0\0"s,
                                          "04\tA1B2C3",
                                          "' OR 1=1",
                                          "%n%n%n%n",
                                          "04A1B2C3\xc3\xa9",
                                          "4294967295.",
                                          "-------- ",
                                          ":::::::::",
                                          std::string(100'000, 'A'),
                                          "04A1B2C3" + std::string(60, ' ')};
  for (const std::string& item : items) EXPECT_EQ(ParseCardItem(item), std::nullopt) << item;
}

TEST(CardItem, ReadsTenDecimalDigits) {
  EXPECT_EQ(ParseDecimalCardItem("0077705923"), (Bytes{0x04, 0xA1, 0xB2, 0xC3}));
  EXPECT_EQ(ParseDecimalCardItem("4294967295"), (Bytes{0xFF, 0xFF, 0xFF, 0xFF}));
  EXPECT_EQ(ParseDecimalCardItem("0000000000"), (Bytes{0, 0, 0, 0}));
  for (const char* item : {"", "4294967296", "9999999999", "77705923", "00077705923", "-077705923",
                           "+077705923", " 077705923", "007770592A", "00777059.3"}) {
    EXPECT_EQ(ParseDecimalCardItem(item), std::nullopt) << item;
  }
}

RC_GTEST_PROP(CardItemProperty, ReadsWhatWeWrite, ()) {
  const auto size = *rc::gen::inRange<std::size_t>(4, 11);
  const auto uid = *rc::gen::container<Bytes>(size, rc::gen::arbitrary<std::uint8_t>());
  RC_ASSERT(ParseCardItem(ToHex(uid)) == uid);
}

}  // namespace
}  // namespace doorward
