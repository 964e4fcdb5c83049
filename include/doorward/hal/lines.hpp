// Digital lines in logical levels: active and inactive. Which voltage that is, is the driver's
// configuration.
//
// Thread-safety: none, except where said. Blocking: no call takes more than 50 ms, WaitForEdge aside.
// Errors: kUnavailable means the line is gone.

#pragma once

#include <optional>
#include <string_view>

#include "doorward/core/result.hpp"
#include "doorward/core/time.hpp"

namespace doorward::inline hal {

enum class Level { kInactive, kActive };

// A strike's relay, a buzzer, an LED. The driver requests the line with its initial level in one
// call, so that nothing clicks at the start, and keeps it for life.
class OutputLine {
 public:
  virtual ~OutputLine() = default;

  virtual Status Set(Level level) = 0;

  // For logs and the health page, such as "gpio /dev/gpiochip0 line 5".
  virtual std::string_view name() const = 0;
};

// A door contact, an exit button, a tamper switch.
class InputLine {
 public:
  virtual ~InputLine() = default;

  // The level now, undebounced. May be called while another thread is in WaitForEdge().
  virtual Result<Level> Read() = 0;

  // Waits up to `patience` for a change; returns whether there was one. A hint: read the level.
  virtual Result<bool> WaitForEdge(Milliseconds patience) = 0;

  virtual std::string_view name() const = 0;
};

}  // namespace doorward::inline hal
