// A record as a row of records.db, and the chain of macs over the rows.

#pragma once

#include "doorward/core/secret_box.hpp"
#include "doorward/domain/record.hpp"
#include "storage/sqlite_database.hpp"

namespace doorward::inline storage {

inline constexpr std::size_t kMacBytes = 16;

// The columns as they stand.
struct RecordRow {
  RecordSeq seq = 0;
  std::string kind;
  Bytes person, value;  // Keyed digests.
  bool late = false;
  Bytes sealed;
  Bytes mac;
};

// Seals `record`, from which HideSecrets() has taken what must not be told. The mac is left out.
RecordRow ToRow(const Record& record, const SecretBox& box);

// Opens a row. kDataLoss if it does not prove itself. A word that this program does not know (the row
// is of a newer one) is left out; an unknown kind is read as kSystem.
Result<Record> ToRecord(const RecordRow& row, const SecretBox& box);

// Over the mac before and all of the row but `late` and its own mac.
Bytes MacOf(const SecretBox& box, const RecordRow& row, ByteView mac_before);

Status InsertRow(SqliteDatabase& database, const RecordRow& row);

// The current row of a `SELECT * FROM record`.
RecordRow ReadRow(const SqliteDatabase::Rows& rows);

}  // namespace doorward::inline storage
