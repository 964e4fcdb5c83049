#include "door/debounced_input.hpp"

namespace doorward::inline door {

std::optional<Level> DebouncedInput::Next(Level raw, SteadyTime now) {
  if (!settled_) {
    candidate_ = raw;
    return settled_ = raw;
  }
  if (raw != candidate_) {
    candidate_ = raw;
    candidate_since_ = now;
  }
  if (candidate_ == *settled_ || now - candidate_since_ < settle_) return std::nullopt;
  return settled_ = candidate_;
}

}  // namespace doorward::inline door
