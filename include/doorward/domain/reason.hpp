// Why a presentation was granted or not, and the other closed lists that records speak in.
// The words are the protocol's (protocol/PROTOCOL.md); each list has its name function and back. To add a
// reason, give it an enumerator and a row here, and a rule that says it (rules/judge.hpp).

#pragma once

#include <optional>
#include <string_view>

#include "doorward/core/names.hpp"

namespace doorward::inline domain {

enum class Reason {
  kOk,
  kUnknownCredential,
  kUnknownPerson,
  kExpired,
  kNotYetValid,
  kOutsideSchedule,
  kNoPermission,
  kHoliday,
  kLockdown,
  kFreeMode,
  kSecondFactorMissing,
  kSecondFactorMismatch,
  kFactorNotAccepted,
  kCardNotAuthenticated,
  kWrongPin,
  kLockedOut,
  kAntipassback,
  kOccupancyFull,
  kInterlock,
  kAmbiguousFace,
  kFaceQuality,
  kLivenessFailed,
  kPassUsedUp,
  kPassReplayed,
  kBadSignature,
  kClockUnsure,
  kOnlineDenied,
  kOnlineTimeout,
  kDuress,
  kExitButton,
  kCommand,
};
inline constexpr Named<Reason> kReasons[] = {
    {Reason::kOk, "ok", "The person may pass."},
    {Reason::kUnknownCredential, "unknown_credential",
     "Nobody here has this card, code, finger or PIN."},
    {Reason::kUnknownPerson, "unknown_person",
     "The face is nobody's, or the claimed person is not here."},
    {Reason::kExpired, "expired", "The person's validity has ended."},
    {Reason::kNotYetValid, "not_yet_valid", "The person's validity has not begun."},
    {Reason::kOutsideSchedule, "outside_schedule",
     "A permission for this door exists, but not for now."},
    {Reason::kNoPermission, "no_permission", "No permission names this door."},
    {Reason::kHoliday, "holiday", "The schedule denies on this holiday."},
    {Reason::kLockdown, "lockdown", "The door is in lockdown."},
    {Reason::kFreeMode, "free_mode", "The door is free: whoever comes may pass."},
    {Reason::kSecondFactorMissing, "second_factor_missing",
     "More was wanted than was shown in time."},
    {Reason::kSecondFactorMismatch, "second_factor_mismatch",
     "What was shown further is somebody else's."},
    {Reason::kFactorNotAccepted, "factor_not_accepted",
     "The door's rule does not speak of this factor."},
    {Reason::kCardNotAuthenticated, "card_not_authenticated",
     "The card did not prove that it holds the key."},
    {Reason::kWrongPin, "wrong_pin", "The PIN is not the claimed person's."},
    {Reason::kLockedOut, "locked_out", "Too many wrong PINs; none is taken for a while."},
    {Reason::kAntipassback, "antipassback", "The person is inside already, or outside. Planned."},
    {Reason::kOccupancyFull, "occupancy_full", "The area is full. Planned."},
    {Reason::kInterlock, "interlock", "Another door of the lock is open. Planned."},
    {Reason::kAmbiguousFace, "ambiguous_face", "Two people are about as near to the face."},
    {Reason::kFaceQuality, "face_quality",
     "The face was too small, blurred or turned away, or its picture too old."},
    {Reason::kLivenessFailed, "liveness_failed",
     "The face was a picture or a mask, or was not known in time to be alive. Planned."},
    {Reason::kPassUsedUp, "pass_used_up",
     "The visitor's pass was used as often as it may be. Planned."},
    {Reason::kPassReplayed, "pass_replayed", "The visitor's code was shown before. Planned."},
    {Reason::kBadSignature, "bad_signature",
     "The visitor's code is not signed by whom we trust. Planned."},
    {Reason::kClockUnsure, "clock_unsure",
     "The right depends on the time, and the clock may be wrong."},
    {Reason::kOnlineDenied, "online_denied", "The server refused. Planned."},
    {Reason::kOnlineTimeout, "online_timeout", "The server did not answer in time. Planned."},
    {Reason::kDuress, "duress", "The person may pass, and signalled for help. Planned."},
    {Reason::kExitButton, "exit_button", "Somebody inside pressed the button."},
    {Reason::kCommand, "command", "A command released the door."},
};
static_assert(Covers<kReasons>());
std::string_view ReasonName(Reason reason);  // "unknown_credential"
std::optional<Reason> ReasonFromName(std::string_view name);

// How a decision came about.
enum class Method { kCard, kFace, kFingerprint, kQr, kPin, kExitButton, kCommand };
inline constexpr Named<Method> kMethods[] = {
    {Method::kCard, "card", "A card."},
    {Method::kFace, "face", "A face."},
    {Method::kFingerprint, "fingerprint", "A finger."},
    {Method::kQr, "qr", "A code."},
    {Method::kPin, "pin", "A PIN."},
    {Method::kExitButton, "exit_button", "The button inside."},
    {Method::kCommand, "command", "A command."},
};
static_assert(Covers<kMethods>());
std::string_view MethodName(Method method);  // "exit_button"
std::optional<Method> MethodFromName(std::string_view name);

enum class Direction { kIn, kOut };
inline constexpr Named<Direction> kDirections[] = {
    {Direction::kIn, "in", "Into what the door protects."},
    {Direction::kOut, "out", "Out of it."},
};
static_assert(Covers<kDirections>());
std::string_view DirectionName(Direction direction);  // "in"
std::optional<Direction> DirectionFromName(std::string_view name);

}  // namespace doorward::inline domain
