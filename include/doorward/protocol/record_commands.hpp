// records.query and records.snapshot.

#pragma once

#include <optional>

#include "doorward/domain/record.hpp"
#include "doorward/protocol/command.hpp"

namespace doorward::inline protocol {

// The key "kind"; absent: any.
void ReadKind(JsonReader& reader, std::optional<RecordKind>& kind);

//   {"after_seq": 4700, "limit": 100, "person": "1001", "kind": "access"}
//   {"code": "VISIT-7731"} or {"card": "04A1B2C3"}: what was shown, also where records do not tell it.
//     ->  {"log_id": "...", "records": [...], "next": 4800}
struct QueryRecords {
  static constexpr std::string_view kName = "records.query";
  static constexpr auto kEffect = CommandEffect::kNone;
  static constexpr Right kNeeds = Right::kLook;

  RecordQuery query;

  static Result<QueryRecords> Parse(const Json& arguments);
  Json ToJson() const;
};

//   {"seq": 4711}  ->  {"seq": 4711, "jpeg": "<base64>"}
struct GetSnapshot {
  static constexpr std::string_view kName = "records.snapshot";
  static constexpr auto kEffect = CommandEffect::kNone;
  static constexpr Right kNeeds = Right::kLook;

  RecordSeq seq = 0;

  static Result<GetSnapshot> Parse(const Json& arguments);
  Json ToJson() const { return {{"seq", seq}}; }
};

}  // namespace doorward::inline protocol
