#include "storage/record_row.hpp"

#include "storage/byte_stream.hpp"
#include "storage/record_secrets.hpp"

namespace doorward::inline storage {
namespace {

constexpr std::uint64_t kForm = 1;  // Of what is sealed.

std::string RecordContext(RecordSeq seq) { return "record:" + std::to_string(seq); }

Bytes CopyOf(ByteView view) { return Bytes(view.begin(), view.end()); }

void PutText(ByteWriter& out, std::string_view text) {
  out.Number(text.size(), 2);
  out.Raw(AsBytes(text));
}

template <typename T, typename Name>
void PutWord(ByteWriter& out, const std::optional<T>& value, Name name) {
  PutText(out, value ? name(*value) : std::string_view());
}

std::string TakeText(ByteReader& in) {
  return std::string(AsText(in.Raw(static_cast<std::size_t>(in.Number(2)))));
}

Bytes Encode(const Record& record) {
  ByteWriter out;
  out.Number(kForm, 1);
  out.Int(record.at.time_since_epoch().count());
  for (const bool flag : {record.clock == ClockTrust::kUnsure, record.granted, record.snapshot}) {
    out.Number(flag ? 1 : 0, 1);
  }
  PutWord(out, record.event, EventName);
  PutText(out, SanitizeText(record.detail, kMaxRecordText));
  PutText(out, record.door.str());
  PutText(out, record.reader.str());
  PutWord(out, record.direction, DirectionName);
  PutWord(out, record.method, MethodName);
  PutWord(out, record.reason, ReasonName);
  PutText(out, record.person.str());
  PutWord(out, record.credential_type, CredentialTypeName);
  PutText(out, SanitizeText(record.credential_value, kMaxRecordText));
  PutText(out, record.credential_digest);
  return std::move(out).Take();
}

Result<Record> Decode(ByteView plain) {
  ByteReader in(plain);
  Record record;
  const std::uint64_t form = in.Number(1);
  record.at = WallTime(Milliseconds(in.Int()));
  record.clock = in.Number(1) != 0 ? ClockTrust::kUnsure : ClockTrust::kTrusted;
  record.granted = in.Number(1) != 0;
  record.snapshot = in.Number(1) != 0;
  record.event = EventFromName(TakeText(in));
  record.detail = TakeText(in);
  record.door = DoorId(TakeText(in));
  record.reader = ReaderId(TakeText(in));
  record.direction = DirectionFromName(TakeText(in));
  record.method = MethodFromName(TakeText(in));
  record.reason = ReasonFromName(TakeText(in));
  record.person = PersonId(TakeText(in));
  record.credential_type = CredentialTypeFromName(TakeText(in));
  record.credential_value = TakeText(in);
  record.credential_digest = TakeText(in);
  if (in.failed() || form != kForm) {
    return Fail(ErrorCode::kDataLoss, "records.db: a record is of a form that is not known");
  }
  return record;
}

}  // namespace

RecordRow ToRow(const Record& record, const SecretBox& box) {
  return {.seq = record.seq,
          .kind = std::string(RecordKindName(record.kind)),
          .person = DigestOfPerson(record.person, box),
          .value = DigestOfValue(record, box),
          .late = record.late,
          .sealed = box.Seal(Encode(record), RecordContext(record.seq)),
          .mac = {}};
}

Result<Record> ToRecord(const RecordRow& row, const SecretBox& box) {
  const auto plain = box.Open(row.sealed, RecordContext(row.seq));
  if (!plain) return Fail(plain.error().While("reading record " + std::to_string(row.seq)));
  DW_TRY_ASSIGN(Record record, Decode(*plain));
  record.seq = row.seq;
  record.kind = RecordKindFromName(row.kind).value_or(RecordKind::kSystem);
  record.late = row.late;
  return record;
}

Bytes MacOf(const SecretBox& box, const RecordRow& row, ByteView mac_before) {
  ByteWriter out;
  out.Blob(mac_before);
  out.Int(row.seq);
  out.Text(row.kind);
  for (const Bytes* bytes : {&row.person, &row.value, &row.sealed}) out.Blob(*bytes);
  const Digest digest = box.Fingerprint("record.chain", std::move(out).Take());
  return Bytes(digest.begin(), digest.begin() + kMacBytes);
}

Status InsertRow(SqliteDatabase& database, const RecordRow& row) {
  return database.Run("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?)",
                      {row.seq, row.kind, row.person, row.value, std::int64_t{row.late ? 1 : 0},
                       row.sealed, row.mac});
}

RecordRow ReadRow(const SqliteDatabase::Rows& rows) {
  return {.seq = rows.Int(0),
          .kind = std::string(rows.Text(1)),
          .person = CopyOf(rows.Blob(2)),
          .value = CopyOf(rows.Blob(3)),
          .late = rows.Int(4) != 0,
          .sealed = CopyOf(rows.Blob(5)),
          .mac = CopyOf(rows.Blob(6))};
}

}  // namespace doorward::inline storage
