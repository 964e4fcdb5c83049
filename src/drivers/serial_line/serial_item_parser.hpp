// Cuts what a serial reader sends into items. Pure: no port and no clock.
//
// One stream may carry both framings:
//   line   what stands before a CR or LF; empty lines (as between the CR and LF of a pair) are none.
//   frame  what stands between STX and ETX. Line ends within belong to it, those at its end do not
//          (125 kHz modules send STX, digits, CR, LF, ETX).
//
// Dropped wholly, and counted once each: an item that is too long; what an STX interrupts, for an
// STX always begins a frame; what an ETX without an STX ends; an item that stays unfinished for
// kPatience after its last byte, so that noise does not join the next card.
//
// 125 kHz modules (RDM6300, ID-12) frame five bytes and their XOR sum, twelve hexadecimal digits. With
// `checks_sum` such a frame is its five bytes, and dropped if the sum is wrong; all others are left alone.
//
// An item is bytes, not text: NUL may stand in it.
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

class SerialItemParser {
 public:
  static constexpr Milliseconds kPatience{2000};

  explicit SerialItemParser(std::size_t max_item_bytes, bool checks_sum = false)
      : max_item_bytes_(max_item_bytes), checks_sum_(checks_sum) {}

  // Takes `bytes`, which arrived at `now`, and returns the items that they complete, in order; each
  // has 1 to `max_item_bytes` bytes.
  // REQUIRES: `now` never goes back.
  std::vector<std::string> Feed(std::string_view bytes, SteadyTime now);

  // How many items were dropped.
  std::uint64_t dropped() const { return dropped_; }

 private:
  enum class Framing { kLine, kFrame };

  void Take(char byte, std::vector<std::string>& items);
  void Append(char byte);
  void EndLine(std::vector<std::string>& items);
  void EndFrame(std::vector<std::string>& items);
  // Takes the sum off a frame that ends with one. Returns false if it is wrong.
  bool TakeSum();
  void Finish(std::vector<std::string>& items);
  // Goes back to the start of a line; counts what stood there.
  void DropPending();
  void Reset();

  const std::size_t max_item_bytes_;
  const bool checks_sum_;
  Framing framing_ = Framing::kLine;
  bool overlong_ = false;  // The rest of this item is thrown away.
  std::string pending_;    // At most max_item_bytes_ and a CR and LF.
  SteadyTime last_byte_at_;
  std::uint64_t dropped_ = 0;
};

}  // namespace doorward::inline drivers
