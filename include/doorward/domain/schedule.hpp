// When a permission holds.
//
// Slots are local time in the terminal's zone, start inclusive, end exclusive. A slot may cross
// midnight and belongs to the day on which it starts. What counts is what a correct clock on the
// wall beside the door shows: in a DST gap a slot simply has fewer minutes, in an overlap more.

#pragma once

#include <array>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "doorward/core/id.hpp"
#include "doorward/core/time.hpp"
#include "doorward/domain/time_zone.hpp"

namespace doorward::inline domain {

// Minutes since local midnight.
struct Slot {
  int start = 0;  // 0 to 1439.
  int end = 0;    // 1 to 1440; at or before `start` means: on the next day. Never equal to it.

  bool CrossesMidnight() const { return end < start; }
  friend bool operator==(const Slot&, const Slot&) = default;
};

// Reads "09:00-12:00", "22:00-06:00", "00:00-24:00". kInvalidArgument for all else, and for a slot
// without length.
Result<Slot> ParseSlot(std::string_view text);
std::string FormatSlot(const Slot& slot);

// Sanity bounds for one schedule.
inline constexpr std::size_t kMaxSlotsPerDay = 24;
inline constexpr std::size_t kMaxHolidaysPerSchedule = 64;

// From inclusive, until exclusive; absent is unbounded.
struct Validity {
  std::optional<WallTime> from;
  std::optional<WallTime> until;

  bool unlimited() const { return !from && !until; }
  bool Contains(WallTime now) const;
  friend bool operator==(const Validity&, const Validity&) = default;
};

struct AlwaysSchedule {
  friend bool operator==(const AlwaysSchedule&, const AlwaysSchedule&) = default;
};

struct RangeSchedule {
  Validity validity;  // At least one bound.
  friend bool operator==(const RangeSchedule&, const RangeSchedule&) = default;
};

struct DailySchedule {
  std::vector<Slot> slots;
  Validity validity;
  friend bool operator==(const DailySchedule&, const DailySchedule&) = default;
};

struct WeeklySchedule {
  std::array<std::vector<Slot>, 7> days;  // From Monday.
  // On a date of such a holiday its slots replace the day's. If two holidays fall on one date, the
  // slots of both must allow (the narrower wins).
  std::map<HolidayId, std::vector<Slot>> holidays;
  Validity validity;
  friend bool operator==(const WeeklySchedule&, const WeeklySchedule&) = default;
};

using Schedule = std::variant<AlwaysSchedule, RangeSchedule, DailySchedule, WeeklySchedule>;

// The dates of a holiday: each once, told in the order in which they were given, and found without
// going through all of them (a decision may ask 64 permissions of 64 holidays).
class HolidayDates {
 public:
  HolidayDates() = default;
  HolidayDates(std::initializer_list<LocalDate> dates);

  // Returns false, and changes nothing, if `date` is there already.
  bool Add(const LocalDate& date);
  bool Contains(const LocalDate& date) const;

  std::size_t size() const { return given_.size(); }
  auto begin() const { return given_.begin(); }
  auto end() const { return given_.end(); }
  friend bool operator==(const HolidayDates&, const HolidayDates&) = default;

 private:
  std::vector<LocalDate> given_;
  std::vector<LocalDate> sorted_;
};

struct Holiday {
  HolidayId id;
  std::string name;    // At most 256 bytes.
  HolidayDates dates;  // At most 1,000, in the terminal's zone.
  friend bool operator==(const Holiday&, const Holiday&) = default;
};

using HolidayTable = std::map<HolidayId, Holiday>;

enum class ScheduleAnswer { kAllowed, kOutside, kHoliday };  // kHoliday: only a holiday forbids.

// Whether `schedule` allows passage at `now`. A holiday id that `holidays` does not hold denies the
// whole schedule (kOutside): dangling rights deny.
ScheduleAnswer Ask(const Schedule& schedule, const HolidayTable& holidays, const TimeZone& zone,
                   WallTime now);

// Whether the answer depends on what time it is. Only AlwaysSchedule does not.
bool IsTimeLimited(const Schedule& schedule);

}  // namespace doorward::inline domain
