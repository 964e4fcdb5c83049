#include "commands/record_commands.hpp"

#include <limits>

#include "commands/page.hpp"
#include "doorward/domain/json_codec.hpp"

namespace doorward {
namespace {

constexpr RecordKind kKinds[] = {RecordKind::kAccess, RecordKind::kDoor, RecordKind::kAlarm,
                                 RecordKind::kCommand, RecordKind::kSystem};
constexpr std::size_t kMaxCodeBytes = 1024;  // As of a credential.
constexpr RecordSeq kMaxSeq = std::numeric_limits<RecordSeq>::max();

}  // namespace

Result<QueryRecords> QueryRecords::Parse(const Json& arguments) {
  std::vector<std::string_view> kinds;
  for (const RecordKind kind : kKinds) kinds.push_back(RecordKindName(kind));

  JsonFaults faults;
  JsonReader reader(arguments, "", faults);
  QueryRecords command;
  std::int64_t limit = Page::kMaxItems;
  reader.Optional("after_seq", command.query.after_seq, Range{0, kMaxSeq});
  reader.Optional("limit", limit, Range{1, Page::kMaxItems});
  reader.Optional("person", command.query.person);
  std::string card;
  const bool has_card = reader.Optional("card", card, NonEmpty(kMaxRecordText));
  const bool has_code = reader.Optional("code", command.query.code, NonEmpty(kMaxCodeBytes));
  const int kind = reader.OptionalChoice("kind", kinds);
  reader.Finish();
  DW_TRY(faults.ToStatus());
  if (has_card && has_code) {
    return Fail(ErrorCode::kInvalidArgument, "expected either \"card\" or \"code\"", "code");
  }
  if (has_card) {
    const auto uid = FromHex(card);
    if (!uid) return Fail(ErrorCode::kInvalidArgument, "card uid: expected hex", "card");
    command.query.card = ToHex(*uid);
  }

  command.query.limit = static_cast<std::size_t>(limit);
  if (kind >= 0) command.query.kind = kKinds[kind];
  return command;
}

Result<Json> QueryRecords::Execute(const Call& call) const {
  const RecordLog& log = call.context.records;
  DW_TRY_ASSIGN(const std::vector<Record> records, log.Query(query));
  Page list(query.limit);
  for (const Record& record : records) {
    if (!list.Add(RecordToJson(record, call.context.zone), record.seq)) break;
  }
  Json result = std::move(list).Finish("records");
  result["log_id"] = log.State().log_id;
  return result;
}

Result<GetSnapshot> GetSnapshot::Parse(const Json& arguments) {
  JsonFaults faults;
  JsonReader reader(arguments, "", faults);
  GetSnapshot command;
  reader.Required("seq", command.seq, Range{1, kMaxSeq});
  reader.Finish();
  DW_TRY(faults.ToStatus());
  return command;
}

Result<Json> GetSnapshot::Execute(const Call& call) const {
  DW_TRY_ASSIGN(const Bytes jpeg, call.context.snapshots.Get(seq));
  return Json{{"seq", seq}, {"jpeg", ToBase64(jpeg)}};
}

}  // namespace doorward
