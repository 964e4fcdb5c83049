// Whether an input makes sense. One that is active for longer than anybody or anything keeps it so is stuck
// or shorted; one that becomes active far more often than people press it flaps. All inputs are judged here:
// what they are, and how long makes sense for each, stands in input_alarm.cpp.
//
// Pure: time is an argument. Thread-safety: none.

#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "doorward/core/time.hpp"
#include "doorward/domain/record.hpp"

namespace doorward::inline door {

// What is said of an input. The texts outlive the watch.
struct WatchedInput {
  std::string_view name;   // Begins a sentence: "the exit button".
  std::string_view stuck;  // What it means that it is active for so long, and what to do.
  std::string_view flaps;  // The same of one that flaps. Empty: it may become active at any pace.
  Milliseconds stuck_after{30'000};
};

struct InputNotice {
  Event event;         // kInputStuck or kInputFlapping, or the end of one of them.
  std::string detail;  // For people.
};

class InputWatch {
 public:
  // One press a second for half a minute. A queue of people does not press so often: whoever finds the
  // door released or open does not press at all.
  static constexpr std::size_t kFlapPresses = 30;
  static constexpr std::chrono::seconds kFlapWindow{30};
  // Fewer in the window end it; far from what begins it, so that the log gets few of each.
  static constexpr std::size_t kCalmPresses = 10;

  explicit InputWatch(const WatchedInput& input) : input_(input) {}

  // Takes whether the input is active at `now`, and returns what has ended and what has begun. An input
  // that cannot be read is not looked at. REQUIRES: `now` never goes back.
  std::vector<InputNotice> Look(bool active, SteadyTime now);

  // It could not be looked at: what was active before need not have been all the time. An alarm stays.
  void Interrupt() {
    if (!trouble_) active_since_.reset();
  }

  // What is wrong with the input; empty if nothing.
  const std::string& problem() const { return problem_; }

 private:
  std::optional<Event> Judge(SteadyTime now);
  InputNotice End(SteadyTime now);
  std::string ProblemOf(Event trouble) const;

  const WatchedInput input_;
  std::optional<SteadyTime> active_since_;
  std::deque<SteadyTime> presses_;  // The last kFlapPresses of them at most.
  std::optional<Event> trouble_;    // That was told of and has not ended.
  SteadyTime trouble_since_{};
  std::string problem_;
};

}  // namespace doorward::inline door
