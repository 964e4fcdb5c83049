#include "drivers/serial_line/fixed_item_parser.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace doorward::fixed_item_parser_test {

using namespace std::chrono_literals;
using namespace std::string_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr SteadyTime kStart{1h};

void Append(std::vector<std::string>& items, std::vector<std::string> more) {
  items.insert(items.end(), more.begin(), more.end());
}

TEST(FixedItemParser, CutsItemsOfAnyBytes) {
  FixedItemParser parser(5);
  EXPECT_THAT(parser.Feed("\0\r\n\x02\x03"s, kStart), ElementsAre("\0\r\n\x02\x03"s));
  EXPECT_THAT(parser.Feed("0123456789", kStart), ElementsAre("01234", "56789"));
  EXPECT_THAT(parser.Feed("", kStart), IsEmpty());
  EXPECT_EQ(parser.dropped(), 0U);
}

TEST(FixedItemParser, DoesNotCareWhereAStreamIsSplit) {
  const std::string_view stream = "012345678901234";
  for (std::size_t at = 0; at <= stream.size(); ++at) {
    FixedItemParser parser(5);
    auto items = parser.Feed(stream.substr(0, at), kStart);
    Append(items, parser.Feed(stream.substr(at), kStart + FixedItemParser::kSilence));
    EXPECT_THAT(items, ElementsAre("01234", "56789", "01234")) << at;
    EXPECT_EQ(parser.dropped(), 0U);
  }
}

TEST(FixedItemParser, HalfAnItemDoesNotJoinTheNext) {
  for (std::size_t half = 1; half < 5; ++half) {
    FixedItemParser parser(5);
    EXPECT_THAT(parser.Feed(std::string(half, 'F'), kStart), IsEmpty());
    EXPECT_THAT(parser.Feed("01234", kStart + FixedItemParser::kSilence + 1ms),
                ElementsAre("01234"));
    EXPECT_EQ(parser.dropped(), 1U);
  }
}

TEST(FixedItemParser, NothingButTimeIsEnoughToDropAHalf) {
  FixedItemParser parser(5);
  parser.Feed("FF", kStart);
  parser.Feed("", kStart + FixedItemParser::kSilence + 1ms);
  EXPECT_EQ(parser.dropped(), 1U);
}

RC_GTEST_PROP(FixedItemParserProperty, AnyChunkingGivesTheSameItems, ()) {
  const auto stream = *rc::gen::arbitrary<std::string>();
  const auto size = *rc::gen::inRange<std::size_t>(1, 12);
  FixedItemParser whole(size);
  const auto expected = whole.Feed(stream, kStart);
  RC_ASSERT(expected.size() == stream.size() / size);

  FixedItemParser chunked(size);
  std::vector<std::string> items;
  for (std::string_view rest = stream; !rest.empty();) {
    const auto taken = *rc::gen::inRange<std::size_t>(1, rest.size() + 1);
    Append(items, chunked.Feed(rest.substr(0, taken), kStart));
    rest.remove_prefix(taken);
  }
  RC_ASSERT(items == expected);
}

}  // namespace doorward::fixed_item_parser_test
