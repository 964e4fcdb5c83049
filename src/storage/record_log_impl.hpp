// What is behind a RecordLog. record_log.cpp reads and writes; record_log_open.cpp opens and mends.

#pragma once

#include <atomic>
#include <functional>

#include "doorward/core/mutex.hpp"
#include "storage/ballast.hpp"
#include "storage/log_state.hpp"

namespace doorward::inline storage {

struct RecordLog::Impl {
  Impl(const RecordLogConfig& config, const SecretBox& key);

  // From a file, from what can be saved of it, or in memory.
  Status Open() DW_EXCLUDES(write_mutex, read_mutex);
  // Runs `change`; if the file is found damaged, mends it and runs it once more.
  Status Change(const std::function<Status()>& change) DW_REQUIRES(write_mutex);

  Status Add(std::span<Record> records, std::span<const RuleRow> rows) DW_REQUIRES(write_mutex);
  Status Write(std::span<Record> records, std::span<const RuleRow> rows, bool tight)
      DW_REQUIRES(write_mutex);
  Status Insert(std::span<Record> records, LogState& next) DW_REQUIRES(write_mutex);
  Status KeepRules(std::span<const RuleRow> rows, LogState& next) DW_REQUIRES(write_mutex);
  Status Trim(RecordSeq until, LogState& next) DW_REQUIRES(write_mutex);
  Status MoveCursor(std::string_view log_id, RecordSeq seq) DW_REQUIRES(write_mutex);
  Status Commit(SqliteTransaction& transaction, const LogState& next) DW_REQUIRES(write_mutex);
  Result<std::vector<Record>> Read(const RecordQuery& query) DW_REQUIRES(read_mutex);

  Status OpenFile() DW_REQUIRES(write_mutex, read_mutex);
  Status OpenInMemory(const Error& why, const LogState& known) DW_REQUIRES(write_mutex, read_mutex);
  Status Mend(const Error& found, const std::optional<LogState>& known)
      DW_REQUIRES(write_mutex, read_mutex);
  Status Recover(const Error& found) DW_REQUIRES(write_mutex);
  void NoteDamage(const std::string& text);

  LogState Current() const;
  RecordLogState Told() const;

  const SecretBox& box;
  const std::filesystem::path file;
  const std::int64_t capacity;
  const bool hide_cards;
  LogFloor found_floor{.kept = true, .at = {}};  // Set by Open() alone. In memory, it is lost.
  std::int64_t found_people_generation = 0;      // Set by Open() alone.
  std::optional<std::vector<RuleRow>>
      found_rules;  // Set by Open() alone. In memory, they are lost.
  std::function<std::int64_t()> people_generation;
  std::atomic<bool> suspect{false};  // A query found damage.

  Mutex write_mutex;  // Held over a commit. Before read_mutex, where both are.
  Ballast ballast DW_GUARDED_BY(write_mutex);
  int appends_until_ballast DW_GUARDED_BY(write_mutex) = 0;
  std::unique_ptr<SqliteDatabase> writer DW_GUARDED_BY(write_mutex);
  LogFloor floor_in_file DW_GUARDED_BY(write_mutex);
  std::optional<std::vector<RuleRow>> rules_in_file DW_GUARDED_BY(write_mutex);
  // The opening has told that rule state is lost: what is written next begins it again.
  bool rules_begin_again DW_GUARDED_BY(write_mutex) = false;

  Mutex read_mutex;  // After `writer`, so that it closes first and the writer closes the log.
  std::unique_ptr<SqliteDatabase> reader DW_GUARDED_BY(read_mutex);

  mutable Mutex state_mutex;  // Never held over anything slow.
  LogState current DW_GUARDED_BY(state_mutex);
  int damages DW_GUARDED_BY(state_mutex) = 0;
  std::string damage DW_GUARDED_BY(state_mutex);
  std::string only_in_memory DW_GUARDED_BY(state_mutex);
};

}  // namespace doorward::inline storage
