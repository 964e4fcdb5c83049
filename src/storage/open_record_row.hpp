// A row of schema 1, which held records in the clear: only for sealing them.

#pragma once

#include "doorward/core/secret_box.hpp"
#include "doorward/domain/record.hpp"
#include "storage/sqlite_database.hpp"

namespace doorward::inline storage {

struct OpenRecordRow {
  Record record;
  Bytes mac;
  Bytes said;  // What the mac is over, but for the mac before.
};

// The current row of a `SELECT *` from the table of schema 1.
OpenRecordRow ReadOpenRow(const SqliteDatabase::Rows& rows);

// Whether it is what was appended after the row with `mac_before`.
bool ProvesItself(const OpenRecordRow& row, ByteView mac_before, const SecretBox& box);

}  // namespace doorward::inline storage
