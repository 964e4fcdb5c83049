#include "doorward/protocol/record_commands.hpp"

#include "commands/catalogue.hpp"
#include "commands/page.hpp"
#include "doorward/protocol/record_codec.hpp"

namespace doorward::inline commands {

Result<Json> Execute(const QueryRecords& command, const Call& call) {
  const RecordLog& log = call.context.records;
  DW_TRY_ASSIGN(const std::vector<Record> records, log.Query(command.query));
  Page list(command.query.limit);
  for (const Record& record : records) {
    if (!list.Add(RecordToJson(record, call.context.zone), record.seq)) break;
  }
  Json result = std::move(list).Finish("records");
  result["log_id"] = log.State().log_id;
  return result;
}

Result<Json> Execute(const GetSnapshot& command, const Call& call) {
  DW_TRY_ASSIGN(const Bytes jpeg, call.context.snapshots.Get(command.seq));
  return Json{{"seq", command.seq}, {"jpeg", ToBase64(jpeg)}};
}

std::vector<CommandSpec> RecordCatalogue() { return Entries(RecordCommands{}); }

}  // namespace doorward::inline commands
