// Rights against a naive oracle, minute by minute, over clocks that jump.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "doorward/domain/access_policy.hpp"
#include "unit/domain/naive_calendar.hpp"

namespace doorward::schedule_oracle_test {

using std::chrono::minutes;
using std::chrono::seconds;

const std::vector<std::string> kZones = {
    "UTC",
    "Asia/Shanghai",
    "Asia/Kolkata",    // Half an hour.
    "Asia/Kathmandu",  // Three quarters.
    "Asia/Tehran",
    "Asia/Gaza",
    "Asia/Amman",
    "Asia/Pyongyang",  // Moved by half an hour, twice.
    "Asia/Tokyo",
    "Asia/Colombo",
    "Asia/Kabul",
    "Australia/Lord_Howe",  // Summer time of half an hour.
    "Australia/Adelaide",
    "Australia/Sydney",
    "Australia/Eucla",
    "Pacific/Apia",       // Had no 2011-12-30.
    "Pacific/Kwajalein",  // Had no 1993-08-21.
    "Pacific/Kiritimati",
    "Pacific/Chatham",
    "Pacific/Auckland",
    "Pacific/Honolulu",
    "Europe/London",
    "Europe/Dublin",  // Winter time is the exception.
    "Europe/Berlin",
    "Europe/Lisbon",
    "Europe/Moscow",
    "Europe/Istanbul",
    "Africa/Casablanca",  // Pauses summer time for Ramadan.
    "Africa/Cairo",       // Jumps at midnight.
    "Africa/Monrovia",    // Seconds in its offset until 1972.
    "America/New_York",
    "America/St_Johns",  // Jumped at 00:01.
    "America/Caracas",
    "America/Sao_Paulo",  // Jumped at midnight.
    "America/Havana",
    "America/Santiago",
    "America/Los_Angeles",
    "America/Scoresbysund",
    "Antarctica/Troll",  // Two hours.
};

constexpr std::time_t kHour = 3600;
constexpr std::time_t kFirst = 86400L * 365;              // In 1971.
constexpr std::time_t kLast = 86400L * (365L * 66 + 16);  // In 2035: the zone files end in 2037.

long OffsetAt(std::time_t utc) {
  std::tm shown{};
  localtime_r(&utc, &shown);
  return shown.tm_gmtoff;
}

// The hour before the clock of the process's zone next jumps after `from`; `from` if it does not
// within fourteen months.
std::time_t NextJump(std::time_t from) {
  for (std::time_t at = from; at < from + 425 * 24 * kHour; at += kHour) {
    if (OffsetAt(at) != OffsetAt(at + kHour)) return at;
  }
  return from;
}

WallTime At(std::time_t utc) { return WallTime(seconds(utc)); }

rc::Gen<std::vector<Slot>> SomeSlots() {
  // Clocks jump in the small hours, mostly, so let many slots begin or end there.
  const auto minute = rc::gen::oneOf(rc::gen::inRange(0, 1440), rc::gen::inRange(0, 240),
                                     rc::gen::element(0, 30, 60, 90, 120, 150, 180, 1380, 1439));
  const auto slot = rc::gen::map(rc::gen::pair(minute, minute), [](std::pair<int, int> ends) {
    if (ends.second == 0) ends.second = 1440;
    if (ends.first == ends.second) ++ends.second;
    return Slot{ends.first, ends.second};
  });
  return rc::gen::mapcat(rc::gen::inRange<std::size_t>(0, 4), [slot](std::size_t count) {
    return rc::gen::container<std::vector<Slot>>(count, slot);
  });
}

// Bounds that are mostly near `anchor`, and not on whole minutes.
Validity SomeValidity(std::time_t anchor) {
  const auto bound = [&](int hours_from, int hours_to) -> std::optional<WallTime> {
    if (*rc::gen::inRange(0, 3) != 0) return std::nullopt;
    return At(anchor) +
           Milliseconds(*rc::gen::inRange(hours_from * 3'600'000, hours_to * 3'600'000));
  };
  return {bound(-60, 10), bound(-10, 60)};
}

HolidayTable SomeHolidays(std::time_t anchor) {
  HolidayTable table;
  for (const char* id : {"h1", "h2", "h3"}) {
    Holiday holiday{.id = HolidayId(id)};
    const auto offsets = *rc::gen::container<std::vector<int>>(rc::gen::inRange(-3, 4));
    for (const int days : offsets) {
      const std::time_t day = anchor + days * 24 * kHour;
      std::tm date{};
      gmtime_r(&day, &date);
      holiday.dates.Add({date.tm_year + 1900, date.tm_mon + 1, date.tm_mday});
    }
    table[holiday.id] = holiday;
  }
  return table;
}

Schedule SomeSchedule(std::time_t anchor) {
  switch (*rc::gen::weightedElement<int>({{1, 0}, {2, 1}, {4, 2}, {9, 3}})) {
    case 0: return AlwaysSchedule{};
    case 1: return RangeSchedule{SomeValidity(anchor)};
    case 2: return DailySchedule{*SomeSlots(), SomeValidity(anchor)};
    default: break;
  }
  WeeklySchedule weekly;
  for (auto& day : weekly.days) day = *SomeSlots();
  for (const char* id : {"h1", "h2", "h3"}) {
    if (*rc::gen::arbitrary<bool>()) weekly.holidays[HolidayId(id)] = *SomeSlots();
  }
  if (*rc::gen::inRange(0, 12) == 0) weekly.holidays[HolidayId("gone")] = {};
  weekly.validity = SomeValidity(anchor);
  return weekly;
}

// Mostly where the zone's clock jumps.
std::time_t SomeAnchor() {
  const std::time_t any = *rc::gen::inRange<std::time_t>(kFirst / 60, kLast / 60) * 60;
  return *rc::gen::inRange(0, 4) == 0 ? any : NextJump(any);
}

TimeZone ZoneNamed(const std::string& name) {
  const auto zone = TimeZone::Find(name);
  if (!zone) throw std::runtime_error("no such zone on this machine: " + name);
  return *zone;
}

// A bit more than two days around `anchor`, each minute, at a drawn millisecond of it.
template <typename Visit>
void EachMinuteAround(std::time_t anchor, Visit visit) {
  const Milliseconds within(*rc::gen::inRange(0, 60'000));
  for (std::time_t utc = anchor - 27 * kHour; utc < anchor + 27 * kHour; utc += 60) {
    visit(At(utc) + within);
  }
}

void ExpectAgreement(const Schedule& schedule, const HolidayTable& holidays, const TimeZone& zone,
                     WallTime now, NaiveCalendar& naive) {
  const ScheduleAnswer expected = naive.Ask(now);
  const ScheduleAnswer actual = Ask(schedule, holidays, zone, now);
  if (actual == expected) return;
  RC_FAIL(zone.name() + " at " + zone.Format(now) + ": " +
          std::to_string(static_cast<int>(actual)) + " instead of " +
          std::to_string(static_cast<int>(expected)));
}

RC_GTEST_PROP(ScheduleOracle, AgreesMinuteByMinute, ()) {
  const std::string name = *rc::gen::elementOf(kZones);
  const ZoneOfProcess process(name);
  const TimeZone zone = ZoneNamed(name);
  const std::time_t anchor = SomeAnchor();
  const HolidayTable holidays = SomeHolidays(anchor);
  const Schedule schedule = SomeSchedule(anchor);
  NaiveCalendar naive(schedule, holidays);
  EachMinuteAround(anchor,
                   [&](WallTime now) { ExpectAgreement(schedule, holidays, zone, now, naive); });
}

// Every zone in turn, at a jump of its clock, so that none is left to chance.
TEST(ScheduleOracle, AgreesInEveryZone) {
  for (const std::string& name : kZones) {
    SCOPED_TRACE(name);
    const bool held = rc::check(name, [&] {
      const ZoneOfProcess process(name);
      const TimeZone zone = ZoneNamed(name);
      const std::time_t anchor = SomeAnchor();
      const HolidayTable holidays;
      const Schedule schedule = DailySchedule{*SomeSlots(), {}};
      NaiveCalendar naive(schedule, holidays);
      for (std::time_t utc = anchor - 5 * kHour; utc < anchor + 5 * kHour; utc += 60) {
        ExpectAgreement(schedule, holidays, zone, At(utc), naive);
      }
    });
    EXPECT_TRUE(held);
  }
}

struct Skip {
  const char* zone;
  std::time_t utc;  // Just before the date is left out.
};

TEST(ScheduleOracle, AgreesWhereAWholeDayIsLeftOut) {
  for (const Skip& skip :
       {Skip{"Pacific/Apia", 1325239200}, Skip{"Pacific/Kwajalein", 745934400}}) {
    const ZoneOfProcess process(skip.zone);
    const TimeZone zone = ZoneNamed(skip.zone);
    ASSERT_EQ(OffsetAt(skip.utc) - OffsetAt(skip.utc - kHour), 24 * kHour) << skip.zone;
    const bool held = rc::check(skip.zone, [&] {
      const HolidayTable holidays = SomeHolidays(skip.utc);
      const Schedule schedule = SomeSchedule(skip.utc);
      NaiveCalendar naive(schedule, holidays);
      EachMinuteAround(
          skip.utc, [&](WallTime now) { ExpectAgreement(schedule, holidays, zone, now, naive); });
    });
    EXPECT_TRUE(held);
  }
}

// A person with several permissions passes when any of those for this door allows.
RC_GTEST_PROP(RightsOracle, AgreesMinuteByMinute, ()) {
  const std::string name = *rc::gen::elementOf(kZones);
  const ZoneOfProcess process(name);
  const std::time_t anchor = SomeAnchor();
  RightsBook book{.permissions = {}, .holidays = SomeHolidays(anchor), .zone = ZoneNamed(name)};
  PersonRights person{.id = PersonId("p"), .validity = SomeValidity(anchor), .permissions = {}};
  std::vector<NaiveCalendar> naive;
  for (const char* id : {"a", "b", "c"}) {
    const bool here = *rc::gen::arbitrary<bool>();
    const PermissionId key(id);
    const auto& held = book.permissions[key] =
        Permission{key, {DoorId(here ? "main" : "back")}, SomeSchedule(anchor)};
    if (*rc::gen::inRange(0, 4) == 0) continue;
    person.permissions.push_back(key);
    if (here) naive.emplace_back(held.when, book.holidays);
  }
  const auto& [from, until] = person.validity;
  EachMinuteAround(anchor, [&](WallTime now) {
    const bool valid = (!from || !(now < *from)) && (!until || now < *until);
    const bool expected = valid && std::any_of(naive.begin(), naive.end(), [&](NaiveCalendar& one) {
                            return one.Ask(now) == ScheduleAnswer::kAllowed;
                          });
    const Verdict verdict = Decide(person, book, {.door = DoorId("main"), .now = now});
    if (verdict.granted != expected) RC_FAIL(name + " at " + book.zone.Format(now));
  });
}

}  // namespace doorward::schedule_oracle_test
