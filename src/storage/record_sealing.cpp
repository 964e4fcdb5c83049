#include "storage/record_sealing.hpp"

#include <sodium.h>

#include "doorward/core/log.hpp"
#include "storage/open_record_row.hpp"
#include "storage/record_row.hpp"
#include "storage/record_secrets.hpp"

namespace doorward::inline storage {
namespace {

Bytes Nonsense() {
  Bytes mac(kMacBytes);
  randombytes_buf(mac.data(), mac.size());
  return mac;
}

Status MoveRows(SqliteDatabase& database, const SecretBox& box, bool hide_cards, LogState& state) {
  DW_TRY_ASSIGN(auto rows, database.Query("SELECT * FROM record_open ORDER BY seq"));
  Bytes old_before = state.base_mac;
  Bytes before = state.base_mac;
  while (true) {
    DW_TRY_ASSIGN(const bool more, rows.Next());
    if (!more) break;
    OpenRecordRow open = ReadOpenRow(rows);
    HideSecrets(open.record, box, hide_cards);
    RecordRow row = ToRow(open.record, box);
    row.mac = ProvesItself(open, old_before, box) ? MacOf(box, row, before) : Nonsense();
    DW_TRY(InsertRow(database, row));
    old_before = std::move(open.mac);
    before = std::move(row.mac);
  }
  state.last_mac = old_before == state.last_mac ? before : Nonsense();
  return {};
}

Status Move(SqliteDatabase& database, const SecretBox& box, bool hide_cards) {
  DW_TRY_ASSIGN(const auto first, database.QueryInt("SELECT seq FROM record_open LIMIT 1"));
  if (!first) return {};
  DW_TRY_ASSIGN(SqliteTransaction transaction, SqliteTransaction::Begin(database));
  DW_TRY_ASSIGN(LogState state, LoadState(database, box));
  const bool was_sound = state.sound;
  DW_TRY(MoveRows(database, box, hide_cards, state));
  DW_TRY(database.Run("DELETE FROM record_open"));
  if (was_sound) DW_TRY(SaveState(database, box, state));
  return transaction.Commit();
}

// Free pages still hold what was deleted: the file is written anew. What it is written through is
// sealed already, so that it may lie in a file.
Status Scrub(SqliteDatabase& database) {
  DW_TRY(database.RunScript("PRAGMA temp_store = FILE; VACUUM; PRAGMA temp_store = MEMORY"));
  return database.CheckpointAndTruncate();
}

}  // namespace

Result<bool> HasOpenRecords(SqliteDatabase& database) {
  DW_TRY_ASSIGN(const auto found, database.QueryInt("SELECT 1 FROM sqlite_schema WHERE type = "
                                                    "'table' AND name = 'record_open'"));
  return found.has_value();
}

Status SealOpenRecords(SqliteDatabase& database, const SecretBox& box, bool hide_cards) {
  DW_TRY_ASSIGN(const bool found, HasOpenRecords(database));
  if (!found) return {};
  DW_TRY(Move(database, box, hide_cards));
  if (const Status scrubbed = Scrub(database); !scrubbed) {
    LogWarning(LogPart{"records"}, "old records may still lie open in records.db: {}",
               scrubbed.error().Text());
    return {};  // The table stays, and with it the wish to do it at the next start.
  }
  return database.Run("DROP TABLE record_open");
}

}  // namespace doorward::inline storage
