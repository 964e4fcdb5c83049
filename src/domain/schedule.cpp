#include "doorward/domain/schedule.hpp"

#include <algorithm>
#include <cstdio>

namespace doorward::inline domain {
namespace {

constexpr int kMinutesPerDay = 24 * 60;

// "09:00" to minutes; -1 if it is not one. 24:00 is one.
int ParseMinutes(std::string_view text) {
  const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  if (text.size() != 5 || text[2] != ':') return -1;
  if (!digit(0) || !digit(1) || !digit(3) || !digit(4)) return -1;
  const int hours = (text[0] - '0') * 10 + (text[1] - '0');
  const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
  const int total = hours * 60 + minutes;
  return minutes > 59 || total > kMinutesPerDay ? -1 : total;
}

using Slots = std::vector<Slot>;

// Whether a slot that begins on this day holds at `minute` of it.
bool AnyToday(const Slots& slots, int minute) {
  return std::any_of(slots.begin(), slots.end(), [&](const Slot& slot) {
    return minute >= slot.start && (slot.CrossesMidnight() || minute < slot.end);
  });
}

// Whether a slot that began on the day before still holds at `minute`.
bool AnyFromYesterday(const Slots& slots, int minute) {
  return std::any_of(slots.begin(), slots.end(),
                     [&](const Slot& slot) { return slot.CrossesMidnight() && minute < slot.end; });
}

// A day's slots, and those that its holidays, if any, put in their place: all must allow.
struct Day {
  Day(const WeeklySchedule& weekly, const LocalDate& of)
      : date(of), usual(&weekly.days[static_cast<std::size_t>(WeekdayOf(of))]) {}

  void Observe(const Holiday& holiday, const Slots& slots) {
    if (holiday.dates.Contains(date)) holidays.push_back(&slots);
  }

  LocalDate date;
  const Slots* usual;
  std::vector<const Slots*> holidays;
};

template <typename Any>
bool Holds(const Day& day, Any any) {
  if (day.holidays.empty()) return any(*day.usual);
  return std::all_of(day.holidays.begin(), day.holidays.end(),
                     [&](const Slots* slots) { return any(*slots); });
}

class Asker {
 public:
  Asker(const HolidayTable& holidays, const TimeZone& zone, WallTime now)
      : holidays_(holidays), zone_(zone), now_(now) {}

  ScheduleAnswer operator()(const AlwaysSchedule&) const { return ScheduleAnswer::kAllowed; }

  ScheduleAnswer operator()(const RangeSchedule& range) const {
    return range.validity.Contains(now_) ? ScheduleAnswer::kAllowed : ScheduleAnswer::kOutside;
  }

  ScheduleAnswer operator()(const DailySchedule& daily) const {
    if (!daily.validity.Contains(now_)) return ScheduleAnswer::kOutside;
    const int minute = zone_.ToLocal(now_).minute_of_day;
    const bool allowed = AnyToday(daily.slots, minute) || AnyFromYesterday(daily.slots, minute);
    return allowed ? ScheduleAnswer::kAllowed : ScheduleAnswer::kOutside;
  }

  ScheduleAnswer operator()(const WeeklySchedule& weekly) const {
    if (!weekly.validity.Contains(now_)) return ScheduleAnswer::kOutside;
    const LocalMoment local = zone_.ToLocal(now_);
    const int minute = local.minute_of_day;
    Day today(weekly, local.date);
    Day yesterday(weekly, AddDays(local.date, -1));
    for (const auto& [id, slots] : weekly.holidays) {
      const auto holiday = holidays_.find(id);
      if (holiday == holidays_.end()) return ScheduleAnswer::kOutside;  // Dangling.
      today.Observe(holiday->second, slots);
      yesterday.Observe(holiday->second, slots);
    }
    const auto in_today = [&](const Slots& slots) { return AnyToday(slots, minute); };
    const auto in_yesterday = [&](const Slots& slots) { return AnyFromYesterday(slots, minute); };
    if (Holds(today, in_today) || Holds(yesterday, in_yesterday)) return ScheduleAnswer::kAllowed;
    const bool usual = in_today(*today.usual) || in_yesterday(*yesterday.usual);
    return usual ? ScheduleAnswer::kHoliday : ScheduleAnswer::kOutside;
  }

 private:
  const HolidayTable& holidays_;
  const TimeZone& zone_;
  WallTime now_;
};

}  // namespace

Result<Slot> ParseSlot(std::string_view text) {
  const auto fault = [](const char* what) { return Fail(ErrorCode::kInvalidArgument, what); };
  if (text.size() != 11 || text[5] != '-') return fault("expected a slot such as 09:00-17:30");
  const Slot slot{ParseMinutes(text.substr(0, 5)), ParseMinutes(text.substr(6))};
  if (slot.start < 0 || slot.end < 0 || slot.start == kMinutesPerDay) {
    return fault("expected a slot such as 09:00-17:30");
  }
  if (slot.start == slot.end) return fault("the slot has no length (the whole day is 00:00-24:00)");
  // "22:00-00:00" ends with its own day.
  return slot.end == 0 ? Slot{slot.start, kMinutesPerDay} : slot;
}

std::string FormatSlot(const Slot& slot) {
  char text[48];
  std::snprintf(text, sizeof text, "%02d:%02d-%02d:%02d", slot.start / 60, slot.start % 60,
                slot.end / 60, slot.end % 60);
  return text;
}

bool Validity::Contains(WallTime now) const {
  return (!from || *from <= now) && (!until || now < *until);
}

HolidayDates::HolidayDates(std::initializer_list<LocalDate> dates) {
  for (const LocalDate& date : dates) Add(date);
}

bool HolidayDates::Add(const LocalDate& date) {
  const auto place = std::lower_bound(sorted_.begin(), sorted_.end(), date);
  if (place != sorted_.end() && *place == date) return false;
  sorted_.insert(place, date);
  given_.push_back(date);
  return true;
}

bool HolidayDates::Contains(const LocalDate& date) const {
  return std::binary_search(sorted_.begin(), sorted_.end(), date);
}

ScheduleAnswer Ask(const Schedule& schedule, const HolidayTable& holidays, const TimeZone& zone,
                   WallTime now) {
  return std::visit(Asker(holidays, zone, now), schedule);
}

bool IsTimeLimited(const Schedule& schedule) {
  return !std::holds_alternative<AlwaysSchedule>(schedule);
}

}  // namespace doorward::inline domain
