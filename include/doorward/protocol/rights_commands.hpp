// permissions.put/delete/list and holidays.put/delete/list.

#pragma once

#include "doorward/domain/person.hpp"
#include "doorward/protocol/command.hpp"
#include "doorward/protocol/page_request.hpp"

namespace doorward::inline protocol {

//   {"permissions": [{"id": "office-hours", "doors": ["main"], "when": {...}}]}  ->  {"changed": 1}
struct PutPermissions {
  static constexpr std::string_view kName = "permissions.put";
  static constexpr auto kEffect = CommandEffect::kStored;
  static constexpr Right kNeeds = Right::kPeople;

  std::vector<Permission> permissions;

  static Result<PutPermissions> Parse(const Json& arguments);
  Json ToJson() const;
};

// What still names a deleted permission no longer allows anything by it.
//
//   {"ids": ["office-hours"]}  ->  {"deleted": 1}
struct DeletePermissions {
  static constexpr std::string_view kName = "permissions.delete";
  static constexpr auto kEffect = CommandEffect::kStored;
  static constexpr Right kNeeds = Right::kPeople;

  std::vector<PermissionId> ids;

  static Result<DeletePermissions> Parse(const Json& arguments);
  Json ToJson() const { return {{"ids", IdsToJson(ids)}}; }
};

//   {"after": "office-hours"}  ->  {"permissions": [...], "next": "weekend"}
struct ListPermissions {
  static constexpr std::string_view kName = "permissions.list";
  static constexpr std::string_view kItems = "permissions";
  static constexpr auto kEffect = CommandEffect::kNone;
  static constexpr Right kNeeds = Right::kLook;

  PageRequest page = {};

  static Result<ListPermissions> Parse(const Json& arguments);
  Json ToJson() const { return page.ToJson(); }
};

//   {"holidays": [{"id": "cn-2026", "name": "...", "dates": ["2026-10-01"]}]}  ->  {"changed": 1}
struct PutHolidays {
  static constexpr std::string_view kName = "holidays.put";
  static constexpr auto kEffect = CommandEffect::kStored;
  static constexpr Right kNeeds = Right::kPeople;

  std::vector<Holiday> holidays;

  static Result<PutHolidays> Parse(const Json& arguments);
  Json ToJson() const;
};

// A schedule that names a deleted holiday denies altogether.
//
//   {"ids": ["cn-2026"]}  ->  {"deleted": 1}
struct DeleteHolidays {
  static constexpr std::string_view kName = "holidays.delete";
  static constexpr auto kEffect = CommandEffect::kStored;
  static constexpr Right kNeeds = Right::kPeople;

  std::vector<HolidayId> ids;

  static Result<DeleteHolidays> Parse(const Json& arguments);
  Json ToJson() const { return {{"ids", IdsToJson(ids)}}; }
};

//   {"limit": 10}  ->  {"holidays": [...], "next": "cn-2026"}
struct ListHolidays {
  static constexpr std::string_view kName = "holidays.list";
  static constexpr std::string_view kItems = "holidays";
  static constexpr auto kEffect = CommandEffect::kNone;
  static constexpr Right kNeeds = Right::kLook;

  PageRequest page = {};

  static Result<ListHolidays> Parse(const Json& arguments);
  Json ToJson() const { return page.ToJson(); }
};

}  // namespace doorward::inline protocol
