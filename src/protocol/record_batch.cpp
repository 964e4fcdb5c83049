#include "doorward/core/json_reader.hpp"
#include "doorward/protocol/record_codec.hpp"

namespace doorward::inline protocol {
namespace {

constexpr std::size_t kMaxLogId = 64;
constexpr std::size_t kMaxBatchRecords = 1000;

void ReadHead(JsonReader& reader, RecordBatch& head) {
  reader.Required("log_id", head.log_id, NonEmpty(kMaxLogId));
  reader.Required("first_seq", head.first_seq, Range{1, kMaxRecordSeq});
  reader.Required("last_seq", head.last_seq, Range{1, kMaxRecordSeq});
  if (const Json* lost = reader.Find("overwritten")) {
    JsonReader range(*lost, reader.PathOf("overwritten"), reader.faults());
    SeqRange overwritten;
    range.Required("from", overwritten.from, Range{1, kMaxRecordSeq});
    range.Required("to", overwritten.to, Range{1, kMaxRecordSeq});
    head.overwritten = overwritten;
  }
}

// The numbers rise, within what the head says.
Status CheckOrder(const ReadBatch& batch) {
  RecordSeq before = batch.head.first_seq - 1;
  for (const Record& record : batch.records) {
    if (record.seq <= before || record.seq > batch.head.last_seq) {
      return Fail(ErrorCode::kInvalidArgument,
                  "number " + std::to_string(record.seq) + " is out of its place", "records");
    }
    before = record.seq;
  }
  return {};
}

}  // namespace

std::string WriteRecordBatch(const RecordBatch& batch, std::string_view records) {
  Json head{{"log_id", batch.log_id}, {"first_seq", batch.first_seq}, {"last_seq", batch.last_seq}};
  if (batch.overwritten) {
    head["overwritten"] = {{"from", batch.overwritten->from}, {"to", batch.overwritten->to}};
  }
  std::string payload = DumpJson(head);
  payload.pop_back();  // Reopened for the records, which are text already.
  payload += ",\"records\":[";
  payload += records;
  payload += "]}";
  return payload;
}

Result<ReadBatch> ReadRecordBatch(std::string_view payload) {
  DW_TRY_ASSIGN(const Json json, ParseJson(payload));
  JsonFaults faults;
  JsonReader reader(json, "", faults);
  ReadBatch batch;
  ReadHead(reader, batch.head);
  reader.RequiredArray("records", kMaxBatchRecords,
                       [&](const Json& element, const std::string& path) {
                         auto record = ReadRecord(element, path);
                         if (record) return batch.records.push_back(*std::move(record));
                         faults.Add(record.error().path, record.error().message);
                       });
  DW_TRY(faults.ToStatus());
  DW_TRY(CheckOrder(batch));
  return batch;
}

std::string WriteRecordAck(const RecordAck& ack) {
  return DumpJson({{"log_id", ack.log_id}, {"acked_seq", ack.acked_seq}});
}

Result<RecordAck> ReadRecordAck(std::string_view payload) {
  DW_TRY_ASSIGN(const Json json, ParseJson(payload, {.max_bytes = 1024, .max_depth = 2}));
  JsonFaults faults;
  JsonReader reader(json, "", faults);
  RecordAck ack;
  reader.Required("log_id", ack.log_id, NonEmpty(kMaxLogId));
  reader.Required("acked_seq", ack.acked_seq, Range{0, kMaxRecordSeq});
  reader.Finish();
  DW_TRY(faults.ToStatus());
  return ack;
}

}  // namespace doorward::inline protocol
