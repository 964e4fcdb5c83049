#include "doorward/core/time.hpp"

#include <cstdio>

namespace doorward::inline core {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

// Reads exactly `count` digits at `text`'s front and cuts them off; -1 if they are not there.
int TakeDigits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return -1;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool TakeChar(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

// ".412": to milliseconds, the rest cut. -1 if it is not one to nine digits.
int TakeFraction(std::string_view& text) {
  if (!TakeChar(text, '.')) return 0;
  int milliseconds = 0;
  int digits = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    const int digit = TakeDigits(text, 1);
    if (++digits > 9) return -1;
    if (digits <= 3) milliseconds = milliseconds * 10 + digit;
  }
  if (digits == 0) return -1;
  for (int i = digits; i < 3; ++i) milliseconds *= 10;
  return milliseconds;
}

// "Z" or "+08:00" as minutes; nullopt-like 10'000 if it is neither.
constexpr int kNoOffset = 10'000;
int TakeOffset(std::string_view& text) {
  if (TakeChar(text, 'Z') || TakeChar(text, 'z')) return 0;
  const bool east = TakeChar(text, '+');
  if (!east && !TakeChar(text, '-')) return kNoOffset;
  const int hours = TakeDigits(text, 2);
  if (hours < 0 || hours > 23 || !TakeChar(text, ':')) return kNoOffset;
  const int minutes = TakeDigits(text, 2);
  if (minutes < 0 || minutes > 59) return kNoOffset;
  return (east ? 1 : -1) * (hours * 60 + minutes);
}

auto NotATime() {
  return Fail(ErrorCode::kInvalidArgument,
              "expected a time with an offset, such as 2026-11-23T08:00:00+08:00");
}

}  // namespace

std::string FormatTime(WallTime time) {
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  char text[40];
  std::snprintf(
      text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  return text;
}

Result<WallTime> ParseTime(std::string_view text) {
  const int year = TakeDigits(text, 4);
  if (year < 1970 || !TakeChar(text, '-')) return NotATime();
  const int month = TakeDigits(text, 2);
  if (month < 1 || !TakeChar(text, '-')) return NotATime();
  const int day = TakeDigits(text, 2);
  if (day < 1 || !(TakeChar(text, 'T') || TakeChar(text, 't'))) return NotATime();
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  const int hour = TakeDigits(text, 2);
  if (!date.ok() || hour < 0 || hour > 23 || !TakeChar(text, ':')) return NotATime();
  const int minute = TakeDigits(text, 2);
  if (minute < 0 || minute > 59 || !TakeChar(text, ':')) return NotATime();
  const int second = TakeDigits(text, 2);
  if (second < 0 || second > 59) return NotATime();
  const int milliseconds = TakeFraction(text);
  const int offset = TakeOffset(text);
  if (milliseconds < 0 || offset == kNoOffset || !text.empty()) return NotATime();
  const WallTime time = sys_days(date) + std::chrono::hours(hour) +
                        std::chrono::minutes(minute - offset) + std::chrono::seconds(second) +
                        Milliseconds(milliseconds);
  // The offset can lead out of the years that can be written.
  constexpr WallTime kEnd = sys_days(std::chrono::year(10'000) / 1 / 1);
  if (time < WallTime{} || time >= kEnd) return NotATime();
  return time;
}

}  // namespace doorward::inline core
