// Lines of a kernel GPIO chip, through libgpiod.

#pragma once

#include <memory>
#include <string>

#include "doorward/hal/lines.hpp"

namespace doorward::inline drivers {

struct GpioLineConfig {
  std::string chip = "/dev/gpiochip0";
  unsigned line = 0;
  bool active_high = true;

  friend bool operator==(const GpioLineConfig&, const GpioLineConfig&) = default;
};

// Requests the line with its initial level in the same call. kNotFound: no such chip or line;
// kUnavailable: in use by another program (the message names it); kPermissionDenied.
Result<std::unique_ptr<OutputLine>> OpenGpioOutput(const GpioLineConfig& config, Level initial);
Result<std::unique_ptr<InputLine>> OpenGpioInput(const GpioLineConfig& config);

}  // namespace doorward::inline drivers
