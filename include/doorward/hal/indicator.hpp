// What a person at the door sees and hears: a green and a red light, and a sounder.

#pragma once

#include <vector>

#include "doorward/core/time.hpp"

namespace doorward::inline hal {

struct IndicatorStep {
  bool green = false;
  bool red = false;
  bool buzzer = false;
  Milliseconds duration{200};  // 20 to 10,000.
  friend bool operator==(const IndicatorStep&, const IndicatorStep&) = default;
};

// Steps in turn; afterwards all is off, or they begin anew until another pattern comes.
struct IndicatorPattern {
  std::vector<IndicatorStep> steps;  // At most 16; none: all off.
  bool repeat = false;
  friend bool operator==(const IndicatorPattern&, const IndicatorPattern&) = default;
};

}  // namespace doorward::inline hal
