// A named time zone with its daylight-saving rules, from the system's zone files.
//
// Thread-safety: const, any thread. Values are cheap to copy.

#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "doorward/core/time.hpp"

namespace date {
class time_zone;
}

namespace doorward::inline domain {

struct LocalDate {
  int year = 1970;
  int month = 1;  // 1 to 12.
  int day = 1;    // 1 to 31.
  friend auto operator<=>(const LocalDate&, const LocalDate&) = default;
};

Result<LocalDate> ParseLocalDate(std::string_view text);  // "2026-11-23", and such a day exists.
std::string FormatLocalDate(const LocalDate& local);

// What a clock on the wall and a calendar beside it show.
struct LocalMoment {
  LocalDate date;
  int weekday = 0;        // 0 is Monday.
  int minute_of_day = 0;  // 0 to 1439.
  friend bool operator==(const LocalMoment&, const LocalMoment&) = default;
};

class TimeZone {
 public:
  // By IANA name, such as "Asia/Shanghai". kNotFound if the system has no such zone.
  static Result<TimeZone> Find(std::string_view name);
  static TimeZone Utc();

  LocalMoment ToLocal(WallTime time) const;
  // "2026-11-23T08:01:07.412+08:00": RFC 3339 with this zone's offset.
  std::string Format(WallTime time) const;

  std::string name() const;

 private:
  explicit TimeZone(const date::time_zone* zone) : zone_(zone) {}

  const date::time_zone* zone_;  // Lives as long as the program.
};

// The day before or after.
LocalDate AddDays(const LocalDate& local, int days);
int WeekdayOf(const LocalDate& local);  // 0 is Monday.

}  // namespace doorward::inline domain
