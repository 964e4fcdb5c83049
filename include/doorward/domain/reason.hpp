// Why a presentation was granted or not, and the other closed lists that records speak in.
// The words are the protocol's (protocol/PROTOCOL.md); each list has its name function and back.

#pragma once

#include <optional>
#include <span>
#include <string_view>

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
std::string_view ReasonName(Reason reason);  // "unknown_credential"
std::optional<Reason> ReasonFromName(std::string_view name);
std::span<const Reason> AllReasons();

// How a decision came about.
enum class Method { kCard, kFace, kFingerprint, kQr, kPin, kExitButton, kCommand };
std::string_view MethodName(Method method);  // "exit_button"
std::optional<Method> MethodFromName(std::string_view name);

enum class Direction { kIn, kOut };
std::string_view DirectionName(Direction direction);  // "in"
std::optional<Direction> DirectionFromName(std::string_view name);

}  // namespace doorward::inline domain
