#include "storage/migrator.hpp"

#include <charconv>

#include "doorward/core/check.hpp"
#include "doorward/core/log.hpp"

namespace doorward::inline storage {
namespace {

// The number after "-- min-reader:"; every migration has one.
int MinReaderOf(const EmbeddedMigration& migration) {
  constexpr std::string_view kMark = "-- min-reader: ";
  const std::size_t found = migration.sql.find(kMark);
  DW_CHECK(found != std::string_view::npos);
  const std::string_view rest = migration.sql.substr(found + kMark.size());
  int number = 0;
  const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  DW_CHECK(read.ec == std::errc() && number > 0 && number <= migration.number);
  return number;
}

Status Apply(SqliteDatabase& database, const EmbeddedMigration& migration) {
  DW_TRY_ASSIGN(SqliteTransaction transaction, SqliteTransaction::Begin(database));
  DW_TRY(database.RunScript(std::string(migration.sql)));
  DW_TRY(database.Run(
      "INSERT INTO migration (number, name, min_reader) VALUES (?, ?, ?)",
      {std::int64_t{migration.number}, migration.name, std::int64_t{MinReaderOf(migration)}}));
  DW_TRY(database.RunScript("PRAGMA user_version = " + std::to_string(migration.number)));
  return transaction.Commit();
}

Status CheckNewer(SqliteDatabase& database, std::int64_t version, std::int64_t ours) {
  DW_TRY_ASSIGN(
      const auto needed,
      database.QueryInt("SELECT max(min_reader) FROM migration WHERE number > ?", {ours}));
  if (needed && *needed <= ours) {
    LogInfo("a database of schema {} is used as schema {}", version, ours);
    return {};
  }
  return Fail(ErrorCode::kUnsupported,
              "the database has schema " + std::to_string(version) +
                  ", newer than this program's " + std::to_string(ours) +
                  ", which may not use it: install the newer program again");
}

}  // namespace

Status Migrate(SqliteDatabase& database, std::span<const EmbeddedMigration> migrations) {
  DW_TRY_ASSIGN(const auto found, database.QueryInt("PRAGMA user_version"));
  const std::int64_t version = found.value_or(0);
  const std::int64_t ours = migrations.empty() ? 0 : migrations.back().number;
  if (version > ours) return CheckNewer(database, version, ours);
  for (const EmbeddedMigration& migration : migrations) {
    if (migration.number <= version) continue;
    if (Status status = Apply(database, migration); !status) {
      return Fail(status.error().While("migration " + std::string(migration.name)));
    }
  }
  return {};
}

}  // namespace doorward::inline storage
