// A record as a row of records.db, and the chain of macs over the rows.

#pragma once

#include "doorward/core/secret_box.hpp"
#include "doorward/domain/record.hpp"
#include "storage/sqlite_database.hpp"

namespace doorward {

inline constexpr std::size_t kMacBytes = 16;

// The columns as they stand, whether or not this program knows their words.
struct RecordRow {
  RecordSeq seq = 0;
  std::int64_t at_ms = 0;
  bool unsure = false;
  std::string kind, event, detail, door, reader, direction, method;
  bool granted = false;
  std::string reason, person, credential_type, credential_value;
  bool snapshot = false;
  bool late = false;
  Bytes mac;
};

RecordRow ToRow(const Record& record);
// A word that this program does not know (the row is of a newer one) is left out; an unknown kind
// is read as kSystem.
Record ToRecord(const RecordRow& row);

// Over the mac before and all of the row but `late` and its own mac.
Bytes MacOf(const SecretBox& box, const RecordRow& row, ByteView mac_before);

Status InsertRow(SqliteDatabase& database, const RecordRow& row);

// The current row of a `SELECT * FROM record`.
RecordRow ReadRow(const SqliteDatabase::Rows& rows);

}  // namespace doorward
