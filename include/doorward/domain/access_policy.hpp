// Whether a person may pass a door now: a pure function of rights, time and the state of the door.

#pragma once

#include <map>
#include <optional>
#include <string_view>

#include "doorward/domain/door_machine.hpp"
#include "doorward/domain/person.hpp"
#include "doorward/domain/reason.hpp"
#include "doorward/domain/record.hpp"

namespace doorward::inline domain {

// All permissions and holidays of a terminal, and its zone.
struct RightsBook {
  std::map<PermissionId, Permission> permissions;
  HolidayTable holidays;
  TimeZone zone = TimeZone::Utc();
};

struct AccessQuestion {
  DoorId door;
  DoorMode mode = DoorMode::kNormal;
  WallTime now;
  ClockTrust clock = ClockTrust::kTrusted;
};

struct Verdict {
  bool granted = false;
  Reason reason = Reason::kNoPermission;
  // Recorded with it, and not shown to whoever stands there: a grant too can be silently alarmed.
  std::optional<Event> alarm = {};
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

// In this order: lockdown denies all; the person's validity; then any one permission that names the
// door and allows now. While the clock is unsure only unlimited people with an `always` permission
// pass; for the others the reason is kClockUnsure. If no permission names the door: kNoPermission;
// if some do but none allows: kHoliday if a holiday alone forbids one of them, else
// kOutsideSchedule. A dangling permission id is as if it were not there.
Verdict Decide(const PersonRights& person, const RightsBook& book, const AccessQuestion& question);

}  // namespace doorward::inline domain
