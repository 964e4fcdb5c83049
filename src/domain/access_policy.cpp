#include "doorward/domain/access_policy.hpp"

#include <algorithm>

namespace doorward::inline domain {
namespace {

constexpr Verdict Granted() { return {true, Reason::kOk}; }
constexpr Verdict Denied(Reason reason) { return {false, reason}; }

bool Names(const Permission& permission, const DoorId& door) {
  return std::find(permission.doors.begin(), permission.doors.end(), door) !=
         permission.doors.end();
}

// The permissions of `person` that are there and name `door`.
std::vector<const Permission*> PermissionsFor(const PersonRights& person, const RightsBook& book,
                                              const DoorId& door) {
  std::vector<const Permission*> found;
  for (const PermissionId& id : person.permissions) {
    const auto at = book.permissions.find(id);
    if (at != book.permissions.end() && Names(at->second, door)) found.push_back(&at->second);
  }
  return found;
}

// Without a clock to believe only what no time limits can be judged.
Verdict DecideWithoutClock(const PersonRights& person,
                           const std::vector<const Permission*>& permissions) {
  const bool unlimited =
      person.validity.unlimited() &&
      std::any_of(permissions.begin(), permissions.end(),
                  [](const Permission* permission) { return !IsTimeLimited(permission->when); });
  return unlimited ? Granted() : Denied(Reason::kClockUnsure);
}

}  // namespace

Verdict Decide(const PersonRights& person, const RightsBook& book, const AccessQuestion& question) {
  if (question.mode == DoorMode::kLockdown) return Denied(Reason::kLockdown);
  const auto permissions = PermissionsFor(person, book, question.door);
  if (question.clock == ClockTrust::kUnsure) {
    if (permissions.empty()) return Denied(Reason::kNoPermission);
    return DecideWithoutClock(person, permissions);
  }
  const Validity& validity = person.validity;
  if (validity.from && question.now < *validity.from) return Denied(Reason::kNotYetValid);
  if (validity.until && question.now >= *validity.until) return Denied(Reason::kExpired);
  if (permissions.empty()) return Denied(Reason::kNoPermission);
  Verdict denied = Denied(Reason::kOutsideSchedule);
  for (const Permission* permission : permissions) {
    switch (Ask(permission->when, book.holidays, book.zone, question.now)) {
      case ScheduleAnswer::kAllowed: return Granted();
      case ScheduleAnswer::kHoliday: denied = Denied(Reason::kHoliday); break;
      case ScheduleAnswer::kOutside: break;
    }
  }
  return denied;
}

}  // namespace doorward::inline domain
