#include "doorward/domain/schedule.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "fakes/person_generators.hpp"

namespace doorward::schedule_test {

TEST(Slot, IsReadAsWritten) {
  struct Row {
    const char* text;
    Slot slot;
    bool crosses;
  };
  for (const Row& row : {
           Row{"09:00-12:00", {540, 720}, false}, Row{"00:00-24:00", {0, 1440}, false},
           Row{"00:00-00:01", {0, 1}, false}, Row{"23:59-24:00", {1439, 1440}, false},
           Row{"22:00-06:00", {1320, 360}, true}, Row{"23:59-23:58", {1439, 1438}, true},
           Row{"12:01-12:00", {721, 720}, true},
           Row{"22:00-00:00", {1320, 1440}, false},  // Midnight ends its own day.
       }) {
    SCOPED_TRACE(row.text);
    const auto slot = ParseSlot(row.text);
    ASSERT_TRUE(slot);
    EXPECT_EQ(*slot, row.slot);
    EXPECT_EQ(slot->CrossesMidnight(), row.crosses);
  }
}

TEST(Slot, RefusesAllElse) {
  const std::vector<std::string> rows = {
      "",
      "-",
      ":",
      "09:00",
      "09:00-",
      "-12:00",
      "9:00-12:00",
      "09:00-9:30",
      "09:0-12:00",
      "09:00-12:0",
      "0900-1200",
      "09.00-12.00",
      "09:00 12:00",
      "09:00–12:00",
      "09:00-12:00 ",
      " 09:00-12:00",
      "09:00 -12:00",
      "09:00- 12:00",
      "+9:00-12:00",
      "-9:00-12:00",
      "09:00-+2:00",
      "24:00-06:00",
      "24:00-24:00",
      "24:01-06:00",
      "25:00-06:00",
      "09:00-24:01",
      "09:00-25:00",
      "09:60-12:00",
      "09:00-12:60",
      "99:99-99:99",
      "09:00-09:00",
      "00:00-00:00",
      "23:59-23:59",
      "aa:bb-cc:dd",
      "0x:00-12:00",
      "1e:00-12:00",
      "09:00-12:00-",
      "09:00-12:00,13:00-14:00",
      "09:00--2:00",
      "٠٩:٠٠-١٢:٠٠",
      "09:00-12:00\n",
      "\t9:00-12:00",
      "09-00:12-00",
      "/9:00-12:00",
      ":9:00-12:00",
      "09;00-12;00",
      "09:00:00-12:00:00",
      "09:00-12:00Z",
      "always",
      "null",
  };
  for (const std::string& row : rows) {
    const auto slot = ParseSlot(row);
    EXPECT_FALSE(slot) << row;
    if (!slot) {
      EXPECT_EQ(slot.error().code, ErrorCode::kInvalidArgument) << row;
    }
  }
  EXPECT_FALSE(ParseSlot(std::string_view("09:00-12:0\0", 11)));
}

RC_GTEST_PROP(Slot, ReadsBackWhatItWrote, ()) {
  for (const Slot& slot : *AnySlots()) {
    const auto read = ParseSlot(FormatSlot(slot));
    RC_ASSERT(read.has_value());
    RC_ASSERT(*read == slot);
  }
}

TEST(LocalDateText, RefusesDaysThatAreNot) {
  for (const char* row :
       {"",           "2026",        "2026-11",     "2026-1-23",        "2026-11-3",  "26-11-23",
        "2026/11/23", "2026-11-23 ", " 2026-11-23", "2026-11-23T00:00", "2026-00-10", "2026-13-10",
        "2026-11-00", "2026-11-31",  "2026-02-29",  "2100-02-29",       "2026-02-30", "1969-12-31",
        "0000-01-01", "-026-11-23",  "+026-11-23",  "2026-1a-23",       "2026-11-2 ", "20261123xx",
        "2026-11--1", "yyyy-mm-dd"}) {
    const auto date = ParseLocalDate(row);
    EXPECT_FALSE(date) << row;
    if (!date) {
      EXPECT_EQ(date.error().code, ErrorCode::kInvalidArgument) << row;
    }
  }
}

TEST(LocalDateText, IsReadAsWritten) {
  for (const char* row :
       {"1970-01-01", "2000-02-29", "2024-02-29", "2026-11-23", "2011-12-30", "9999-12-31"}) {
    const auto date = ParseLocalDate(row);
    ASSERT_TRUE(date) << row;
    EXPECT_EQ(FormatLocalDate(*date), row);
  }
}

TEST(LocalDate, CountsDaysAndWeekdays) {
  EXPECT_EQ(AddDays({2024, 2, 28}, 1), (LocalDate{2024, 2, 29}));
  EXPECT_EQ(AddDays({2026, 2, 28}, 1), (LocalDate{2026, 3, 1}));
  EXPECT_EQ(AddDays({2026, 1, 1}, -1), (LocalDate{2025, 12, 31}));
  EXPECT_EQ(WeekdayOf({2026, 11, 23}), 0);
  EXPECT_EQ(WeekdayOf({2026, 11, 29}), 6);
  EXPECT_EQ(WeekdayOf({1970, 1, 1}), 3);
}

TEST(TimeZone, IsFoundByItsNameAlone) {
  for (const char* name : {"UTC", "Etc/UTC", "Asia/Shanghai", "Australia/Lord_Howe"}) {
    EXPECT_TRUE(TimeZone::Find(name)) << name;
  }
  for (const char* name : {"", " ", "Mars/Olympus", "asia/shanghai", "../../etc/passwd",
                           "/etc/passwd", "Asia", "Asia/", "+08:00", "UTC+8", "CST6CDT,M3.2.0"}) {
    const auto zone = TimeZone::Find(name);
    EXPECT_FALSE(zone) << name;
    if (!zone) {
      EXPECT_EQ(zone.error().code, ErrorCode::kNotFound);
    }
  }
}

WallTime At(const char* text) {
  const auto time = ParseTime(text);
  EXPECT_TRUE(time) << text;
  return time.value_or(WallTime());
}

TEST(TimeZone, WritesTimesWithItsOffset) {
  const WallTime time = At("2026-11-23T00:01:07.412Z");
  EXPECT_EQ(TimeZone::Find("Asia/Shanghai")->Format(time), "2026-11-23T08:01:07.412+08:00");
  EXPECT_EQ(TimeZone::Find("Asia/Kathmandu")->Format(time), "2026-11-23T05:46:07.412+05:45");
  EXPECT_EQ(TimeZone::Find("America/St_Johns")->Format(time), "2026-11-22T20:31:07.412-03:30");
  EXPECT_EQ(TimeZone::Utc().Format(time), "2026-11-23T00:01:07.412+00:00");
}

RC_GTEST_PROP(TimeZone, WritesWhatReadsBackAsTheSameMoment, ()) {
  const auto name = *rc::gen::element<std::string>("Asia/Shanghai", "America/St_Johns",
                                                   "Australia/Lord_Howe", "Africa/Monrovia");
  const WallTime time(Milliseconds(*rc::gen::inRange<std::int64_t>(86'400'000, 2'000'000'000'000)));
  const auto back = ParseTime(TimeZone::Find(name)->Format(time));
  RC_ASSERT(back.has_value());
  RC_ASSERT(*back == time);
}

TEST(Validity, BeginsInclusiveAndEndsExclusive) {
  const WallTime noon = At("2026-11-23T12:00:00Z");
  const Milliseconds tick(1);
  EXPECT_TRUE(Validity{}.Contains(noon));
  EXPECT_TRUE((Validity{.from = noon}.Contains(noon)));
  EXPECT_FALSE((Validity{.from = noon}.Contains(noon - tick)));
  EXPECT_FALSE((Validity{.until = noon}.Contains(noon)));
  EXPECT_TRUE((Validity{.until = noon}.Contains(noon - tick)));
  EXPECT_FALSE((Validity{.from = noon, .until = noon}.Contains(noon)));
  EXPECT_TRUE(Validity{}.unlimited());
  EXPECT_FALSE((Validity{.from = noon}.unlimited()));
  EXPECT_FALSE((Validity{.until = noon}.unlimited()));
}

// Named cases, beside the oracle's many: 2026-03-29 in Berlin has no 02:30, 2026-10-25 has it twice.
TEST(Schedule, FollowsTheClockOnTheWallThroughDaylightSaving) {
  const TimeZone berlin = *TimeZone::Find("Europe/Berlin");
  const Schedule night = DailySchedule{{{150, 200}}, {}};  // 02:30-03:20.
  struct Row {
    const char* at;
    ScheduleAnswer answer;
  };
  using enum ScheduleAnswer;
  for (const Row& row : {
           Row{"2026-03-29T00:59:59Z", kOutside},  // 01:59:59, then it is 03:00.
           Row{"2026-03-29T01:00:00Z", kAllowed},
           Row{"2026-03-29T01:20:00Z", kOutside},
           Row{"2026-10-25T00:30:00Z", kAllowed},  // 02:30 for the first time,
           Row{"2026-10-25T01:00:00Z", kOutside},  // 02:00 again,
           Row{"2026-10-25T01:30:00Z", kAllowed},  // and 02:30 for the second.
           Row{"2026-10-25T02:19:59.999Z", kAllowed},
           Row{"2026-10-25T02:20:00Z", kOutside},
       }) {
    EXPECT_EQ(Ask(night, {}, berlin, At(row.at)), row.answer) << row.at;
  }
}

TEST(Schedule, WithoutSlotsNeverAllows) {
  const TimeZone utc = TimeZone::Utc();
  EXPECT_EQ(Ask(DailySchedule{}, {}, utc, At("2026-11-23T12:00:00Z")), ScheduleAnswer::kOutside);
  EXPECT_EQ(Ask(WeeklySchedule{}, {}, utc, At("2026-11-23T12:00:00Z")), ScheduleAnswer::kOutside);
}

TEST(HolidayDates, AreToldAsGivenAndFoundInAnyOrder) {
  HolidayDates dates{{2026, 12, 25}, {2025, 1, 1}, {2026, 1, 1}};
  EXPECT_FALSE(dates.Add({2025, 1, 1}));
  EXPECT_TRUE(dates.Add({2026, 10, 3}));
  EXPECT_EQ(std::vector<LocalDate>(dates.begin(), dates.end()),
            (std::vector<LocalDate>{{2026, 12, 25}, {2025, 1, 1}, {2026, 1, 1}, {2026, 10, 3}}));
  for (const LocalDate& date : dates) EXPECT_TRUE(dates.Contains(date)) << FormatLocalDate(date);
  EXPECT_FALSE(dates.Contains({2026, 12, 26}));
  EXPECT_FALSE(dates.Contains({2024, 1, 1}));
  EXPECT_FALSE(HolidayDates().Contains({2026, 1, 1}));
}

TEST(Schedule, IsTimeLimitedUnlessItIsAlways) {
  EXPECT_FALSE(IsTimeLimited(AlwaysSchedule{}));
  EXPECT_TRUE(IsTimeLimited(RangeSchedule{}));
  EXPECT_TRUE(IsTimeLimited(DailySchedule{{{0, 1440}}, {}}));
  EXPECT_TRUE(IsTimeLimited(WeeklySchedule{}));
}

}  // namespace doorward::schedule_test
