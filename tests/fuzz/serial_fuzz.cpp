// What a serial port may send: any bytes, in any pieces, with any silences.
//
// Input: a byte with the limit of an item, then pieces, each a byte of length, a byte of silence in
// tenths of a second, and the bytes.

#include <algorithm>
#include <cstdint>

#include "doorward/core/check.hpp"
#include "doorward/drivers/serial_line.hpp"
#include "drivers/card_item.hpp"
#include "drivers/serial_line/serial_item_parser.hpp"

using doorward::AsText;
using doorward::ByteView;
using doorward::Milliseconds;
using doorward::ParseCardItem;
using doorward::SerialItemParser;
using doorward::SteadyTime;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteView rest(data, size);
  if (rest.empty()) return 0;
  const std::size_t limit = std::size_t{1} + rest[0] % 96;
  rest = rest.subspan(1);

  SerialItemParser parser(limit);
  SteadyTime now{Milliseconds(10'000)};
  while (rest.size() >= 2) {
    now += Milliseconds(rest[1] * 100);
    const std::size_t length = std::min<std::size_t>(rest[0], rest.size() - 2);
    for (const std::string& item : parser.Feed(AsText(rest.subspan(2, length)), now)) {
      DW_CHECK(!item.empty() && item.size() <= limit);
      const auto uid = ParseCardItem(item);
      DW_CHECK(!uid || (uid->size() >= 4 && uid->size() <= 10));
    }
    rest = rest.subspan(2 + length);
  }

  // Whatever came before: a framed card is read.
  const auto items = parser.Feed(
      "\x02"
      "A\x03",
      now);
  DW_CHECK(items.size() == 1 && items[0] == "A");
  return 0;
}
