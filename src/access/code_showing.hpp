// Tells one showing of a code from its repetitions: engines and cameras see the same code many times
// while it is held before them.
//
// Remembers the last kRemembered texts. Pure. Thread-safety: none; one a reader.

#pragma once

#include <deque>
#include <string>

#include "doorward/core/time.hpp"

namespace doorward {

class CodeShowing {
 public:
  static constexpr std::size_t kRemembered = 16;

  // A text begins a new showing once it was not seen for `gap`.
  explicit CodeShowing(Milliseconds gap) : gap_(gap) {}

  // Notes that `text` was seen. Returns whether that begins a showing.
  bool Begins(const std::string& text, SteadyTime now);

 private:
  struct Seen {
    std::string text;
    SteadyTime at;
  };

  const Milliseconds gap_;
  std::deque<Seen> seen_;  // The last seen at the end.
};

}  // namespace doorward
