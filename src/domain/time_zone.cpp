#include "doorward/domain/time_zone.hpp"

#include <date/tz.h>

#include <cstdio>

namespace doorward::inline domain {
namespace {

date::year_month_day ToDate(const LocalDate& local) {
  return date::year(local.year) / date::month(static_cast<unsigned>(local.month)) /
         date::day(static_cast<unsigned>(local.day));
}

LocalDate FromDate(const date::year_month_day& day) {
  return {static_cast<int>(day.year()), static_cast<int>(static_cast<unsigned>(day.month())),
          static_cast<int>(static_cast<unsigned>(day.day()))};
}

bool IsDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

Result<LocalDate> ParseLocalDate(std::string_view text) {
  const auto fault = [] {
    return Fail(ErrorCode::kInvalidArgument, "expected a date such as 2026-11-23");
  };
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return fault();
  const std::string_view year = text.substr(0, 4);
  const std::string_view month = text.substr(5, 2);
  const std::string_view day = text.substr(8, 2);
  if (!IsDigits(year) || !IsDigits(month) || !IsDigits(day)) return fault();
  const LocalDate local{std::stoi(std::string(year)), std::stoi(std::string(month)),
                        std::stoi(std::string(day))};
  if (local.year < 1970 || !ToDate(local).ok()) return fault();
  return local;
}

std::string FormatLocalDate(const LocalDate& local) {
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d", local.year, local.month, local.day);
  return text;
}

Result<TimeZone> TimeZone::Find(std::string_view name) {
  try {
    return TimeZone(date::locate_zone(std::string(name)));
  } catch (const std::exception&) {
    return Fail(ErrorCode::kNotFound,
                "there is no time zone of this name: expected one such as "
                "Asia/Shanghai (is the package tzdata installed?)");
  }
}

TimeZone TimeZone::Utc() { return TimeZone(date::locate_zone("Etc/UTC")); }

LocalMoment TimeZone::ToLocal(WallTime time) const {
  const auto local = zone_->to_local(time);
  const auto day = date::floor<date::days>(local);
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(local - day);
  const LocalDate today = FromDate(date::year_month_day(day));
  return {today, WeekdayOf(today), static_cast<int>(minutes.count())};
}

std::string TimeZone::Format(WallTime time) const {
  const auto info = zone_->get_info(time);
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(info.offset).count();
  std::string text = FormatTime(time + std::chrono::minutes(minutes));
  char offset[16];
  std::snprintf(offset, sizeof offset, "%c%02d:%02d", minutes < 0 ? '-' : '+',
                static_cast<int>(std::abs(minutes) / 60), static_cast<int>(std::abs(minutes) % 60));
  text.replace(text.size() - 1, 1, offset);
  return text;
}

std::string TimeZone::name() const { return zone_->name(); }

LocalDate AddDays(const LocalDate& local, int days) {
  return FromDate(date::year_month_day(date::local_days(ToDate(local)) + date::days(days)));
}

int WeekdayOf(const LocalDate& local) {
  const date::weekday weekday(date::local_days(ToDate(local)));
  return static_cast<int>(weekday.iso_encoding()) - 1;
}

}  // namespace doorward::inline domain
