#include "doorward/protocol/record_commands.hpp"

#include "doorward/protocol/page_request.hpp"

namespace doorward::inline protocol {
namespace {

constexpr RecordKind kKinds[] = {RecordKind::kAccess, RecordKind::kDoor, RecordKind::kAlarm,
                                 RecordKind::kCommand, RecordKind::kSystem};
constexpr std::size_t kMaxCodeBytes = 1024;  // As of a credential.

}  // namespace

void ReadKind(JsonReader& reader, std::optional<RecordKind>& kind) {
  std::vector<std::string_view> names;
  for (const RecordKind one : kKinds) names.push_back(RecordKindName(one));
  const int found = reader.OptionalChoice("kind", names);
  if (found >= 0) kind = kKinds[found];
}

Result<QueryRecords> QueryRecords::Parse(const Json& arguments) {
  JsonFaults faults;
  JsonReader reader(arguments, "", faults);
  QueryRecords command;
  std::int64_t limit = kMaxPageItems;
  reader.Optional("after_seq", command.query.after_seq, Range{0, kMaxRecordSeq});
  reader.Optional("limit", limit, Range{1, kMaxPageItems});
  reader.Optional("person", command.query.person);
  std::string card;
  const bool has_card = reader.Optional("card", card, NonEmpty(kMaxRecordText));
  const bool has_code = reader.Optional("code", command.query.code, NonEmpty(kMaxCodeBytes));
  ReadKind(reader, command.query.kind);
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
  return command;
}

Json QueryRecords::ToJson() const {
  Json json{{"after_seq", query.after_seq}, {"limit", query.limit}};
  if (!query.person.empty()) json["person"] = query.person.str();
  if (query.kind) json["kind"] = RecordKindName(*query.kind);
  if (!query.card.empty()) json["card"] = query.card;
  if (!query.code.empty()) json["code"] = query.code;
  return json;
}

Result<GetSnapshot> GetSnapshot::Parse(const Json& arguments) {
  JsonFaults faults;
  JsonReader reader(arguments, "", faults);
  GetSnapshot command;
  reader.Required("seq", command.seq, Range{1, kMaxRecordSeq});
  reader.Finish();
  DW_TRY(faults.ToStatus());
  return command;
}

}  // namespace doorward::inline protocol
