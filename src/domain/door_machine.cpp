#include "doorward/domain/door_machine.hpp"

namespace doorward::inline domain {
namespace {

constexpr Named<DoorEvent> kDoorEvents[] = {
    {DoorEvent::kGrant, "grant"},
    {DoorEvent::kOpened, "opened"},
    {DoorEvent::kClosed, "closed"},
    {DoorEvent::kReleaseExpired, "release_expired"},
    {DoorEvent::kHoldExpired, "hold_expired"},
    {DoorEvent::kSettleExpired, "settle_expired"},
    {DoorEvent::kFreeBegins, "free_begins"},
    {DoorEvent::kFreeEnds, "free_ends"},
    {DoorEvent::kLockdown, "lockdown"},
};

constexpr auto kAllStates = ValuesOf(kDoorStates);
constexpr auto kAllEvents = ValuesOf(kDoorEvents);

constexpr DoorStep kToFree = {.next = DoorState::kFree,
                              .strike = Strike::kRelease,
                              .timer = DoorTimer::kNone,
                              .alarm = DoorAlarm::kNone};
constexpr DoorStep kToFreeOpen = {.next = DoorState::kFreeOpen,
                                  .strike = Strike::kRelease,
                                  .timer = DoorTimer::kNone,
                                  .alarm = DoorAlarm::kNone};

constexpr DoorStep kLockBehind = {
    .next = DoorState::kOpen, .strike = Strike::kSecure, .timer = DoorTimer::kHold};
// The end of a passage with leave.
constexpr DoorStep kShutBehind = {.next = DoorState::kSettling,
                                  .strike = Strike::kSecure,
                                  .timer = DoorTimer::kSettle,
                                  .alarm = DoorAlarm::kNone};
constexpr DoorStep kShut = {.next = DoorState::kSecured,
                            .strike = Strike::kSecure,
                            .timer = DoorTimer::kNone,
                            .alarm = DoorAlarm::kNone};

// The contact may be wrong: with a cut wire a shut door is open to us, and somebody is behind it.
constexpr DoorStep ReleasedThoughOpen(DoorState state) {
  return {.next = state, .strike = Strike::kRelease, .timer = DoorTimer::kRelease};
}

DoorStep FromSecured(DoorEvent event) {
  if (event == DoorEvent::kGrant) {
    return {.next = DoorState::kReleased, .strike = Strike::kRelease, .timer = DoorTimer::kRelease};
  }
  if (event == DoorEvent::kOpened) return {.next = DoorState::kForced, .alarm = DoorAlarm::kForced};
  if (event == DoorEvent::kFreeBegins) return kToFree;
  return {.next = DoorState::kSecured};
}

DoorStep FromReleased(DoorEvent event) {
  if (event == DoorEvent::kGrant) {
    return {.next = DoorState::kReleased, .timer = DoorTimer::kRelease};
  }
  if (event == DoorEvent::kOpened) {
    return kLockBehind;  // At once, so that the bolt catches when the door falls shut.
  }
  if (event == DoorEvent::kReleaseExpired || event == DoorEvent::kLockdown) {
    return {.next = DoorState::kSecured, .strike = Strike::kSecure, .timer = DoorTimer::kNone};
  }
  if (event == DoorEvent::kFreeBegins) return kToFree;
  return {.next = DoorState::kReleased};
}

DoorStep FromOpen(DoorEvent event) {
  if (event == DoorEvent::kGrant) return ReleasedThoughOpen(DoorState::kOpen);
  if (event == DoorEvent::kReleaseExpired || event == DoorEvent::kLockdown) return kLockBehind;
  if (event == DoorEvent::kClosed) return kShutBehind;
  if (event == DoorEvent::kHoldExpired) {
    return {.next = DoorState::kHeldOpen,
            .strike = Strike::kSecure,
            .timer = DoorTimer::kNone,
            .alarm = DoorAlarm::kHeldOpen};
  }
  if (event == DoorEvent::kFreeBegins) return kToFreeOpen;
  return {.next = DoorState::kOpen};
}

// Held open or forced: only shutting the door, or setting it free, ends the alarm.
DoorStep FromAlarm(DoorState state, DoorEvent event) {
  if (event == DoorEvent::kGrant) return ReleasedThoughOpen(state);
  if (event == DoorEvent::kReleaseExpired || event == DoorEvent::kLockdown) {
    return {.next = state, .strike = Strike::kSecure, .timer = DoorTimer::kNone};
  }
  if (event == DoorEvent::kClosed) return state == DoorState::kHeldOpen ? kShutBehind : kShut;
  if (event == DoorEvent::kFreeBegins) return kToFreeOpen;
  return {.next = state};
}

// A door that falls shut rebounds, and its contact bounces: that is the same passage.
DoorStep FromSettling(DoorEvent event) {
  if (event == DoorEvent::kOpened) return kLockBehind;
  if (event == DoorEvent::kSettleExpired) {
    return {.next = DoorState::kSecured, .timer = DoorTimer::kNone};
  }
  if (event == DoorEvent::kGrant) return FromSecured(event);
  if (event == DoorEvent::kFreeBegins) return kToFree;
  return {.next = DoorState::kSettling};
}

DoorStep FromFree(DoorEvent event) {
  if (event == DoorEvent::kOpened) return {.next = DoorState::kFreeOpen};
  if (event == DoorEvent::kFreeEnds) {
    return {.next = DoorState::kSecured, .strike = Strike::kSecure};
  }
  return {.next = DoorState::kFree};
}

DoorStep FromFreeOpen(DoorEvent event) {
  if (event == DoorEvent::kClosed) return {.next = DoorState::kFree};
  if (event == DoorEvent::kFreeEnds) {
    return kLockBehind;  // Whoever is in the doorway has until the hold limit to shut it.
  }
  return {.next = DoorState::kFreeOpen};
}

}  // namespace

DoorStep NextDoorStep(DoorState state, DoorEvent event) {
  switch (state) {
    case DoorState::kSecured: return FromSecured(event);
    case DoorState::kReleased: return FromReleased(event);
    case DoorState::kOpen: return FromOpen(event);
    case DoorState::kHeldOpen:
    case DoorState::kForced: return FromAlarm(state, event);
    case DoorState::kFree: return FromFree(event);
    case DoorState::kFreeOpen: return FromFreeOpen(event);
    case DoorState::kSettling: return FromSettling(event);
  }
  DW_UNREACHABLE();
}

std::span<const DoorState> AllDoorStates() { return kAllStates; }
std::span<const DoorEvent> AllDoorEvents() { return kAllEvents; }

std::string_view DoorStateName(DoorState state) { return NameIn(kDoorStates, state); }
std::string_view DoorModeName(DoorMode mode) { return NameIn(kDoorModes, mode); }
std::optional<DoorMode> DoorModeFromName(std::string_view name) {
  return ValueIn(kDoorModes, name);
}
std::string_view DoorAlarmName(DoorAlarm alarm) { return NameIn(kDoorAlarms, alarm); }

std::ostream& operator<<(std::ostream& out, DoorState state) { return out << DoorStateName(state); }
std::ostream& operator<<(std::ostream& out, DoorEvent event) {
  return out << NameIn(kDoorEvents, event);
}

}  // namespace doorward::inline domain
