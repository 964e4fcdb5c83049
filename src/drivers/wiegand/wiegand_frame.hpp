// What the bits of a Wiegand frame mean: the formats of drivers/wiegand.hpp. Pure.

#pragma once

#include <cstdint>
#include <optional>

#include "doorward/core/bytes.hpp"
#include "doorward/hal/reader.hpp"

namespace doorward::inline drivers {

struct WiegandFrame {
  std::uint64_t bits = 0;  // The first that came is the most significant of `count`.
  int count = 0;           // 0 to 64.
  friend bool operator==(const WiegandFrame&, const WiegandFrame&) = default;
};

// The card or key that `frame` is; nullopt if it is none.
std::optional<ReaderEvent> ReadWiegandFrame(WiegandFrame frame, bool reversed);

// The frame of `count` bits (26, 34 or 37) that carries the number of the card `uid`; nullopt if the
// number does not fit. `reversed` has no meaning for 37.
std::optional<WiegandFrame> MakeWiegandFrame(ByteView uid, int count, bool reversed);

}  // namespace doorward::inline drivers
