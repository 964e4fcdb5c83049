// The ids of commands and what was answered. Those of commands that are refused when they are old are kept
// apart, for as long as they could be repeated; of all others the last ones are kept.

#include "storage/people_database_impl.hpp"

namespace doorward::inline storage {
namespace {

std::string JournalContext(const std::string& id) { return "journal:" + id; }

std::int64_t ToMs(WallTime time) { return time.time_since_epoch().count(); }

}  // namespace

Status PeopleDatabase::Journal(const JournalEntry& entry) {
  SqliteDatabase& sqlite = impl_->Within();
  const Bytes reply = impl_->box.Seal(AsBytes(entry.reply), JournalContext(entry.id));
  DW_TRY(sqlite.Run("UPDATE journal SET name = ?, reply = ? WHERE id = ?",
                    {entry.name, reply, entry.id}));
  if (sqlite.changes() > 0) return {};
  DW_TRY(sqlite.Run("INSERT INTO journal (id, name, reply) VALUES (?, ?, ?)",
                    {entry.id, entry.name, reply}));
  return sqlite.Run("DELETE FROM journal WHERE seq <= ?",
                    {sqlite.last_rowid() - static_cast<std::int64_t>(kJournalLength)});
}

Status PeopleDatabase::JournalAct(const JournalEntry& entry, WallTime until, WallTime now) {
  SqliteDatabase& sqlite = impl_->Within();
  const Bytes reply = impl_->box.Seal(AsBytes(entry.reply), JournalContext(entry.id));
  DW_TRY(sqlite.Run("UPDATE act SET reply = ? WHERE id = ?", {reply, entry.id}));
  if (sqlite.changes() > 0) return {};
  DW_TRY(sqlite.Run("DELETE FROM act WHERE until_ms < ?", {ToMs(now)}));
  DW_TRY_ASSIGN(const auto held,
                sqlite.QueryInt("SELECT count(*) FROM act WHERE name = ?", {entry.name}));
  if (held.value_or(0) >= static_cast<std::int64_t>(kActsHeld)) {
    return Fail(ErrorCode::kResourceExhausted,
                "so many commands " + entry.name +
                    " have come that one more could not be told from a repetition; send it again "
                    "in some minutes");
  }
  return sqlite.Run("INSERT INTO act (id, name, reply, until_ms) VALUES (?, ?, ?, ?)",
                    {entry.id, entry.name, reply, ToMs(until)});
}

Result<std::optional<JournalEntry>> PeopleDatabase::FindJournal(const std::string& id) {
  DW_TRY_ASSIGN(auto rows, impl_->Within().Query("SELECT name, reply FROM act WHERE id = ?1 "
                                                 "UNION ALL "
                                                 "SELECT name, reply FROM journal WHERE id = ?1",
                                                 {id}));
  DW_TRY_ASSIGN(const bool found, rows.Next());
  if (!found) return std::nullopt;
  const auto reply = impl_->box.Open(rows.Blob(1), JournalContext(id));
  if (!reply) return impl_->sqlite->Damaged("reading what was answered: " + reply.error().message);
  return JournalEntry{id, std::string(rows.Text(0)), std::string(AsText(*reply))};
}

}  // namespace doorward::inline storage
