#include "doorward/domain/access_policy.hpp"

#include <gtest/gtest.h>

namespace doorward {

// Where GoogleTest looks for it.
inline void PrintTo(const Verdict& verdict, std::ostream* out) {
  *out << (verdict.granted ? "granted, " : "denied, ") << ReasonName(verdict.reason);
}

namespace {

WallTime At(const char* text) {
  const auto time = ParseTime(text);
  EXPECT_TRUE(time) << text;
  return time.value_or(WallTime());
}

constexpr Verdict kGranted{true, Reason::kOk};
constexpr Verdict Denied(Reason reason) { return {false, reason}; }

// 2026-11-23 is a Monday. "office" is Monday to Friday 09:00-17:00; on "closed" days never, on
// "short" days 10:00-12:00, on "night" days 22:00-06:00.
class Policy : public testing::Test {
 protected:
  Policy() {
    Put("always", {"main"}, AlwaysSchedule{});
    Put("elsewhere", {"back", "gate"}, AlwaysSchedule{});
    Put("evening", {"main"}, DailySchedule{{{1080, 1320}}, {}});
    Put("2026", {"main"}, RangeSchedule{{At("2026-01-01T00:00:00Z"), At("2027-01-01T00:00:00Z")}});
    WeeklySchedule office;
    for (std::size_t day = 0; day < 5; ++day) office.days[day] = {{540, 1020}};
    office.holidays = {{HolidayId("closed"), {}},
                       {HolidayId("short"), {{600, 720}}},
                       {HolidayId("night"), {{1320, 360}}}};
    Put("office", {"back", "main"}, office);
    office.holidays[HolidayId("nowhere")] = {{0, 1440}};
    Put("dangling", {"main"}, office);
    PutHoliday("closed", {{2026, 12, 25}, {2026, 12, 24}});
    PutHoliday("short", {{2026, 12, 24}, {2026, 12, 23}, {2026, 12, 22}});
    PutHoliday("night", {{2026, 12, 22}, {2026, 12, 31}});
  }

  void Put(const char* id, std::vector<const char*> doors, Schedule when) {
    Permission permission{.id = PermissionId(id), .doors = {}, .when = std::move(when)};
    for (const char* door : doors) permission.doors.emplace_back(door);
    book_.permissions[permission.id] = permission;
  }

  void PutHoliday(const char* id, HolidayDates dates) {
    book_.holidays[HolidayId(id)] = {.id = HolidayId(id), .name = "", .dates = std::move(dates)};
  }

  static PersonRights Holding(const std::vector<const char*>& permissions, Validity validity = {}) {
    PersonRights person{.id = PersonId("p"), .validity = validity, .permissions = {}};
    for (const char* id : permissions) person.permissions.emplace_back(id);
    return person;
  }

  Verdict Ask(const PersonRights& person, const char* at, DoorMode mode = DoorMode::kNormal,
              ClockTrust clock = ClockTrust::kTrusted) const {
    return Decide(person, book_, {DoorId("main"), mode, At(at), clock});
  }

  RightsBook book_;
};

constexpr const char* kMondayNoon = "2026-11-23T12:00:00Z";

TEST_F(Policy, SaysWhy) {
  struct Row {
    std::vector<const char*> permissions;
    const char* at;
    Verdict verdict;
  };
  for (const Row& row : {
           Row{{"always"}, kMondayNoon, kGranted},
           Row{{}, kMondayNoon, Denied(Reason::kNoPermission)},
           Row{{"elsewhere"}, kMondayNoon, Denied(Reason::kNoPermission)},
           Row{{"deleted"}, kMondayNoon, Denied(Reason::kNoPermission)},
           Row{{"deleted", "elsewhere", "always"}, kMondayNoon, kGranted},
           Row{{"office"}, "2026-11-23T09:00:00Z", kGranted},
           Row{{"office"}, "2026-11-23T08:59:59.999Z", Denied(Reason::kOutsideSchedule)},
           Row{{"office"}, "2026-11-23T16:59:59.999Z", kGranted},
           Row{{"office"}, "2026-11-23T17:00:00Z", Denied(Reason::kOutsideSchedule)},
           Row{{"office"}, "2026-11-22T12:00:00Z", Denied(Reason::kOutsideSchedule)},
           Row{{"evening", "office"}, "2026-11-23T19:00:00Z", kGranted},
           Row{{"2026"}, "2026-12-31T23:59:59.999Z", kGranted},
           Row{{"2026"}, "2027-01-01T00:00:00Z", Denied(Reason::kOutsideSchedule)},
           Row{{"2026"}, "2025-12-31T23:59:59Z", Denied(Reason::kOutsideSchedule)},
           // A holiday id that nobody knows denies all of its schedule.
           Row{{"dangling"}, kMondayNoon, Denied(Reason::kOutsideSchedule)},
           Row{{"dangling", "always"}, kMondayNoon, kGranted},
       }) {
    SCOPED_TRACE(testing::PrintToString(row.permissions) + " at " + row.at);
    EXPECT_EQ(Ask(Holding(row.permissions), row.at), row.verdict);
  }
}

TEST_F(Policy, BlamesAHolidayOnlyIfNothingElseForbids) {
  struct Row {
    const char* at;
    Verdict verdict;
  };
  for (const Row& row : {
           Row{"2026-12-25T12:00:00Z", Denied(Reason::kHoliday)},
           Row{"2026-12-25T18:00:00Z", Denied(Reason::kOutsideSchedule)},
           Row{"2026-12-23T11:00:00Z", kGranted},
           Row{"2026-12-23T12:00:00Z", Denied(Reason::kHoliday)},
           Row{"2026-12-23T09:30:00Z", Denied(Reason::kHoliday)},
           // Two holidays on one date: both must allow.
           Row{"2026-12-24T11:00:00Z", Denied(Reason::kHoliday)},
           Row{"2026-12-22T11:00:00Z", Denied(Reason::kHoliday)},
           Row{"2026-12-22T22:30:00Z", Denied(Reason::kOutsideSchedule)},
           // A holiday's night belongs to the day on which it starts.
           Row{"2026-12-31T23:00:00Z", kGranted},
           Row{"2027-01-01T05:59:00Z", kGranted},
           Row{"2027-01-01T06:00:00Z", Denied(Reason::kOutsideSchedule)},
           Row{"2026-12-31T05:00:00Z", Denied(Reason::kOutsideSchedule)},
       }) {
    EXPECT_EQ(Ask(Holding({"office"}), row.at), row.verdict) << row.at;
  }
  // One permission forbidden by a holiday is enough to say so, in either order.
  const char* christmas = "2026-12-25T12:00:00Z";
  EXPECT_EQ(Ask(Holding({"office", "evening"}), christmas), Denied(Reason::kHoliday));
  EXPECT_EQ(Ask(Holding({"evening", "office"}), christmas), Denied(Reason::kHoliday));
}

TEST_F(Policy, JudgesThePersonBeforeThePermissions) {
  const WallTime noon = At(kMondayNoon);
  const Validity later{.from = noon + Milliseconds(1)};
  const Validity over{.until = noon};
  for (const auto& permissions :
       std::vector<std::vector<const char*>>{{}, {"always"}, {"office"}}) {
    EXPECT_EQ(Ask(Holding(permissions, later), kMondayNoon), Denied(Reason::kNotYetValid));
    EXPECT_EQ(Ask(Holding(permissions, over), kMondayNoon), Denied(Reason::kExpired));
  }
  const Validity now{.from = noon, .until = noon + Milliseconds(1)};
  EXPECT_EQ(Ask(Holding({"always"}, now), kMondayNoon), kGranted);
}

TEST_F(Policy, DeniesAllInLockdownBeforeAnythingElse) {
  const Validity over{.until = At("2020-01-01T00:00:00Z")};
  for (const PersonRights& person : {Holding({"always"}), Holding({}), Holding({"always"}, over)}) {
    for (const ClockTrust clock : {ClockTrust::kTrusted, ClockTrust::kUnsure}) {
      EXPECT_EQ(Ask(person, kMondayNoon, DoorMode::kLockdown, clock), Denied(Reason::kLockdown));
    }
  }
}

TEST_F(Policy, JudgesAsUsualWhileTheDoorIsFree) {
  EXPECT_EQ(Ask(Holding({"always"}), kMondayNoon, DoorMode::kFree), kGranted);
  EXPECT_EQ(Ask(Holding({}), kMondayNoon, DoorMode::kFree), Denied(Reason::kNoPermission));
}

// A flat battery's 1970 must neither lock the staff out nor let a visitor's pass live again.
TEST_F(Policy, LetsOnlyUnlimitedRightsPassWhileTheClockIsUnsure) {
  const Validity from{.from = At("1970-01-01T00:00:00Z")};
  const Validity until{.until = At("2030-01-01T00:00:00Z")};
  struct Row {
    PersonRights person;
    Verdict verdict;
  };
  for (const Row& row : {
           Row{Holding({"always"}), kGranted},
           Row{Holding({"office", "always"}), kGranted},
           Row{Holding({"office"}), Denied(Reason::kClockUnsure)},
           Row{Holding({"2026", "evening"}), Denied(Reason::kClockUnsure)},
           Row{Holding({"dangling"}), Denied(Reason::kClockUnsure)},
           Row{Holding({"always"}, from), Denied(Reason::kClockUnsure)},
           Row{Holding({"always"}, until), Denied(Reason::kClockUnsure)},
           Row{Holding({}), Denied(Reason::kNoPermission)},
           Row{Holding({"elsewhere", "deleted"}), Denied(Reason::kNoPermission)},
       }) {
    SCOPED_TRACE(testing::PrintToString(row.person.permissions.size()));
    for (const char* at : {"1970-01-01T00:00:00Z", kMondayNoon}) {
      EXPECT_EQ(Ask(row.person, at, DoorMode::kNormal, ClockTrust::kUnsure), row.verdict) << at;
    }
  }
}

TEST_F(Policy, ReadsHolidaysInTheTerminalsZone) {
  book_.zone = *TimeZone::Find("Asia/Shanghai");
  // 2026-12-25 begins there at 16:00 UTC, and 09:00 is 01:00 UTC.
  EXPECT_EQ(Ask(Holding({"office"}), "2026-12-25T01:00:00Z"), Denied(Reason::kHoliday));
  EXPECT_EQ(Ask(Holding({"office"}), "2026-12-28T01:00:00Z"), kGranted);
  EXPECT_EQ(Ask(Holding({"office"}), "2026-12-28T09:00:00Z"), Denied(Reason::kOutsideSchedule));
}

TEST(RightsOf, CarriesNoNameAndNoCredential) {
  Person person{.id = PersonId("p"), .name = "n", .department = "", .employee_no = ""};
  person.validity.from = At(kMondayNoon);
  person.permissions = {PermissionId("always")};
  const PersonRights rights = RightsOf(person);
  EXPECT_EQ(rights.id, person.id);
  EXPECT_EQ(rights.validity, person.validity);
  EXPECT_EQ(rights.permissions, person.permissions);
}

}  // namespace
}  // namespace doorward
