// Schedules decided the slow and obvious way, as an oracle: by the C library's local time, walking
// every slot minute by minute. It shares nothing with src/domain but the schedules themselves.

#pragma once

#include <cstdlib>
#include <ctime>
#include <map>
#include <string>
#include <vector>

#include "doorward/domain/schedule.hpp"

namespace doorward {

// Sets TZ for a scope. One at a time: the variable belongs to the process.
class ZoneOfProcess {
 public:
  explicit ZoneOfProcess(const std::string& name) {
    setenv("TZ", name.c_str(), 1);
    tzset();
  }
  ~ZoneOfProcess() {
    unsetenv("TZ");
    tzset();
  }
  ZoneOfProcess(const ZoneOfProcess&) = delete;
  ZoneOfProcess& operator=(const ZoneOfProcess&) = delete;
};

inline constexpr long kDayMinutes = 1440;

// What the clock on the wall shows at `utc`, as minutes since its own 1970, as if it never jumped.
inline long ShownMinute(std::time_t utc) {
  std::tm shown{};
  localtime_r(&utc, &shown);
  shown.tm_sec = 0;
  return timegm(&shown) / 60;
}

class NaiveCalendar {
 public:
  NaiveCalendar(const Schedule& schedule, const HolidayTable& holidays)
      : schedule_(schedule), holidays_(holidays) {}

  ScheduleAnswer Ask(WallTime now) {
    if (std::holds_alternative<AlwaysSchedule>(schedule_)) return ScheduleAnswer::kAllowed;
    if (!InTime(now)) return ScheduleAnswer::kOutside;
    if (std::holds_alternative<RangeSchedule>(schedule_)) return ScheduleAnswer::kAllowed;
    if (Dangles()) return ScheduleAnswer::kOutside;
    const auto utc = static_cast<std::time_t>(
        std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
    const long minute = ShownMinute(utc);
    if (Allows(minute, true)) return ScheduleAnswer::kAllowed;
    return Allows(minute, false) ? ScheduleAnswer::kHoliday : ScheduleAnswer::kOutside;
  }

 private:
  // The minutes of a day and of the next one, from the day's midnight, that its slots cover.
  using Minutes = std::vector<bool>;

  static Minutes Walk(const std::vector<Slot>& slots) {
    Minutes covered(2 * kDayMinutes, false);
    for (const Slot& slot : slots) {
      int at = slot.start;
      do {
        covered[static_cast<std::size_t>(at++)] = true;
      } while (at % kDayMinutes != slot.end % kDayMinutes);
    }
    return covered;
  }

  static bool Before(WallTime now, const std::optional<WallTime>& bound, bool without) {
    return bound ? now < *bound : without;
  }

  bool InTime(WallTime now) const {
    Validity validity;
    if (const auto* range = std::get_if<RangeSchedule>(&schedule_)) validity = range->validity;
    if (const auto* daily = std::get_if<DailySchedule>(&schedule_)) validity = daily->validity;
    if (const auto* weekly = std::get_if<WeeklySchedule>(&schedule_)) validity = weekly->validity;
    return !Before(now, validity.from, false) && Before(now, validity.until, true);
  }

  bool Dangles() const {
    const auto* weekly = std::get_if<WeeklySchedule>(&schedule_);
    if (weekly == nullptr) return false;
    for (const auto& [id, slots] : weekly->holidays) {
      if (holidays_.count(id) == 0) return true;
    }
    return false;
  }

  bool Allows(long minute, bool with_holidays) {
    const long day = minute / kDayMinutes;
    const auto of_day = static_cast<std::size_t>(minute % kDayMinutes);
    return CoveredBy(day, with_holidays)[of_day] ||
           CoveredBy(day - 1, with_holidays)[of_day + kDayMinutes];
  }

  const Minutes& CoveredBy(long day, bool with_holidays) {
    const auto key = std::make_pair(day, with_holidays);
    const auto known = walked_.find(key);
    if (known != walked_.end()) return known->second;
    return walked_[key] = WalkDay(day, with_holidays);
  }

  Minutes WalkDay(long day, bool with_holidays) const {
    if (const auto* daily = std::get_if<DailySchedule>(&schedule_)) return Walk(daily->slots);
    const auto& weekly = std::get<WeeklySchedule>(schedule_);
    const std::time_t midnight = day * kDayMinutes * 60;
    std::tm date{};
    gmtime_r(&midnight, &date);
    const std::size_t from_monday =
        date.tm_wday == 0 ? 6 : static_cast<std::size_t>(date.tm_wday - 1);
    const Minutes usual = Walk(weekly.days[from_monday]);
    if (!with_holidays) return usual;
    bool is_holiday = false;
    Minutes common(2 * kDayMinutes, true);
    for (const auto& [id, slots] : weekly.holidays) {
      if (!FallsOn(holidays_.at(id), date)) continue;
      is_holiday = true;
      const Minutes covered = Walk(slots);
      for (std::size_t i = 0; i < common.size(); ++i) common[i] = common[i] && covered[i];
    }
    return is_holiday ? common : usual;
  }

  static bool FallsOn(const Holiday& holiday, const std::tm& date) {
    for (const LocalDate& one : holiday.dates) {
      if (one.year == date.tm_year + 1900 && one.month == date.tm_mon + 1 &&
          one.day == date.tm_mday) {
        return true;
      }
    }
    return false;
  }

  const Schedule& schedule_;
  const HolidayTable& holidays_;
  std::map<std::pair<long, bool>, Minutes> walked_;
};

}  // namespace doorward
