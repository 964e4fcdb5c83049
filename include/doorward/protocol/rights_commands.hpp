// permissions.put/delete/list and holidays.put/delete/list.

#pragma once

#include "doorward/domain/json_codec.hpp"
#include "doorward/protocol/command.hpp"
#include "doorward/protocol/page_request.hpp"

namespace doorward::inline protocol {

//   {"permissions": [{"id": "office-hours", "doors": ["main"], "when": {...}}]}  ->  {"changed": 1}
struct PutPermissions {
  static constexpr std::string_view kName = "permissions.put";
  static constexpr std::string_view kMeaning = "Inserts up to 500 permissions, or replaces them.";
  static constexpr auto kEffect = CommandEffect::kStored;
  static constexpr Right kNeeds = Right::kPeople;

  std::vector<Permission> permissions;

  template <typename Self, typename Visit>
  static void Arguments(Self& self, Visit& visit) {
    visit.Items("permissions", self.permissions, ReadPermission, PermissionToJson, "Permission",
                "Whole ones.");
  }
};

//   {"ids": ["office-hours"]}  ->  {"deleted": 1}
struct DeletePermissions {
  static constexpr std::string_view kName = "permissions.delete";
  static constexpr std::string_view kMeaning =
      "Deletes permissions; what still names one no longer allows anything by it.";
  static constexpr auto kEffect = CommandEffect::kStored;
  static constexpr Right kNeeds = Right::kPeople;

  std::vector<PermissionId> ids;

  template <typename Self, typename Visit>
  static void Arguments(Self& self, Visit& visit) {
    visit.Ids("ids", self.ids, "Which; unknown ones do no harm.");
  }
};

//   {"after": "office-hours"}  ->  {"permissions": [...], "next": "weekend"}
struct ListPermissions {
  static constexpr std::string_view kName = "permissions.list";
  static constexpr std::string_view kMeaning = "Gives permissions in the order of their ids.";
  static constexpr std::string_view kItems = "permissions";
  static constexpr auto kEffect = CommandEffect::kNone;
  static constexpr Right kNeeds = Right::kLook;

  PageRequest page = {};

  template <typename Self, typename Visit>
  static void Arguments(Self& self, Visit& visit) {
    PageRequest::Arguments(self.page, visit);
  }
};

//   {"holidays": [{"id": "cn-2026", "name": "...", "dates": ["2026-10-01"]}]}  ->  {"changed": 1}
struct PutHolidays {
  static constexpr std::string_view kName = "holidays.put";
  static constexpr std::string_view kMeaning = "Inserts up to 500 holidays, or replaces them.";
  static constexpr auto kEffect = CommandEffect::kStored;
  static constexpr Right kNeeds = Right::kPeople;

  std::vector<Holiday> holidays;

  template <typename Self, typename Visit>
  static void Arguments(Self& self, Visit& visit) {
    visit.Items("holidays", self.holidays, ReadHoliday, HolidayToJson, "Holiday", "Whole ones.");
  }
};

//   {"ids": ["cn-2026"]}  ->  {"deleted": 1}
struct DeleteHolidays {
  static constexpr std::string_view kName = "holidays.delete";
  static constexpr std::string_view kMeaning =
      "Deletes holidays; a schedule that names one denies altogether.";
  static constexpr auto kEffect = CommandEffect::kStored;
  static constexpr Right kNeeds = Right::kPeople;

  std::vector<HolidayId> ids;

  template <typename Self, typename Visit>
  static void Arguments(Self& self, Visit& visit) {
    visit.Ids("ids", self.ids, "Which; unknown ones do no harm.");
  }
};

//   {"limit": 10}  ->  {"holidays": [...], "next": "cn-2026"}
struct ListHolidays {
  static constexpr std::string_view kName = "holidays.list";
  static constexpr std::string_view kMeaning = "Gives holidays in the order of their ids.";
  static constexpr std::string_view kItems = "holidays";
  static constexpr auto kEffect = CommandEffect::kNone;
  static constexpr Right kNeeds = Right::kLook;

  PageRequest page = {};

  template <typename Self, typename Visit>
  static void Arguments(Self& self, Visit& visit) {
    PageRequest::Arguments(self.page, visit);
  }
};

using RightsCommands = CommandList<PutPermissions, DeletePermissions, ListPermissions, PutHolidays,
                                   DeleteHolidays, ListHolidays>;

}  // namespace doorward::inline protocol
