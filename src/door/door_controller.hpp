// One door: applies the door machine (domain/door_machine.hpp) to its strike, contact, exit button
// and timers. Whether somebody may pass is not its business.
//
// A line that fails leaves the door working with what is left of it; the health says so, under
// "door:<id>".
//
// A door that is found open at the start counts as open with leave: it raises the held-open alarm in
// its time, and not the forced one.
//
// Thread-safety: none; the access thread owns it. Blocking: as the lines.

#pragma once

#include <memory>
#include <optional>
#include <string>

#include "door/debounced_input.hpp"
#include "door/exit_button.hpp"
#include "door/input_alarm.hpp"
#include "door/recorder.hpp"
#include "door/strike_output.hpp"
#include "doorward/door/access_controller.hpp"

namespace doorward::inline door {

class DoorController {
 public:
  // Drives the strike at once. A stored mode that is over at the start is normal.
  DoorController(DoorParts parts, Recorder& recorder, Health& health, const Clock& clock);

  const DoorConfig& config() const { return config_; }
  DoorMode mode() const { return mode_; }
  DoorStatus status() const { return {.state = state_, .mode = mode_, .alarm = alarm_}; }
  bool strike_is_settled() const { return strike_.settled(); }

  // Reads the contact, runs timers out, tries a failed strike again.
  void Poll(SteadyTime now);

  // True once for each press of the exit button.
  bool TakeExitPress(SteadyTime now);

  void Apply(DoorEvent event, SteadyTime now);

  // Leaving kFree and entering kLockdown take effect at once; entering kFree does when the caller,
  // after having recorded it, applies DoorEvent::kFreeBegins.
  void SetMode(DoorMode mode, std::optional<WallTime> until, SteadyTime now);

  // Whether the mode was set until a moment that has passed. A free door that was to end some time
  // ends at once when the clock is unsure; a lockdown does not.
  bool IsModeOver(WallTime now, ClockTrust trust) const;

  // If Rest() will release the strike, writes that beforehand. Returns the ticket to wait for.
  RecordTicket AnnounceRest();
  // Leaves the strike as it is to be without the daemon.
  void Rest(SteadyTime now) { strike_.Want(config_.rest, now); }

 private:
  void PollContact(SteadyTime now);
  void OnContact(Level level, bool first, SteadyTime now);
  void StartTimer(DoorTimer timer, SteadyTime now);
  Milliseconds TimeOf(DoorTimer timer) const;
  // Who pulled the door in time is not late because the contact still settles.
  SteadyTime TimerEnd() const;
  void ChangeAlarm(DoorAlarm alarm);
  void ReportHealth();

  const DoorConfig config_;
  Recorder& recorder_;
  Health& health_;

  StrikeOutput strike_;
  const std::unique_ptr<InputLine> contact_;
  DebouncedInput contact_level_;
  std::string contact_problem_;
  ExitButton button_;
  InputAlarm button_alarm_;

  DoorState state_ = DoorState::kSecured;
  DoorAlarm alarm_ = DoorAlarm::kNone;
  DoorMode mode_;
  std::optional<WallTime> mode_until_;
  DoorTimer timer_ = DoorTimer::kNone;
  SteadyTime timer_at_{};
  std::optional<std::string> reported_;  // The problems that the health tells of.
};

}  // namespace doorward::inline door
