// The button inside: a press is reported once, however long it is held, and at once. Letting go
// counts after kSettle, so that a bouncing button is not pressed twice.
//
// A button that is held does not hold the door released, and no further press can be seen. That one is held for
// longer than anybody holds it is the alarm's to tell (input_alarm.hpp).
//
// Thread-safety: none; the access thread owns it. Blocking: as InputLine::Read().

#pragma once

#include <memory>
#include <optional>
#include <string>

#include "doorward/hal/lines.hpp"

namespace doorward::inline door {

class ExitButton {
 public:
  static constexpr Milliseconds kSettle{50};

  // `line` may be null: never pressed.
  explicit ExitButton(std::unique_ptr<InputLine> line) : line_(std::move(line)) {}

  // Reads the button; true for the first reading of each press.
  bool TakePress(SteadyTime now);

  // Whether it is pressed, as last read.
  bool is_down() const { return down_; }

  // Why the line cannot be read; empty if it can.
  const std::string& problem() const { return problem_; }

 private:
  const std::unique_ptr<InputLine> line_;
  bool down_ = false;
  std::optional<SteadyTime> up_since_;
  std::string problem_;
};

}  // namespace doorward::inline door
