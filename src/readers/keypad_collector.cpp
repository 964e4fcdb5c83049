#include "readers/keypad_collector.hpp"

#include <utility>

namespace doorward::inline readers {

std::optional<std::string> KeypadCollector::Press(char key, SteadyTime now) {
  if (now - last_key_ >= kPause) digits_.clear();
  last_key_ = now;
  if (key == '*') {
    digits_.clear();
  } else if (key >= '0' && key <= '9') {
    if (digits_.size() < kMaxDigits) digits_ += key;
  } else if (key == '#' && !digits_.empty()) {
    return std::exchange(digits_, {});
  }
  return std::nullopt;
}

}  // namespace doorward::inline readers
