// Collects digits until '#'. '*' clears, and so does a pause of kPause.
//
// Pure. Thread-safety: none; one a keypad.

#pragma once

#include <optional>
#include <string>

#include "doorward/core/time.hpp"

namespace doorward::inline readers {

class KeypadCollector {
 public:
  static constexpr std::size_t kMaxDigits = 16;  // More than any PIN has: it will be wrong.
  static constexpr Milliseconds kPause{10'000};

  // Returns what was entered, when `key` is '#' and there was something. Unknown keys are ignored.
  std::optional<std::string> Press(char key, SteadyTime now);

 private:
  std::string digits_;
  SteadyTime last_key_{};
};

}  // namespace doorward::inline readers
