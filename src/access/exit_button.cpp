#include "access/exit_button.hpp"

#include <fmt/format.h>

#include <utility>

namespace doorward {

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
    NotePressed(now);
    return !std::exchange(down_, true);
  }
  if (!up_since_) up_since_ = now;
  if (now - *up_since_ >= kSettle) {
    down_ = false;
    down_since_.reset();
  }
  return false;
}

void ExitButton::NotePressed(SteadyTime now) {
  if (!down_since_) down_since_ = now;
  if (now - *down_since_ < stuck_after_) return;
  problem_ = fmt::format(
      "the exit button has been pressed for {} s: it is stuck, or its cable is shorted, and nobody "
      "can "
      "be let out by it",
      std::chrono::duration_cast<std::chrono::seconds>(stuck_after_).count());
}

}  // namespace doorward
