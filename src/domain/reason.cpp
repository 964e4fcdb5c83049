#include "doorward/domain/reason.hpp"

#include "doorward/core/names.hpp"

namespace doorward::inline domain {
namespace {

constexpr Named<Reason> kReasons[] = {
    {Reason::kOk, "ok"},
    {Reason::kUnknownCredential, "unknown_credential"},
    {Reason::kUnknownPerson, "unknown_person"},
    {Reason::kExpired, "expired"},
    {Reason::kNotYetValid, "not_yet_valid"},
    {Reason::kOutsideSchedule, "outside_schedule"},
    {Reason::kNoPermission, "no_permission"},
    {Reason::kHoliday, "holiday"},
    {Reason::kLockdown, "lockdown"},
    {Reason::kFreeMode, "free_mode"},
    {Reason::kSecondFactorMissing, "second_factor_missing"},
    {Reason::kSecondFactorMismatch, "second_factor_mismatch"},
    {Reason::kFactorNotAccepted, "factor_not_accepted"},
    {Reason::kCardNotAuthenticated, "card_not_authenticated"},
    {Reason::kWrongPin, "wrong_pin"},
    {Reason::kLockedOut, "locked_out"},
    {Reason::kAntipassback, "antipassback"},
    {Reason::kOccupancyFull, "occupancy_full"},
    {Reason::kInterlock, "interlock"},
    {Reason::kAmbiguousFace, "ambiguous_face"},
    {Reason::kFaceQuality, "face_quality"},
    {Reason::kPassUsedUp, "pass_used_up"},
    {Reason::kPassReplayed, "pass_replayed"},
    {Reason::kBadSignature, "bad_signature"},
    {Reason::kClockUnsure, "clock_unsure"},
    {Reason::kOnlineDenied, "online_denied"},
    {Reason::kOnlineTimeout, "online_timeout"},
    {Reason::kDuress, "duress"},
    {Reason::kExitButton, "exit_button"},
    {Reason::kCommand, "command"},
};

constexpr auto kAllReasons = ValuesOf(kReasons);

constexpr Named<Method> kMethods[] = {
    {Method::kCard, "card"},       {Method::kFace, "face"}, {Method::kFingerprint, "fingerprint"},
    {Method::kQr, "qr"},           {Method::kPin, "pin"},   {Method::kExitButton, "exit_button"},
    {Method::kCommand, "command"},
};

constexpr Named<Direction> kDirections[] = {{Direction::kIn, "in"}, {Direction::kOut, "out"}};

}  // namespace

std::string_view ReasonName(Reason reason) { return NameIn(kReasons, reason); }
std::optional<Reason> ReasonFromName(std::string_view name) { return ValueIn(kReasons, name); }
std::span<const Reason> AllReasons() { return kAllReasons; }

std::string_view MethodName(Method method) { return NameIn(kMethods, method); }
std::optional<Method> MethodFromName(std::string_view name) { return ValueIn(kMethods, name); }

std::string_view DirectionName(Direction direction) { return NameIn(kDirections, direction); }
std::optional<Direction> DirectionFromName(std::string_view name) {
  return ValueIn(kDirections, name);
}

}  // namespace doorward::inline domain
