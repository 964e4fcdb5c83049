// A door's "wiegand_out".

#include <algorithm>

#include "app/config_sections.hpp"

namespace doorward::inline app {
namespace {

std::chrono::microseconds ReadMicroseconds(JsonReader& reader, std::string_view key,
                                           std::chrono::microseconds usual, Range range) {
  std::int64_t number = usual.count();
  reader.Optional(key, number, range);
  return std::chrono::microseconds(number);
}

WiegandFormat ReadFormat(JsonReader& reader) {
  WiegandFormat format;
  static constexpr int kBits[] = {26, 34, 37};
  std::int64_t bits = format.bits;
  if (reader.Optional("bits", bits, Range{26, 37})) {
    if (std::find(std::begin(kBits), std::end(kBits), bits) == std::end(kBits)) {
      reader.faults().Add(reader.PathOf("bits"), "expected 26, 34 or 37");
    }
    format.bits = static_cast<int>(bits);
  }
  format.reversed = reader.OptionalChoice("byte_order", {"normal", "reversed"}) == 1;
  if (format.reversed && format.bits == 37) {
    reader.faults().Add(reader.PathOf("byte_order"), "37 bits are not whole bytes: use \"normal\"");
  }
  format.pulse = ReadMicroseconds(reader, "pulse_us", format.pulse, Range{20, 200});
  format.interval = ReadMicroseconds(reader, "interval_us", format.interval, Range{400, 4'000});
  return format;
}

}  // namespace

std::optional<WiegandOutSection> ReadWiegandOut(JsonReader& door, UsedOnce& used) {
  const Json* json = door.Find("wiegand_out");
  if (json == nullptr) return std::nullopt;
  JsonReader reader(*json, door.PathOf("wiegand_out"), door.faults());
  WiegandOutSection section;
  const auto d0 = ReadRequiredLine(reader, "d0", used);
  const auto d1 = ReadRequiredLine(reader, "d1", used);
  if (d0 && d1) {
    section.d0 = *d0;
    section.d1 = *d1;
  }
  section.format = ReadFormat(reader);
  if (reader.OptionalChoice("send", {"granted", "all"}) == 1) section.cards = ForwardedCards::kAll;
  reader.Finish();
  return section;
}

}  // namespace doorward::inline app
