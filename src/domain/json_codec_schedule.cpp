// Schedules, permissions and holidays as JSON.

#include "json_codec_parts.hpp"

namespace doorward::inline domain {
namespace {

constexpr std::size_t kMaxDoors = 64;
constexpr std::size_t kMaxDates = 1000;
constexpr std::array<const char*, 7> kDays = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

std::vector<Slot> ReadSlots(JsonReader& reader, std::string_view key) {
  std::vector<Slot> slots;
  reader.OptionalArray(key, kMaxSlotsPerDay, [&](const Json& json, const std::string& path) {
    std::string text;
    if (!ReadText(json, path, MaxLength(16), reader.faults(), text)) return;
    const auto slot = ParseSlot(text);
    if (slot) {
      slots.push_back(*slot);
    } else {
      reader.faults().Add(path, slot.error().message);
    }
  });
  return slots;
}

Json SlotsToJson(const std::vector<Slot>& slots) {
  Json json = Json::array();
  for (const Slot& slot : slots) json.push_back(FormatSlot(slot));
  return json;
}

RangeSchedule ReadRange(JsonReader& reader) {
  RangeSchedule range{ReadValidity(reader, "from", "until")};
  const bool absent = reader.Find("from") == nullptr && reader.Find("until") == nullptr;
  if (absent) reader.faults().Add(reader.PathOf("from"), "a range has \"from\", \"until\" or both");
  return range;
}

DailySchedule ReadDaily(JsonReader& reader) {
  DailySchedule daily;
  if (reader.Require("slots") != nullptr) daily.slots = ReadSlots(reader, "slots");
  daily.validity = ReadValidity(reader, "from", "until");
  return daily;
}

void ReadHolidaySlots(const Json& json, const std::string& path, JsonFaults& faults,
                      std::map<HolidayId, std::vector<Slot>>& holidays) {
  JsonReader reader(json, path, faults);
  if (!json.is_object()) return;
  if (json.size() > kMaxHolidaysPerSchedule) {
    faults.Add(path, "has " + std::to_string(json.size()) + " holidays; at most " +
                         std::to_string(kMaxHolidaysPerSchedule) + " are allowed");
    return;
  }
  for (const auto& [key, slots] : json.items()) {
    if (IsValidId(key)) {
      holidays[HolidayId(key)] = ReadSlots(reader, key);
    } else {
      faults.Add(path, "expected ids of holidays as keys: 1 to 64 of A-Z a-z 0-9 _ - . : @");
    }
  }
}

WeeklySchedule ReadWeekly(JsonReader& reader) {
  WeeklySchedule weekly;
  if (const Json* days = reader.Require("days")) {
    JsonReader day_reader(*days, reader.PathOf("days"), reader.faults());
    for (std::size_t i = 0; i < kDays.size(); ++i) weekly.days[i] = ReadSlots(day_reader, kDays[i]);
    day_reader.Finish();
  }
  if (const Json* holidays = reader.Find("holidays")) {
    ReadHolidaySlots(*holidays, reader.PathOf("holidays"), reader.faults(), weekly.holidays);
  }
  weekly.validity = ReadValidity(reader, "from", "until");
  return weekly;
}

Json WeeklyToJson(const WeeklySchedule& weekly) {
  Json days = Json::object();
  for (std::size_t i = 0; i < kDays.size(); ++i) {
    if (!weekly.days[i].empty()) days[kDays[i]] = SlotsToJson(weekly.days[i]);
  }
  Json json = {{"type", "weekly"}, {"days", std::move(days)}};
  for (const auto& [id, slots] : weekly.holidays) json["holidays"][id.str()] = SlotsToJson(slots);
  ValidityToJson(weekly.validity, "from", "until", json);
  return json;
}

}  // namespace

Validity ReadValidity(JsonReader& reader, std::string_view from_key, std::string_view until_key) {
  Validity validity;
  reader.Optional(from_key, validity.from);
  reader.Optional(until_key, validity.until);
  if (validity.from && validity.until && *validity.until <= *validity.from) {
    reader.faults().Add(reader.PathOf(until_key), "must be after " + std::string(from_key));
  }
  return validity;
}

void ValidityToJson(const Validity& validity, const char* from_key, const char* until_key,
                    Json& json) {
  if (validity.from) json[from_key] = FormatTime(*validity.from);
  if (validity.until) json[until_key] = FormatTime(*validity.until);
}

Schedule ReadSchedule(const Json& json, const std::string& path, JsonFaults& faults) {
  JsonReader reader(json, path, faults);
  Schedule schedule = RangeSchedule{};  // Of all kinds the one that a fault may not widen.
  switch (reader.RequiredChoice("type", {"always", "range", "daily", "weekly"})) {
    case 0: schedule = AlwaysSchedule{}; break;
    case 1: schedule = ReadRange(reader); break;
    case 2: schedule = ReadDaily(reader); break;
    case 3: schedule = ReadWeekly(reader); break;
    case -1: return schedule;
  }
  reader.Finish();
  return schedule;
}

Json ScheduleToJson(const Schedule& schedule) {
  struct ToJson {
    Json operator()(const AlwaysSchedule&) const { return {{"type", "always"}}; }
    Json operator()(const RangeSchedule& range) const {
      Json json = {{"type", "range"}};
      ValidityToJson(range.validity, "from", "until", json);
      return json;
    }
    Json operator()(const DailySchedule& daily) const {
      Json json = {{"type", "daily"}, {"slots", SlotsToJson(daily.slots)}};
      ValidityToJson(daily.validity, "from", "until", json);
      return json;
    }
    Json operator()(const WeeklySchedule& weekly) const { return WeeklyToJson(weekly); }
  };
  return std::visit(ToJson{}, schedule);
}

Permission ReadPermission(const Json& json, const std::string& path, JsonFaults& faults) {
  JsonReader reader(json, path, faults);
  Permission permission;
  reader.Required("id", permission.id);
  permission.doors = ReadIds<DoorId>(reader, "doors", kMaxDoors);
  const Json* doors = reader.Require("doors");
  if (doors != nullptr && doors->is_array() && doors->empty()) {
    faults.Add(reader.PathOf("doors"), "must name at least one door");
  }
  if (const Json* when = reader.Require("when")) {
    permission.when = ReadSchedule(*when, reader.PathOf("when"), faults);
  }
  reader.Finish();
  return permission;
}

Json PermissionToJson(const Permission& permission) {
  Json doors = Json::array();
  for (const DoorId& door : permission.doors) doors.push_back(door.str());
  return {{"id", permission.id.str()},
          {"doors", std::move(doors)},
          {"when", ScheduleToJson(permission.when)}};
}

Holiday ReadHoliday(const Json& json, const std::string& path, JsonFaults& faults) {
  JsonReader reader(json, path, faults);
  Holiday holiday;
  reader.Required("id", holiday.id);
  reader.Optional("name", holiday.name, MaxLength(256));
  reader.RequiredArray("dates", kMaxDates, [&](const Json& element, const std::string& at) {
    std::string text;
    if (!ReadText(element, at, MaxLength(16), faults, text)) return;
    const auto date = ParseLocalDate(text);
    if (!date) {
      faults.Add(at, date.error().message);
    } else if (!holiday.dates.Add(*date)) {
      faults.Add(at, "is given twice");
    }
  });
  reader.Finish();
  return holiday;
}

Json HolidayToJson(const Holiday& holiday) {
  Json dates = Json::array();
  for (const LocalDate& date : holiday.dates) dates.push_back(FormatLocalDate(date));
  Json json = {{"id", holiday.id.str()}, {"dates", std::move(dates)}};
  if (!holiday.name.empty()) json["name"] = holiday.name;
  return json;
}

}  // namespace doorward::inline domain
