// Tells of an input that makes no sense: an alarm record when it begins and when it ends, and in between the
// health, under "input:<door or reader>.<input>". A device that is lost is another matter, and told as that.
//
// Thread-safety: none. Blocking: none.

#pragma once

#include <string>

#include "door/input_watch.hpp"
#include "door/recorder.hpp"
#include "doorward/core/health.hpp"
#include "doorward/hal/reader.hpp"

namespace doorward::inline door {

class InputAlarm {
 public:
  // Both outlive the alarm.
  InputAlarm(const DoorId& door, Milliseconds stuck_after, Recorder& recorder, Health& health);
  InputAlarm(const ReaderId& reader, const DoorId& door, ReaderInput input, Recorder& recorder,
             Health& health);

  // As InputWatch.
  void Look(bool active, SteadyTime now);
  void Interrupt() { watch_.Interrupt(); }

 private:
  InputWatch watch_;
  const DoorId door_;
  const ReaderId reader_;  // Empty: it is the door's exit button.
  const std::string part_;
  Recorder& recorder_;
  Health& health_;
};

}  // namespace doorward::inline door
