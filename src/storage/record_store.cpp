#include "storage/record_store.hpp"

#include "records_migrations.hpp"
#include "storage/migrator.hpp"
#include "storage/record_row.hpp"
#include "storage/record_sealing.hpp"
#include "storage/rule_table.hpp"

namespace doorward::inline storage {
namespace {

constexpr std::uintmax_t kHeaderBytes = 100;

// SQLite would wait at a pipe, wonder at a folder, and take an emptied file for a new one.
Status CheckIsFile(const std::filesystem::path& file) {
  std::error_code ignored;
  const auto link = std::filesystem::symlink_status(file, ignored).type();
  if (link == std::filesystem::file_type::not_found) return {};
  if (!std::filesystem::is_regular_file(std::filesystem::status(file, ignored))) {
    return Fail(ErrorCode::kDataLoss, file.filename().string() + ": it is not a file");
  }
  if (std::filesystem::file_size(file, ignored) >= kHeaderBytes) return {};
  return Fail(ErrorCode::kDataLoss, file.filename().string() + ": it is empty");
}

Result<std::optional<RecordRow>> ReadOne(SqliteDatabase& database, std::string_view sql) {
  DW_TRY_ASSIGN(auto rows, database.Query(sql));
  DW_TRY_ASSIGN(const bool found, rows.Next());
  if (!found) return std::nullopt;
  return ReadRow(rows);
}

// A log that was put beside a file of another day, or a program that meddled, shows at the ends.
Status CheckEnds(SqliteDatabase& database, const LogState& state, const SecretBox& box) {
  if (!state.sound) {
    return Fail(ErrorCode::kDataLoss, "records.db: its state was changed by something else");
  }
  DW_TRY_ASSIGN(const auto newest,
                ReadOne(database, "SELECT * FROM record ORDER BY seq DESC LIMIT 1"));
  const bool ends_well = newest ? newest->seq <= state.last_seq && newest->mac == state.last_mac
                                : state.base_mac == state.last_mac;
  if (!ends_well) {
    return Fail(ErrorCode::kDataLoss, "records.db: its newest record is not the last one written");
  }
  DW_TRY_ASSIGN(const auto oldest, ReadOne(database, "SELECT * FROM record ORDER BY seq LIMIT 1"));
  if (oldest && MacOf(box, *oldest, state.base_mac) != oldest->mac) {
    return Fail(ErrorCode::kDataLoss, "records.db: its oldest record was changed or is gone");
  }
  return {};
}

// Versions before the floor have it in their records, which lie open until they are sealed.
Result<LogFloor> FloorOf(const LogState& state, SqliteDatabase& database) {
  if (state.floor_ms == LogState::kLostFloor) return LogFloor{.kept = true, .at = {}};
  if (state.floor_ms != LogState::kNoFloor) {
    return LogFloor{.kept = true, .at = WallTime(Milliseconds(state.floor_ms))};
  }
  DW_TRY_ASSIGN(const bool lie_open, HasOpenRecords(database));
  std::optional<std::int64_t> newest;
  if (lie_open) {
    DW_TRY_ASSIGN(newest, database.QueryInt("SELECT max(at_ms) FROM record_open WHERE unsure = 0"));
  }
  return LogFloor{.kept = false, .at = WallTime(Milliseconds(newest.value_or(0)))};
}

// A row that was changed, taken away or put back shows in the set. Rows that were lost before are so still.
Result<std::optional<std::vector<RuleRow>>> RulesOf(SqliteDatabase& database, LogState& state,
                                                    const SecretBox& box) {
  if (state.rules.is_lost()) return std::nullopt;
  DW_TRY_ASSIGN(auto rows, ReadRules(database, box, state.rules));
  if (!state.rules.Holds(box)) {
    return Fail(ErrorCode::kDataLoss, "records.db: its rule state was changed by something else");
  }
  return rows;
}

Result<RecordStore> OpenStore(const SqliteOptions& options, const SecretBox& box, bool hide_cards) {
  DW_TRY_ASSIGN(auto writer, SqliteDatabase::Open(options));
  DW_TRY(Migrate(*writer, kRecordsMigrations));
  DW_TRY_ASSIGN(LogState state, LoadOrMakeState(*writer, box));
  DW_TRY_ASSIGN(const LogFloor floor, FloorOf(state, *writer));
  DW_TRY(SealOpenRecords(*writer, box, hide_cards));
  DW_TRY_ASSIGN(state, LoadState(*writer, box));
  DW_TRY(CheckEnds(*writer, state, box));
  DW_TRY_ASSIGN(auto rules, RulesOf(*writer, state, box));
  return RecordStore{std::move(writer), std::move(state), floor, std::move(rules)};
}

}  // namespace

Result<RecordStore> OpenRecordStore(const std::filesystem::path& file, const SecretBox& box,
                                    bool hide_cards) {
  DW_TRY(CheckIsFile(file));
  // Small pages: an append writes two or three of them, however small it is.
  return OpenStore({.file = file, .page_bytes = 1024}, box, hide_cards);
}

Result<RecordStore> OpenRecordStoreInMemory(const std::string& name, const SecretBox& box) {
  return OpenStore({.file = name, .in_memory = true}, box, false);
}

}  // namespace doorward::inline storage
