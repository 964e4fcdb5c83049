#include "commands/rights_commands.hpp"

#include "doorward/domain/json_codec.hpp"

namespace doorward {
namespace {

// Has the index take over the rights as they are in the open transaction.
Status SwapRights(const Call& call) {
  DW_TRY_ASSIGN(RightsBook book, call.context.people.LoadRights(call.context.zone));
  call.SwapIndex(call.context.index.Get()->WithRights(std::move(book)));
  return {};
}

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

// The part of `table` (a map by id) that `request` asks for.
template <typename Table, typename ToJson>
Json ListTable(const Table& table, const PageRequest& request, const char* name, ToJson to_json) {
  using Key = typename Table::key_type;
  Page list(static_cast<std::size_t>(request.limit));
  for (auto row = table.upper_bound(Key(request.after)); row != table.end(); ++row) {
    if (!list.Add(to_json(row->second), row->first.str())) break;
  }
  return std::move(list).Finish(name);
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

Result<Json> PutPermissions::Execute(const Call& call) const {
  DW_TRY(call.context.people.PutPermissions(permissions));
  DW_TRY(SwapRights(call));
  return Json{{"changed", permissions.size()}};
}

Result<DeletePermissions> DeletePermissions::Parse(const Json& arguments) {
  return ParseIds<DeletePermissions>(arguments);
}

Result<Json> DeletePermissions::Execute(const Call& call) const {
  DW_TRY_ASSIGN(const std::size_t deleted, call.context.people.DeletePermissions(ids));
  DW_TRY(SwapRights(call));
  return Json{{"deleted", deleted}};
}

Result<ListPermissions> ListPermissions::Parse(const Json& arguments) {
  return ParsePage<ListPermissions>(arguments);
}

Result<Json> ListPermissions::Execute(const Call& call) const {
  const auto index = call.context.index.Get();
  return ListTable(index->rights().permissions, page, "permissions", PermissionToJson);
}

Result<PutHolidays> PutHolidays::Parse(const Json& arguments) {
  JsonFaults faults;
  JsonReader reader(arguments, "", faults);
  PutHolidays command{ReadItems<Holiday>(reader, "holidays", ReadHoliday)};
  reader.Finish();
  DW_TRY(faults.ToStatus());
  return command;
}

Result<Json> PutHolidays::Execute(const Call& call) const {
  DW_TRY(call.context.people.PutHolidays(holidays));
  DW_TRY(SwapRights(call));
  return Json{{"changed", holidays.size()}};
}

Result<DeleteHolidays> DeleteHolidays::Parse(const Json& arguments) {
  return ParseIds<DeleteHolidays>(arguments);
}

Result<Json> DeleteHolidays::Execute(const Call& call) const {
  DW_TRY_ASSIGN(const std::size_t deleted, call.context.people.DeleteHolidays(ids));
  DW_TRY(SwapRights(call));
  return Json{{"deleted", deleted}};
}

Result<ListHolidays> ListHolidays::Parse(const Json& arguments) {
  return ParsePage<ListHolidays>(arguments);
}

Result<Json> ListHolidays::Execute(const Call& call) const {
  const auto index = call.context.index.Get();
  return ListTable(index->rights().holidays, page, "holidays", HolidayToJson);
}

}  // namespace doorward
