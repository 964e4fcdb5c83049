#include "doorward/protocol/rights_commands.hpp"

#include "commands/catalogue.hpp"
#include "commands/page.hpp"
#include "doorward/domain/json_codec.hpp"

namespace doorward::inline commands {
namespace {

// Has the index take over the rights as they are in the open transaction.
Status SwapRights(const Call& call) {
  DW_TRY_ASSIGN(RightsBook book, call.context.people.LoadRights(call.context.zone));
  call.SwapIndex(call.context.index.Get()->WithRights(std::move(book)));
  return {};
}

// The part of `table` (a map by id) that `request` asks for.
template <typename Table, typename ToJson>
Json ListTable(const Table& table, const PageRequest& request, std::string_view name,
               ToJson to_json) {
  using Key = typename Table::key_type;
  Page list(static_cast<std::size_t>(request.limit));
  for (auto row = table.upper_bound(Key(request.after)); row != table.end(); ++row) {
    if (!list.Add(to_json(row->second), row->first.str())) break;
  }
  return std::move(list).Finish(name);
}

}  // namespace

Result<Json> Execute(const PutPermissions& command, const Call& call) {
  DW_TRY(call.context.people.PutPermissions(command.permissions));
  DW_TRY(SwapRights(call));
  return Json{{"changed", command.permissions.size()}};
}

Result<Json> Execute(const DeletePermissions& command, const Call& call) {
  DW_TRY_ASSIGN(const std::size_t deleted, call.context.people.DeletePermissions(command.ids));
  DW_TRY(SwapRights(call));
  return Json{{"deleted", deleted}};
}

Result<Json> Execute(const ListPermissions& command, const Call& call) {
  const auto index = call.context.index.Get();
  return ListTable(index->rights().permissions, command.page, ListPermissions::kItems,
                   PermissionToJson);
}

Result<Json> Execute(const PutHolidays& command, const Call& call) {
  DW_TRY(call.context.people.PutHolidays(command.holidays));
  DW_TRY(SwapRights(call));
  return Json{{"changed", command.holidays.size()}};
}

Result<Json> Execute(const DeleteHolidays& command, const Call& call) {
  DW_TRY_ASSIGN(const std::size_t deleted, call.context.people.DeleteHolidays(command.ids));
  DW_TRY(SwapRights(call));
  return Json{{"deleted", deleted}};
}

Result<Json> Execute(const ListHolidays& command, const Call& call) {
  const auto index = call.context.index.Get();
  return ListTable(index->rights().holidays, command.page, ListHolidays::kItems, HolidayToJson);
}

std::vector<CommandSpec> RightsCatalogue() { return Entries(RightsCommands{}); }

}  // namespace doorward::inline commands
