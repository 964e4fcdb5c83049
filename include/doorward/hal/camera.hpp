// A source of frames.
//
// Thread-safety: none. One worker owns a camera and makes every call.
// Blocking: no call takes more than 50 ms longer than the time it is given.
// Errors: kUnavailable means the camera is gone; discard it and open another.

#pragma once

#include <optional>
#include <string_view>

#include "doorward/hal/frame.hpp"

namespace doorward::inline hal {

class Camera {
 public:
  virtual ~Camera() = default;

  // Waits up to `patience` for the next frame; nullopt if none came.
  virtual Result<std::optional<Frame>> NextFrame(Milliseconds patience) = 0;

  virtual std::string_view name() const = 0;
};

}  // namespace doorward::inline hal
