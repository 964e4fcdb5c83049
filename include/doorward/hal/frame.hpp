// One picture from a camera.

#pragma once

#include <cstdint>

#include "doorward/core/bytes.hpp"
#include "doorward/core/time.hpp"

namespace doorward::inline hal {

// Eight bits a channel, blue green red, rows from the top without padding.
struct Image {
  int width = 0;  // Pixels, 1 to 4096; width * height <= 4 million.
  int height = 0;
  Bytes bgr;  // width * height * 3 bytes.

  bool empty() const { return bgr.empty(); }
};

struct Frame {
  Image image;
  SteadyTime captured_at;  // A door is never opened by a frame older than 1 s.
  std::uint64_t number = 0;
};

}  // namespace doorward::inline hal
