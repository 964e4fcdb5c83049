// What a serial port may send: any bytes, in any pieces, with any silences, to either kind of framing.
//
// Input: a byte with the limit of an item, then pieces, each a byte of length, a byte of silence in
// tenths of a second, and the bytes.

#include <algorithm>
#include <cstdint>

#include "doorward/core/check.hpp"
#include "doorward/drivers/serial_line.hpp"
#include "drivers/card_item.hpp"
#include "drivers/serial_line/fixed_item_parser.hpp"
#include "drivers/serial_line/serial_item_parser.hpp"

using doorward::AsText;
using doorward::ByteView;
using doorward::FixedItemParser;
using doorward::Milliseconds;
using doorward::ParseCardItem;
using doorward::ParseDecimalCardItem;
using doorward::SerialItemParser;
using doorward::SteadyTime;

namespace {

void CheckCards(const std::string& item) {
  const auto uid = ParseCardItem(item);
  DW_CHECK(!uid || (uid->size() >= 4 && uid->size() <= 10));
  const auto decimal = ParseDecimalCardItem(item);
  DW_CHECK(!decimal || (decimal->size() == 4 && item.size() == 10));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteView rest(data, size);
  if (rest.empty()) return 0;
  const std::size_t limit = std::size_t{1} + rest[0] % 96;
  rest = rest.subspan(1);

  SerialItemParser parser(limit);
  FixedItemParser fixed(limit);
  FixedItemParser hurried(limit);  // Hears the same without silences.
  std::string said;
  std::vector<std::string> heard;
  SteadyTime now{Milliseconds(10'000)};
  while (rest.size() >= 2) {
    now += Milliseconds(rest[1] * 100);
    const std::size_t length = std::min<std::size_t>(rest[0], rest.size() - 2);
    const auto piece = AsText(rest.subspan(2, length));
    for (const std::string& item : parser.Feed(piece, now)) {
      DW_CHECK(!item.empty() && item.size() <= limit);
      CheckCards(item);
    }
    for (const std::string& item : fixed.Feed(piece, now)) {
      DW_CHECK(item.size() == limit);
      CheckCards(item);
    }
    said += piece;
    for (std::string& item : hurried.Feed(piece, {})) heard.push_back(std::move(item));
    rest = rest.subspan(2 + length);
  }

  // Whatever came before: a framed card is read.
  const auto items = parser.Feed(
      "\x02"
      "A\x03",
      now);
  DW_CHECK(items.size() == 1 && items[0] == "A");
  DW_CHECK(FixedItemParser(limit).Feed(said, {}) == heard);  // However it was cut.
  // And after a silence one of fixed length, whole.
  now += FixedItemParser::kSilence + Milliseconds(1);
  const std::string whole(limit, 'A');
  DW_CHECK(fixed.Feed(whole, now) == std::vector{whole});
  return 0;
}
