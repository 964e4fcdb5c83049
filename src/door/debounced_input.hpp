// A contact's level once it has settled: contacts bounce, and a bounce must not be an opening.
//
// Pure. Thread-safety: none.

#pragma once

#include <optional>

#include "doorward/core/time.hpp"
#include "doorward/hal/lines.hpp"

namespace doorward::inline door {

class DebouncedInput {
 public:
  explicit DebouncedInput(Milliseconds settle) : settle_(settle) {}

  // Takes what the line reads at `now`. Returns the settled level if this changed it. The very
  // first level counts at once.
  std::optional<Level> Next(Level raw, SteadyTime now);

  // What it has settled at; nullopt before the first reading.
  std::optional<Level> level() const { return settled_; }

  // Whether the line reads something else by now.
  bool is_changing() const { return settled_ && candidate_ != *settled_; }

 private:
  const Milliseconds settle_;
  std::optional<Level> settled_;
  Level candidate_ = Level::kInactive;
  SteadyTime candidate_since_{};
};

}  // namespace doorward::inline door
