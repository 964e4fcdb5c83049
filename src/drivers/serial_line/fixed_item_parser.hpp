// Cuts what a serial reader sends into items of one length. Pure: no port and no clock.
//
// Nothing marks where an item begins but silence: one that stays unfinished for kSilence after its last
// byte is dropped wholly, and counted once. A byte that was lost or added in a stream without
// silences shifts all that follows.
//
// Thread-safety: none.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "doorward/core/time.hpp"

namespace doorward::inline drivers {

class FixedItemParser {
 public:
  // Longer than a USB port or a busy machine holds bytes back, shorter than from one card to the next.
  static constexpr Milliseconds kSilence{200};

  // REQUIRES: item_bytes > 0.
  explicit FixedItemParser(std::size_t item_bytes) : item_bytes_(item_bytes) {}

  // Takes `bytes`, which arrived at `now`, and returns the items that they complete, in order.
  // REQUIRES: `now` never goes back.
  std::vector<std::string> Feed(std::string_view bytes, SteadyTime now);

  // How many items were dropped.
  std::uint64_t dropped() const { return dropped_; }

 private:
  const std::size_t item_bytes_;
  std::string pending_;  // Less than item_bytes_.
  SteadyTime last_byte_at_;
  std::uint64_t dropped_ = 0;
};

}  // namespace doorward::inline drivers
