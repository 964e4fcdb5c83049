// Records on the wire, in both directions: one as JSON, the batches that a terminal uploads, and the
// acknowledgements that come back.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "doorward/core/json.hpp"
#include "doorward/domain/record.hpp"
#include "doorward/domain/time_zone.hpp"

namespace doorward::inline protocol {

// Absent fields are left out; `at` is written in `zone`.
Json RecordToJson(const Record& record, const TimeZone& zone);

// Keys that this version does not know are passed over: a newer terminal may tell more. A word that is none
// of its list is a fault, and so is a record that is not whole.
Result<Record> ReadRecord(const Json& json, const std::string& path);

// Records of one log, in the order of their numbers.
struct RecordBatch {
  std::string log_id;
  RecordSeq first_seq = 0;
  RecordSeq last_seq = 0;
  std::optional<SeqRange> overwritten = {};  // Lost before anybody took them.
};

// `records` is the JSON of each, with commas between them: an uploader measures them as text anyway.
std::string WriteRecordBatch(const RecordBatch& batch, std::string_view records);

struct ReadBatch {
  RecordBatch head;
  std::vector<Record> records;  // From first_seq to last_seq; there may be holes.
};
Result<ReadBatch> ReadRecordBatch(std::string_view payload);

// Everything up to `acked_seq` is safe with who acknowledges.
struct RecordAck {
  std::string log_id;
  RecordSeq acked_seq = 0;

  friend bool operator==(const RecordAck&, const RecordAck&) = default;
};
std::string WriteRecordAck(const RecordAck& ack);
Result<RecordAck> ReadRecordAck(std::string_view payload);

}  // namespace doorward::inline protocol
