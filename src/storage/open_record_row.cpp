#include "storage/open_record_row.hpp"

#include "storage/byte_stream.hpp"
#include "storage/record_row.hpp"

namespace doorward::inline storage {

OpenRecordRow ReadOpenRow(const SqliteDatabase::Rows& rows) {
  const auto text = [&](int column) { return std::string(rows.Text(column)); };
  OpenRecordRow row;
  Record& record = row.record;
  record.seq = rows.Int(0);
  record.at = WallTime(Milliseconds(rows.Int(1)));
  record.clock = rows.Int(2) != 0 ? ClockTrust::kUnsure : ClockTrust::kTrusted;
  record.kind = RecordKindFromName(text(3)).value_or(RecordKind::kSystem);
  record.event = EventFromName(text(4));
  record.detail = text(5);
  record.door = DoorId(text(6));
  record.reader = ReaderId(text(7));
  record.direction = DirectionFromName(text(8));
  record.method = MethodFromName(text(9));
  record.granted = rows.Int(10) != 0;
  record.reason = ReasonFromName(text(11));
  record.person = PersonId(text(12));
  record.credential_type = CredentialTypeFromName(text(13));
  record.credential_value = text(14);
  record.snapshot = rows.Int(15) != 0;
  record.late = rows.Int(16) != 0;
  const ByteView mac = rows.Blob(17);
  row.mac.assign(mac.begin(), mac.end());

  ByteWriter said;
  said.Int(rows.Int(0));
  said.Int(rows.Int(1));
  for (const int flag : {2, 10, 15}) said.Number(rows.Int(flag) != 0 ? 1 : 0, 1);
  for (const int word : {3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14}) said.Text(rows.Text(word));
  row.said = std::move(said).Take();
  return row;
}

bool ProvesItself(const OpenRecordRow& row, ByteView mac_before, const SecretBox& box) {
  ByteWriter out;
  out.Blob(mac_before);
  out.Raw(row.said);
  const Digest digest = box.Fingerprint("record.chain", std::move(out).Take());
  return EqualConstantTime(row.mac, ByteView(digest).first(kMacBytes));
}

}  // namespace doorward::inline storage
