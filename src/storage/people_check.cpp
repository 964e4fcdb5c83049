#include "storage/people_check.hpp"

#include <array>

namespace doorward::inline storage {
namespace {

// Each counts what should not be there.
constexpr std::array<std::string_view, 7> kFaults = {
    "SELECT count(*) FROM sqlite_schema WHERE type IN ('trigger', 'view')",
    "SELECT count(*) FROM person LEFT JOIN vault USING (slot) "
    "WHERE used IS NOT 1 OR NOT row_proved(mac, 'person', id, sealed)",
    "SELECT count(*) FROM permission WHERE NOT row_proved(mac, 'permission', id, body)",
    "SELECT count(*) FROM holiday WHERE NOT row_proved(mac, 'holiday', id, body)",
    "SELECT count(*) FROM door_mode WHERE NOT row_proved(mac, 'door_mode', door, mode, until_ms)",
    "SELECT count(*) FROM fingerprint_module "
    "WHERE NOT row_proved(mac, 'fingerprint_module', reader, mark)",
    "SELECT count(*) FROM fingerprint_slot "
    "WHERE NOT row_proved(mac, 'fingerprint_slot', reader, slot, template)",
};

// What proves nothing must be readable: commands would fail on it.
constexpr std::array<std::string_view, 5> kReadable = {
    "SELECT sum(length(digest)) FROM credential_key",
    "SELECT sum(length(reply)) FROM journal",
    "SELECT sum(length(reply)) FROM act",
    "SELECT count(*) FROM person INDEXED BY person_slot",
    "SELECT count(*) FROM vault INDEXED BY vault_free WHERE used = 0",
};

Status CheckRoot(SqliteDatabase& database, const PeopleSeal& seal,
                 const std::optional<SealFile>& kept) {
  DW_TRY_ASSIGN(auto rows,
                database.Query("SELECT generation, revision, root FROM state WHERE id = 1"));
  DW_TRY_ASSIGN(const bool found, rows.Next());
  if (!found) return Fail(ErrorCode::kDataLoss, "people.db: its state row is gone");
  if (!EqualConstantTime(rows.Blob(2), seal.Root(rows.Int(0), rows.Int(1)))) {
    return Fail(ErrorCode::kDataLoss, "people.db: rows are missing, or came back");
  }
  if (kept && rows.Int(0) < kept->generation) {
    return Fail(ErrorCode::kDataLoss, "people.db: this is an older one, put back");
  }
  return {};
}

// A page that holds nothing, or a tree's inner one, may be damaged too: whoever writes next meets it.
Status CheckPages(SqliteDatabase& database) {
  DW_TRY_ASSIGN(auto rows, database.Query("PRAGMA quick_check(1)"));
  DW_TRY_ASSIGN(const bool said, rows.Next());
  if (said && rows.Text(0) == "ok") return {};
  return Fail(ErrorCode::kDataLoss, "people.db: its pages do not fit together");
}

}  // namespace

Status CheckPeople(SqliteDatabase& database, PeopleSeal& seal,
                   const std::optional<SealFile>& kept) {
  DW_TRY(seal.Count(database));
  DW_TRY(CheckRoot(database, seal, kept));
  for (const std::string_view sql : kFaults) {
    DW_TRY_ASSIGN(const auto faults, database.QueryInt(sql));
    if (faults.value_or(0) > 0) {
      return Fail(ErrorCode::kDataLoss, "people.db: a row was changed by another program");
    }
  }
  for (const std::string_view sql : kReadable) DW_TRY(database.Run(sql));
  return CheckPages(database);
}

}  // namespace doorward::inline storage
