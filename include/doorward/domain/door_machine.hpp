// What a door does next. This is the whole of its behaviour, and it is a pure function: no clock, no
// lock, no GPIO. door/door_controller.hpp supplies those.
//
// Lockdown is not a state: it is a policy that denies (access_policy.hpp). People still get out: the
// exit button grants in every mode, and a grant releases in every state, whatever the contact says.

#pragma once

#include <optional>
#include <ostream>
#include <span>
#include <string_view>

#include "doorward/core/names.hpp"

namespace doorward::inline domain {

// In the three states that are open without being free, a grant releases the strike for a time; the state
// stays. kSettling: shut and locked a moment ago; who passed may still push it, and it may rebound.
enum class DoorState {
  kSecured,
  kReleased,
  kOpen,
  kHeldOpen,
  kForced,
  kFree,
  kFreeOpen,
  kSettling,
};
inline constexpr Named<DoorState> kDoorStates[] = {
    {DoorState::kSecured, "secured", "Shut and locked."},
    {DoorState::kReleased, "released", "Shut, unlocked, waiting for someone to pull it."},
    {DoorState::kOpen, "open",
     "Open with leave; the strike is locked again, to catch when it falls shut."},
    {DoorState::kHeldOpen, "held_open", "Open for too long. Alarm."},
    {DoorState::kForced, "forced", "Opened without a grant. Alarm."},
    {DoorState::kFree, "free", "Shut, the strike held released."},
    {DoorState::kFreeOpen, "free_open", "Open, the strike held released."},
    {DoorState::kSettling, "secured"},  // Outside it is no state of its own.
};
static_assert(Covers<kDoorStates>());

enum class DoorEvent {
  kGrant,  // A credential, an exit button or a command allowed passage.
  kOpened,
  kClosed,
  kReleaseExpired,  // Nobody came, or nobody was seen to come.
  kHoldExpired,     // Nobody closed it.
  kSettleExpired,   // It stayed shut.
  kFreeBegins,
  kFreeEnds,  // Back to normal or into lockdown.
  kLockdown,  // A release that waits for someone is taken back.
};

enum class Strike { kSecure, kRelease };
enum class DoorTimer { kNone, kRelease, kHold, kSettle };

enum class DoorAlarm { kNone, kForced, kHeldOpen };
inline constexpr Named<DoorAlarm> kDoorAlarms[] = {
    {DoorAlarm::kNone, "none"},
    {DoorAlarm::kForced, "forced"},
    {DoorAlarm::kHeldOpen, "held_open"},
};
static_assert(Covers<kDoorAlarms>());

enum class DoorMode { kNormal, kLockdown, kFree };
inline constexpr Named<DoorMode> kDoorModes[] = {
    {DoorMode::kNormal, "normal", "It follows its rules."},
    {DoorMode::kLockdown, "lockdown", "Nobody but the exit button opens."},
    {DoorMode::kFree, "free", "Held released until the mode ends."},
};
static_assert(Covers<kDoorModes>());

// What to do on the way to `next`. An empty field means: leave it as it is.
struct DoorStep {
  DoorState next;
  std::optional<Strike> strike = {};
  std::optional<DoorTimer> timer = {};  // Replaces any running timer; kNone stops it.
  std::optional<DoorAlarm> alarm = {};  // kNone clears it.

  friend bool operator==(const DoorStep&, const DoorStep&) = default;
};

// Total over both arguments. An event that means nothing in `state` (a timer that fired just too
// late, a contact that bounced) leaves the door as it is.
DoorStep NextDoorStep(DoorState state, DoorEvent event);

// A fail-secure strike releases when power is applied; a fail-safe magnet when it is taken away.
enum class LockType { kFailSecure, kFailSafe };
constexpr bool IsEnergised(Strike strike, LockType lock) {
  return (strike == Strike::kRelease) == (lock == LockType::kFailSecure);
}

std::span<const DoorState> AllDoorStates();
std::span<const DoorEvent> AllDoorEvents();

// The protocol's words: "secured" (also while it settles), "held_open"; "normal"; "forced".
std::string_view DoorStateName(DoorState state);
std::string_view DoorModeName(DoorMode mode);
std::optional<DoorMode> DoorModeFromName(std::string_view name);
std::string_view DoorAlarmName(DoorAlarm alarm);
std::ostream& operator<<(std::ostream& out, DoorState state);
std::ostream& operator<<(std::ostream& out, DoorEvent event);

}  // namespace doorward::inline domain
