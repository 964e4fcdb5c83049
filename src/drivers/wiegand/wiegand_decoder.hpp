// From the edges of two lines to cards and keys. Pure: no line and no clock.
//
// Each line has a queue of its own in the kernel, so the edges of a frame may come out of order: they
// are put in order of their time. Only differences of time count.
//
// Thread-safety: none.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "doorward/core/time.hpp"
#include "doorward/hal/reader.hpp"
#include "drivers/wiegand/wiegand_frame.hpp"

namespace doorward::inline drivers {

struct WiegandEdge {
  bool one = false;  // Of D1.
  std::chrono::nanoseconds at{};
};

class WiegandDecoder {
 public:
  // Bits come 0.2 to 20 ms apart (SIA AC-01), pulses last 20 to 100 µs.
  static constexpr Milliseconds kGap{25};
  static constexpr std::chrono::microseconds kBounce{100};

  explicit WiegandDecoder(bool reversed) : reversed_(reversed) {}

  // Takes an edge. Returns what the frame before it was, if it shows that one to have ended.
  std::optional<ReaderEvent> Take(WiegandEdge edge);

  // No edge came for kGap. Returns what the frame was that so ends.
  std::optional<ReaderEvent> EndFrame();

  // Edges were lost: whatever frame they belong to is refused.
  void Spoil() { spoilt_ = true; }

  bool in_frame() const { return spoilt_ || !edges_.empty(); }

  // How many frames were refused.
  std::uint64_t refused() const { return refused_; }

 private:
  static constexpr std::size_t kMaxEdges = 64;

  void Insert(WiegandEdge edge);
  bool Bounced() const;

  const bool reversed_;
  std::vector<WiegandEdge> edges_;  // Of this frame, in order of time; at most kMaxEdges.
  bool spoilt_ = false;
  std::uint64_t refused_ = 0;
};

}  // namespace doorward::inline drivers
