#include "doorward/core/time.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "doorward/core/clock.hpp"
#include "fakes/fake_clock.hpp"

namespace doorward {
namespace {

TEST(ParseTime, ReadsRfc3339) {
  struct Row {
    const char* text;
    Milliseconds::rep milliseconds;
  };
  for (const Row& row : {
           Row{"1970-01-01T00:00:00Z", 0},
           Row{"1970-01-01T00:00:00.001Z", 1},
           Row{"2026-11-23T00:01:07.412Z", 1'795'392'067'412},
           Row{"2026-11-23T08:01:07.412+08:00", 1'795'392'067'412},
           Row{"2026-11-22T20:31:07.412-03:30", 1'795'392'067'412},
           Row{"2026-11-23t00:01:07.412z", 1'795'392'067'412},
           Row{"2026-11-23T00:01:07.412+00:00", 1'795'392'067'412},
           Row{"2026-11-23T00:01:07.412-00:00", 1'795'392'067'412},
           Row{"2026-11-23T00:01:07.4Z", 1'795'392'067'400},
           Row{"2026-11-23T00:01:07.41Z", 1'795'392'067'410},
           Row{"2026-11-23T00:01:07.4129Z", 1'795'392'067'412},
           Row{"2026-11-23T00:01:07.999999999Z", 1'795'392'067'999},
           Row{"2026-11-23T00:01:07Z", 1'795'392'067'000},
           Row{"2024-02-29T12:00:00Z", 1'709'208'000'000},
           Row{"2000-02-29T00:00:00Z", 951'782'400'000},
           Row{"1970-01-01T23:59:00+23:59", 0},
           Row{"1970-01-01T00:00:00-23:59", 86'340'000},
           Row{"2038-01-19T03:14:08Z", 2'147'483'648'000},
           Row{"9999-12-31T23:59:59.999Z", 253'402'300'799'999},
       }) {
    const auto time = ParseTime(row.text);
    ASSERT_TRUE(time) << row.text;
    EXPECT_EQ(time->time_since_epoch().count(), row.milliseconds) << row.text;
  }
}

constexpr const char* kNotTimes[] = {
    "",
    "Z",
    "now",
    "0",
    "1795392067",
    "2026",
    "2026-11",
    "2026-11-23",
    "2026-11-23T",
    "00:01:07Z",
    // No offset, and offsets that are not.
    "2026-11-23T00:01:07",
    "2026-11-23T00:01:07.412",
    "2026-11-23T00:01:07 Z",
    "2026-11-23T00:01:07UTC",
    "2026-11-23T00:01:07+8",
    "2026-11-23T00:01:07+08",
    "2026-11-23T00:01:07+0800",
    "2026-11-23T00:01:07+08:0",
    "2026-11-23T00:01:07+08:60",
    "2026-11-23T00:01:07+24:00",
    "2026-11-23T00:01:07+99:99",
    "2026-11-23T00:01:07*08:00",
    "2026-11-23T00:01:07+-8:00",
    "2026-11-23T00:01:07Z+08:00",
    "2026-11-23T00:01:07+08:00Z",
    "2026-11-23T00:01:07ZZ",
    "2026-11-23T00:01:07Z ",
    " 2026-11-23T00:01:07Z",
    // Fields.
    "26-11-23T00:01:07Z",
    "02026-11-23T00:01:07Z",
    "2026-1-23T00:01:07Z",
    "2026-11-3T00:01:07Z",
    "2026-11-23T0:01:07Z",
    "2026-11-23T00:1:07Z",
    "2026-11-23T00:01:7Z",
    "2026-11-23T00:01Z",
    "2026/11/23T00:01:07Z",
    "2026-11-23 00:01:07Z",
    "2026-11-23_00:01:07Z",
    "20261123T000107Z",
    "2026-11-23T00.01.07Z",
    "2026-11-23T000107Z",
    "2026-W48-1T00:01:07Z",
    "2026-327T00:01:07Z",
    "-2026-11-23T00:01:07Z",
    "+2026-11-23T00:01:07Z",
    "2026-+1-23T00:01:07Z",
    "2026-11--3T00:01:07Z",
    "2O26-11-23T00:01:07Z",
    "2026-Nov-23T00:01:07Z",
    "２０２６-11-23T00:01:07Z",
    // Ranges.
    "2026-00-23T00:01:07Z",
    "2026-13-23T00:01:07Z",
    "2026-11-00T00:01:07Z",
    "2026-11-31T00:01:07Z",
    "2026-01-32T00:01:07Z",
    "2026-02-29T00:00:00Z",
    "2100-02-29T00:00:00Z",
    "2024-02-30T00:00:00Z",
    "2026-11-23T24:00:00Z",
    "2026-11-23T24:00:01Z",
    "2026-11-23T25:00:00Z",
    "2026-11-23T00:60:00Z",
    "2026-11-23T00:00:60Z",
    "2016-12-31T23:59:60Z",
    "2026-11-23T00:00:61Z",
    "2026-11-23T99:99:99Z",
    // Decimals.
    "2026-11-23T00:01:07.Z",
    "2026-11-23T00:01:07,412Z",
    "2026-11-23T00:01:07.1234567890Z",
    "2026-11-23T00:01:07..4Z",
    "2026-11-23T00:01:07.4.1Z",
    "2026-11-23T00:01:07.-4Z",
    "2026-11-23T00:01:07.4e2Z",
    "2026-11-23T00:01.5Z",
    // Before the beginning, and after the end.
    "1969-12-31T23:59:59Z",
    "1969-12-31T23:59:59.999Z",
    "1970-01-01T00:00:00+00:01",
    "1970-01-01T07:59:59+08:00",
    "0000-01-01T00:00:00Z",
    "10000-01-01T00:00:00Z",
    "9999-12-31T23:59:59-00:01",
    "9999-12-31T16:00:00-08:00",
};

TEST(ParseTime, RefusesAllElse) {
  for (const char* text : kNotTimes) {
    const auto time = ParseTime(text);
    EXPECT_FALSE(time) << text;
    if (!time) {
      EXPECT_EQ(time.error().code, ErrorCode::kInvalidArgument) << text;
    }
  }
  EXPECT_FALSE(ParseTime(std::string_view("2026-11-23T00:01:07Z\0", 21)));
}

TEST(FormatTime, WritesUtcWithThreeDecimals) {
  EXPECT_EQ(FormatTime(WallTime()), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(FormatTime(WallTime(Milliseconds(1'795'392'067'412))), "2026-11-23T00:01:07.412Z");
  EXPECT_EQ(FormatTime(WallTime(Milliseconds(253'402'300'799'999))), "9999-12-31T23:59:59.999Z");
}

RC_GTEST_PROP(Time, SurvivesBeingWritten, ()) {
  const WallTime time(Milliseconds(*rc::gen::inRange<std::int64_t>(0, 253'402'300'800'000)));
  const auto back = ParseTime(FormatTime(time));
  RC_ASSERT(back.has_value());
  RC_ASSERT(*back == time);
}

RC_GTEST_PROP(Time, ThatIsReadCanBeWrittenAndReadAgain, ()) {
  const auto two = [](int limit) {
    const std::string digits = std::to_string(*rc::gen::inRange(0, limit));
    return digits.size() == 1 ? "0" + digits : digits;
  };
  const auto year = *rc::gen::element<std::string>("1969", "1970", "2024", "2026", "9999");
  const std::string text = year + "-" + two(14) + "-" + two(33) + "T" + two(25) + ":" + two(61) +
                           ":" + two(62) + *rc::gen::element<std::string>("", ".5", ".123456789") +
                           *rc::gen::element<std::string>("Z", "+", "-") + two(25) + ":" + two(61);
  for (const std::string& tried : {text, text.substr(0, text.find('Z') + 1)}) {
    const auto time = ParseTime(tried);
    if (!time) continue;
    const auto again = ParseTime(FormatTime(*time));
    RC_ASSERT(again.has_value());
    RC_ASSERT(*again == *time);
  }
}

TEST(ClockFloor, IsNeverLowered) {
  FakeClock clock;
  EXPECT_EQ(clock.Trust(), ClockTrust::kTrusted);
  const WallTime now = clock.WallNow();
  clock.RaiseFloor(now + std::chrono::hours(1));
  EXPECT_EQ(clock.Trust(), ClockTrust::kUnsure);
  clock.RaiseFloor(now - std::chrono::hours(1));
  EXPECT_EQ(clock.Trust(), ClockTrust::kUnsure);
  clock.Advance(std::chrono::hours(1));
  EXPECT_EQ(clock.Trust(), ClockTrust::kTrusted);
}

TEST(ClockFloor, ForgivesASmallStepBack) {
  FakeClock clock;
  const WallTime floor = clock.WallNow();
  clock.RaiseFloor(floor);
  clock.SetWall(floor - Clock::kTolerance);
  EXPECT_EQ(clock.Trust(), ClockTrust::kTrusted);
  clock.SetWall(floor - Clock::kTolerance - Milliseconds(1));
  EXPECT_EQ(clock.Trust(), ClockTrust::kUnsure);
  clock.SetWall(WallTime());
  EXPECT_EQ(clock.Trust(), ClockTrust::kUnsure);
}

// What was believed once has passed: a visitor who has expired stays expired.
TEST(ClockFloor, RisesWithEveryMomentThatIsBelieved) {
  FakeClock clock;
  const WallTime first = clock.WallNow();
  clock.Advance(std::chrono::hours(24 * 30));
  EXPECT_EQ(clock.Trust(), ClockTrust::kTrusted);
  EXPECT_EQ(clock.floor(), clock.WallNow());
  clock.SetWall(first + std::chrono::hours(48));
  EXPECT_EQ(clock.Trust(), ClockTrust::kUnsure);
  EXPECT_EQ(clock.Trust(), ClockTrust::kUnsure) << "asking twice changes nothing";
}

TEST(ClockFloor, SmallStepsBackDoNotAddUp) {
  FakeClock clock;
  const WallTime start = clock.WallNow();
  EXPECT_EQ(clock.Trust(), ClockTrust::kTrusted);
  for (int step = 1; step <= 100; ++step) {
    clock.SetWall(start - step * Milliseconds(1'000));
    EXPECT_EQ(clock.Trust(), step <= 10 ? ClockTrust::kTrusted : ClockTrust::kUnsure) << step;
  }
}

TEST(ClockFloor, OnlyAnOperatorsWordTakesItDown) {
  FakeClock clock;
  const WallTime right = clock.WallNow();
  clock.SetWall(right + std::chrono::hours(24 * 365 * 73));
  EXPECT_EQ(clock.Trust(), ClockTrust::kTrusted);
  clock.SetWall(right);
  EXPECT_EQ(clock.Trust(), ClockTrust::kUnsure);
  clock.SetFloor(right);
  EXPECT_EQ(clock.Trust(), ClockTrust::kTrusted);
  EXPECT_EQ(clock.floor(), right);
}

TEST(ClockFloor, OnceLostItIsFoundByAnOperatorAlone) {
  FakeClock clock;
  clock.LoseFloor();
  clock.Advance(std::chrono::hours(24 * 365));
  EXPECT_EQ(clock.Trust(), ClockTrust::kUnsure);
  clock.SetFloor(clock.WallNow());
  EXPECT_EQ(clock.Trust(), ClockTrust::kTrusted);
}

TEST(ClockFloor, BeginsWhereTheProgramWasBuilt) {
  SystemClock clock(WallTime(std::chrono::hours(24 * 365 * 500)));
  EXPECT_EQ(clock.Trust(), ClockTrust::kUnsure);
  EXPECT_EQ(SystemClock(WallTime()).Trust(), ClockTrust::kTrusted);
  EXPECT_GT(clock.WallNow(), WallTime(std::chrono::hours(24 * 365 * 50)));
  const SteadyTime before = clock.SteadyNow();
  EXPECT_GE(clock.SteadyNow(), before);
}

}  // namespace
}  // namespace doorward
