#include "doorward/protocol/rights_commands.hpp"

#include "doorward/domain/json_codec.hpp"

namespace doorward::inline protocol {
namespace {

template <typename Command>
Result<Command> ParseIds(const Json& arguments) {
  JsonFaults faults;
  JsonReader reader(arguments, "", faults);
  Command command;
  if (!ReadIds(reader, "ids", command.ids) && faults.empty()) faults.Add("ids", "missing");
  reader.Finish();
  DW_TRY(faults.ToStatus());
  return command;
}

template <typename Command>
Result<Command> ParsePage(const Json& arguments) {
  JsonFaults faults;
  JsonReader reader(arguments, "", faults);
  Command command;
  command.page.Read(reader);
  reader.Finish();
  DW_TRY(faults.ToStatus());
  return command;
}

template <typename Item>
Json ListToJson(const char* key, const std::vector<Item>& items, Json (*to_json)(const Item&)) {
  Json list = Json::array();
  for (const Item& item : items) list.push_back(to_json(item));
  return {{key, std::move(list)}};
}

}  // namespace

Result<PutPermissions> PutPermissions::Parse(const Json& arguments) {
  JsonFaults faults;
  JsonReader reader(arguments, "", faults);
  PutPermissions command{ReadItems<Permission>(reader, "permissions", ReadPermission)};
  reader.Finish();
  DW_TRY(faults.ToStatus());
  return command;
}

Json PutPermissions::ToJson() const {
  return ListToJson("permissions", permissions, PermissionToJson);
}

Result<DeletePermissions> DeletePermissions::Parse(const Json& arguments) {
  return ParseIds<DeletePermissions>(arguments);
}

Result<ListPermissions> ListPermissions::Parse(const Json& arguments) {
  return ParsePage<ListPermissions>(arguments);
}

Result<PutHolidays> PutHolidays::Parse(const Json& arguments) {
  JsonFaults faults;
  JsonReader reader(arguments, "", faults);
  PutHolidays command{ReadItems<Holiday>(reader, "holidays", ReadHoliday)};
  reader.Finish();
  DW_TRY(faults.ToStatus());
  return command;
}

Json PutHolidays::ToJson() const { return ListToJson("holidays", holidays, HolidayToJson); }

Result<DeleteHolidays> DeleteHolidays::Parse(const Json& arguments) {
  return ParseIds<DeleteHolidays>(arguments);
}

Result<ListHolidays> ListHolidays::Parse(const Json& arguments) {
  return ParsePage<ListHolidays>(arguments);
}

}  // namespace doorward::inline protocol
