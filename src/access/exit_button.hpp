// The button inside: a press is reported once, however long it is held, and at once. Letting go
// counts after kSettle, so that a bouncing button is not pressed twice.
//
// A button that is held for longer than anybody holds one is stuck, or its cable is shorted: no further
// press can be seen, and that is a problem to be told of. It does not hold the door released.
//
// Thread-safety: none; the access thread owns it. Blocking: as InputLine::Read().

#pragma once

#include <memory>
#include <optional>
#include <string>

#include "doorward/hal/lines.hpp"

namespace doorward {

class ExitButton {
 public:
  static constexpr Milliseconds kSettle{50};

  // `line` may be null: never pressed.
  ExitButton(std::unique_ptr<InputLine> line, Milliseconds stuck_after)
      : line_(std::move(line)), stuck_after_(stuck_after) {}

  // Reads the button; true for the first reading of each press.
  bool TakePress(SteadyTime now);

  // What is wrong with the line or the button; empty if nothing.
  const std::string& problem() const { return problem_; }

 private:
  void NotePressed(SteadyTime now);

  const std::unique_ptr<InputLine> line_;
  const Milliseconds stuck_after_;
  bool down_ = false;
  std::optional<SteadyTime> up_since_;
  std::optional<SteadyTime> down_since_;
  std::string problem_;
};

}  // namespace doorward
