#include "commands/command_age.hpp"

#include <algorithm>

namespace doorward::inline commands {

Status CheckAge(const Envelope& envelope, std::chrono::seconds max_age, const Caller& caller,
                const Clock& clock) {
  const bool ages = max_age.count() > 0 && caller.may_have_waited();
  const bool trusted = clock.Trust() == ClockTrust::kTrusted;
  if (!trusted && (ages || envelope.expires_at)) {
    return Fail(ErrorCode::kExpired,
                "the terminal's clock is not set, so that it cannot tell how old this command is");
  }
  const WallTime now = clock.WallNow();
  if (trusted && envelope.issued_at && *envelope.issued_at > now + kFutureTolerance) {
    return Fail(ErrorCode::kInvalidArgument,
                "lies in the future; the terminal's clock shows " + FormatTime(now), "issued_at");
  }
  if (envelope.expires_at && now >= *envelope.expires_at) {
    return Fail(ErrorCode::kExpired, "the command expired before it was carried out");
  }
  if (!ages) return {};
  if (!envelope.issued_at) {
    return Fail(ErrorCode::kInvalidArgument, "missing; this command is refused when it is old",
                "issued_at");
  }
  if (now - *envelope.issued_at > max_age) {
    return Fail(ErrorCode::kExpired,
                "the command is older than " + std::to_string(max_age.count()) + " s");
  }
  return {};
}

std::optional<WallTime> RepeatableUntil(const Envelope& envelope, std::chrono::seconds max_age,
                                        const Caller& caller, WallTime now) {
  if (max_age.count() == 0 || !caller.may_have_waited()) return std::nullopt;
  return std::max(now, envelope.issued_at.value_or(now)) + max_age + kFutureTolerance;
}

}  // namespace doorward::inline commands
