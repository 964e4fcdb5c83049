#include "storage/record_row.hpp"

#include "storage/byte_stream.hpp"

namespace doorward {
namespace {

template <typename T, typename Name>
std::string WordOf(const std::optional<T>& value, Name name) {
  return value ? std::string(name(*value)) : std::string();
}

}  // namespace

RecordRow ToRow(const Record& record) {
  RecordRow row;
  row.seq = record.seq;
  row.at_ms = record.at.time_since_epoch().count();
  row.unsure = record.clock == ClockTrust::kUnsure;
  row.kind = std::string(RecordKindName(record.kind));
  row.event = WordOf(record.event, EventName);
  row.detail = SanitizeText(record.detail, kMaxRecordText);
  row.door = record.door.str();
  row.reader = record.reader.str();
  row.direction = WordOf(record.direction, DirectionName);
  row.method = WordOf(record.method, MethodName);
  row.granted = record.granted;
  row.reason = WordOf(record.reason, ReasonName);
  row.person = record.person.str();
  row.credential_type = WordOf(record.credential_type, CredentialTypeName);
  row.credential_value = SanitizeText(record.credential_value, kMaxRecordText);
  row.snapshot = record.snapshot;
  row.late = record.late;
  return row;
}

Record ToRecord(const RecordRow& row) {
  Record record;
  record.seq = row.seq;
  record.at = WallTime(Milliseconds(row.at_ms));
  record.clock = row.unsure ? ClockTrust::kUnsure : ClockTrust::kTrusted;
  record.kind = RecordKindFromName(row.kind).value_or(RecordKind::kSystem);
  record.event = EventFromName(row.event);
  record.detail = row.detail;
  record.door = DoorId(row.door);
  record.reader = ReaderId(row.reader);
  record.direction = DirectionFromName(row.direction);
  record.method = MethodFromName(row.method);
  record.granted = row.granted;
  record.reason = ReasonFromName(row.reason);
  record.person = PersonId(row.person);
  record.credential_type = CredentialTypeFromName(row.credential_type);
  record.credential_value = row.credential_value;
  record.snapshot = row.snapshot;
  record.late = row.late;
  return record;
}

Bytes MacOf(const SecretBox& box, const RecordRow& row, ByteView mac_before) {
  ByteWriter out;
  out.Blob(mac_before);
  out.Int(row.seq);
  out.Int(row.at_ms);
  for (const bool flag : {row.unsure, row.granted, row.snapshot}) out.Number(flag ? 1 : 0, 1);
  for (const std::string* text :
       {&row.kind, &row.event, &row.detail, &row.door, &row.reader, &row.direction, &row.method,
        &row.reason, &row.person, &row.credential_type, &row.credential_value}) {
    out.Text(*text);
  }
  const Digest digest = box.Fingerprint("record.chain", std::move(out).Take());
  return Bytes(digest.begin(), digest.begin() + kMacBytes);
}

Status InsertRow(SqliteDatabase& database, const RecordRow& row) {
  const auto flag = [](bool value) { return std::int64_t{value ? 1 : 0}; };
  return database.Run(
      "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {row.seq, row.at_ms, flag(row.unsure), row.kind, row.event, row.detail, row.door, row.reader,
       row.direction, row.method, flag(row.granted), row.reason, row.person, row.credential_type,
       row.credential_value, flag(row.snapshot), flag(row.late), row.mac});
}

RecordRow ReadRow(const SqliteDatabase::Rows& rows) {
  const auto text = [&](int column) { return std::string(rows.Text(column)); };
  RecordRow row;
  row.seq = rows.Int(0);
  row.at_ms = rows.Int(1);
  row.unsure = rows.Int(2) != 0;
  row.kind = text(3);
  row.event = text(4);
  row.detail = text(5);
  row.door = text(6);
  row.reader = text(7);
  row.direction = text(8);
  row.method = text(9);
  row.granted = rows.Int(10) != 0;
  row.reason = text(11);
  row.person = text(12);
  row.credential_type = text(13);
  row.credential_value = text(14);
  row.snapshot = rows.Int(15) != 0;
  row.late = rows.Int(16) != 0;
  const ByteView mac = rows.Blob(17);
  row.mac.assign(mac.begin(), mac.end());
  return row;
}

}  // namespace doorward
