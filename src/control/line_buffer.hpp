// What came in over one connection and is not yet a line.
//
// Thread-safety: none.

#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "doorward/core/time.hpp"

namespace doorward::inline control {

class LineBuffer {
 public:
  // A half-sent line is waited for this long after its last byte, and not for ever after its first.
  static constexpr std::chrono::seconds kPatience{30};
  static constexpr std::chrono::seconds kLongest{300};

  explicit LineBuffer(std::size_t max_line) : max_line_(max_line) {}

  void Append(std::string_view bytes, SteadyTime now) {
    if (pending_.empty() || HasLine()) first_byte_ = now;
    pending_ += bytes;
    last_byte_ = now;
  }

  // The next whole line without its newline (and carriage return), if there is one.
  std::optional<std::string> TakeLine();

  // The line that has begun is longer than allowed, and has to be given up.
  bool overlong() const { return !HasLine() && pending_.size() > max_line_; }

  // When to give the line that has begun up; nullopt if none has.
  std::optional<SteadyTime> deadline() const {
    if (pending_.empty() || HasLine()) return std::nullopt;
    return std::min(last_byte_ + kPatience, first_byte_ + kLongest);
  }

  bool HasLine() const { return pending_.find('\n') != std::string::npos; }
  const std::string& pending() const { return pending_; }

 private:
  std::size_t max_line_;
  std::string pending_;
  SteadyTime first_byte_{};  // Of the line that has begun, or of one that came with its beginning.
  SteadyTime last_byte_{};
};

}  // namespace doorward::inline control
