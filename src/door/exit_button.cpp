#include "door/exit_button.hpp"

#include <utility>

namespace doorward::inline door {

bool ExitButton::TakePress(SteadyTime now) {
  if (!line_) return false;
  const auto level = line_->Read();
  if (!level) {
    problem_ = level.error().While("reading the exit button").Text();
    return false;
  }
  problem_.clear();

  if (*level == Level::kActive) {
    up_since_.reset();
    return !std::exchange(down_, true);
  }
  if (!up_since_) up_since_ = now;
  if (now - *up_since_ >= kSettle) down_ = false;
  return false;
}

}  // namespace doorward::inline door
