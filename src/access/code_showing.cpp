#include "access/code_showing.hpp"

#include <algorithm>

namespace doorward {

bool CodeShowing::Begins(const std::string& text, SteadyTime now) {
  std::erase_if(seen_, [&](const Seen& seen) { return now - seen.at >= gap_; });
  const bool known = std::erase_if(seen_, [&](const Seen& seen) { return seen.text == text; }) > 0;
  if (seen_.size() == kRemembered) seen_.pop_front();
  seen_.push_back({text, now});
  return !known;
}

}  // namespace doorward
