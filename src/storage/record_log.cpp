#include "doorward/storage/record_log.hpp"

#include <sodium.h>

#include <algorithm>

#include "doorward/core/log.hpp"
#include "doorward/core/mutex.hpp"
#include "records_migrations.hpp"
#include "storage/ballast.hpp"
#include "storage/log_state.hpp"
#include "storage/migrator.hpp"
#include "storage/record_row.hpp"

namespace doorward {
namespace {

constexpr std::int64_t kMinCapacity = 100;
constexpr std::int64_t kMaxCapacity = 10'000'000;
constexpr std::size_t kMaxQuery = 500;
// Rows leave the table some at a time: that writes fewer pages than one with each append. Those
// beyond the capacity are out of the ring already.
constexpr std::int64_t kTrimStep = 32;
// At most so many beyond those added, so that a much smaller capacity does not make one append slow.
constexpr std::int64_t kMaxTrim = 1024;
// After a failure for lack of room this many appends pass before the ballast is made again.
constexpr int kAppendsBeforeBallast = 64;

Result<LogFloor> FloorOf(const LogState& state, SqliteDatabase& database) {
  if (state.floor_ms == LogState::kLostFloor) return LogFloor{.kept = true, .at = {}};
  if (state.floor_ms != LogState::kNoFloor) {
    return LogFloor{.kept = true, .at = WallTime(Milliseconds(state.floor_ms))};
  }
  DW_TRY_ASSIGN(const auto newest,
                database.QueryInt("SELECT max(at_ms) FROM record WHERE unsure = 0"));
  return LogFloor{.kept = false, .at = WallTime(Milliseconds(newest.value_or(0)))};
}

}  // namespace

std::int64_t RecordLogState::backlog() const {
  return first_seq == 0 ? 0 : last_seq - std::max(acked_seq, first_seq - 1);
}

struct RecordLog::Impl {
  Impl(const RecordLogConfig& config, const SecretBox& key, std::unique_ptr<SqliteDatabase> opened,
       std::unique_ptr<SqliteDatabase> beside, LogState loaded, LogFloor floor)
      : box(key),
        capacity(config.capacity),
        found_floor(floor),
        ballast(config.file.string() + "-ballast"),
        writer(std::move(opened)),
        reader(std::move(beside)),
        current(std::move(loaded)) {}

  Status Write(std::span<Record> records, bool tight) DW_REQUIRES(write_mutex);
  Status Insert(std::span<Record> records, LogState& next) DW_REQUIRES(write_mutex);
  Status Trim(RecordSeq until, LogState& next) DW_REQUIRES(write_mutex);
  Status Commit(SqliteTransaction& transaction, const LogState& next) DW_REQUIRES(write_mutex);
  LogState Current() const;

  const SecretBox& box;
  const std::int64_t capacity;
  const LogFloor found_floor;

  Mutex write_mutex;  // Held over a commit.
  Ballast ballast DW_GUARDED_BY(write_mutex);
  int appends_until_ballast DW_GUARDED_BY(write_mutex) = 0;
  std::unique_ptr<SqliteDatabase> writer DW_GUARDED_BY(write_mutex);

  Mutex read_mutex;  // After `writer`, so that it closes first and the writer closes the log.
  std::unique_ptr<SqliteDatabase> reader DW_GUARDED_BY(read_mutex);

  mutable Mutex state_mutex;  // Never held over anything slow.
  LogState current DW_GUARDED_BY(state_mutex);
};

RecordLog::RecordLog(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RecordLog::~RecordLog() = default;

Result<std::unique_ptr<RecordLog>> RecordLog::Open(const RecordLogConfig& config,
                                                   const SecretBox& box) {
  if (config.capacity < kMinCapacity || config.capacity > kMaxCapacity) {
    return Fail(ErrorCode::kInvalidArgument, "the record capacity must be 100 to 10000000");
  }
  // Small pages: an append writes two or three of them, however small it is.
  DW_TRY_ASSIGN(auto writer, SqliteDatabase::Open({.file = config.file, .page_bytes = 1024}));
  DW_TRY(Migrate(*writer, kRecordsMigrations));
  DW_TRY_ASSIGN(LogState state, LoadOrMakeState(*writer, box));
  if (!state.sound) {
    LogError(LogPart{"records"}, "records.db: its state was changed by another program");
    // It will be saved with a good mac again: the chain keeps the break instead.
    state.last_mac.resize(kMacBytes);
    randombytes_buf(state.last_mac.data(), state.last_mac.size());
    state.floor_ms = LogState::kLostFloor;
  }
  DW_TRY_ASSIGN(const LogFloor floor, FloorOf(state, *writer));
  // Rows that the state does not know of were not put there by Append(), but their numbers are used.
  DW_TRY_ASSIGN(const auto newest, writer->QueryInt("SELECT max(seq) FROM record"));
  state.last_seq = std::max(state.last_seq, newest.value_or(0));
  DW_TRY_ASSIGN(auto reader, SqliteDatabase::Open({.file = config.file, .read_only = true}));
  return std::unique_ptr<RecordLog>(new RecordLog(std::make_unique<Impl>(
      config, box, std::move(writer), std::move(reader), std::move(state), floor)));
}

Status RecordLog::Append(std::span<Record> records) {
  if (records.empty()) return {};
  MutexLock lock(impl_->write_mutex);
  Status status = impl_->Write(records, false);
  if (status || status.error().code != ErrorCode::kResourceExhausted) {
    if (status && impl_->appends_until_ballast > 0 && --impl_->appends_until_ballast == 0) {
      impl_->ballast.Restore();
    }
    return status;
  }
  impl_->appends_until_ballast = kAppendsBeforeBallast;
  impl_->ballast.Free();
  return impl_->Write(records, true);
}

// `tight`: there is no room on the disk, so acknowledged records make room first.
Status RecordLog::Impl::Write(std::span<Record> records, bool tight) {
  DW_TRY_ASSIGN(SqliteTransaction transaction, SqliteTransaction::Begin(*writer));
  LogState next = Current();
  const auto added = static_cast<std::int64_t>(records.size());
  DW_TRY(Insert(records, next));
  next.gone_seq = std::max(next.gone_seq, next.last_seq - capacity);
  if (tight) {
    DW_TRY(Trim(std::min(next.acked_seq, next.base_seq + 2 * added + kTrimStep), next));
  } else if (next.gone_seq - next.base_seq >= kTrimStep) {
    DW_TRY(Trim(std::min(next.gone_seq, next.base_seq + added + kMaxTrim), next));
  }
  return Commit(transaction, next);
}

// Deletes the rows up to `until`.
Status RecordLog::Impl::Trim(RecordSeq until, LogState& next) {
  if (until <= next.base_seq) return {};
  {
    DW_TRY_ASSIGN(
        auto rows,
        writer->Query("SELECT mac FROM record WHERE seq <= ? ORDER BY seq DESC LIMIT 1", {until}));
    DW_TRY_ASSIGN(const bool found, rows.Next());
    if (found) next.base_mac.assign(rows.Blob(0).begin(), rows.Blob(0).end());
  }
  next.base_seq = until;
  return writer->Run("DELETE FROM record WHERE seq <= ?", {until});
}

Status RecordLog::Impl::Insert(std::span<Record> records, LogState& next) {
  for (Record& record : records) {
    record.seq = ++next.last_seq;
    RecordRow row = ToRow(record);
    row.mac = MacOf(box, row, next.last_mac);
    next.last_mac = row.mac;
    DW_TRY(InsertRow(*writer, row));
    if (!row.unsure) next.floor_ms = std::max(next.floor_ms, row.at_ms);
  }
  return {};
}

Status RecordLog::Impl::Commit(SqliteTransaction& transaction, const LogState& next) {
  DW_TRY(SaveState(*writer, box, next));
  DW_TRY(transaction.Commit());
  MutexLock lock(state_mutex);
  current = next;
  return {};
}

LogState RecordLog::Impl::Current() const {
  MutexLock lock(state_mutex);
  return current;
}

Status RecordLog::MarkLate(std::span<const RecordSeq> seqs) {
  MutexLock lock(impl_->write_mutex);
  DW_TRY_ASSIGN(SqliteTransaction transaction, SqliteTransaction::Begin(*impl_->writer));
  for (const RecordSeq seq : seqs) {
    DW_TRY(impl_->writer->Run("UPDATE record SET late = 1 WHERE seq = ?", {seq}));
  }
  return transaction.Commit();
}

Status RecordLog::Acknowledge(std::string_view log_id, RecordSeq seq) {
  MutexLock lock(impl_->write_mutex);
  LogState next = impl_->Current();
  if (log_id != next.log_id) {
    return Fail(ErrorCode::kInvalidArgument, "this acknowledges another log", "log_id");
  }
  if (seq < 0 || seq > next.last_seq) {
    return Fail(ErrorCode::kInvalidArgument, "this number has not been given yet", "acked_seq");
  }
  if (seq <= next.acked_seq) return {};
  next.acked_seq = seq;
  DW_TRY_ASSIGN(SqliteTransaction transaction, SqliteTransaction::Begin(*impl_->writer));
  return impl_->Commit(transaction, next);
}

RecordLogState RecordLog::State() const { return ToPublic(impl_->Current(), impl_->capacity); }

Result<std::vector<Record>> RecordLog::Query(const RecordQuery& query) const {
  const LogState state = impl_->Current();
  const RecordSeq after = std::max(query.after_seq, state.FirstSeq(impl_->capacity) - 1);
  const std::string_view kind = query.kind ? RecordKindName(*query.kind) : std::string_view();
  MutexLock lock(impl_->read_mutex);
  DW_TRY_ASSIGN(auto rows, impl_->reader->Query(
                               "SELECT * FROM record WHERE seq > ?1 AND (?2 = '' OR person = "
                               "?2) AND (?3 = '' OR kind = ?3) ORDER BY seq LIMIT ?4",
                               {after, query.person.str(), kind,
                                static_cast<std::int64_t>(std::min(query.limit, kMaxQuery))}));
  std::vector<Record> records;
  while (true) {
    DW_TRY_ASSIGN(const bool more, rows.Next());
    if (!more) return records;
    records.push_back(ToRecord(ReadRow(rows)));
  }
}

const LogFloor& RecordLog::found_floor() const { return impl_->found_floor; }

Status RecordLog::SetFloor(std::optional<WallTime> floor) {
  MutexLock lock(impl_->write_mutex);
  LogState next = impl_->Current();
  next.floor_ms = floor ? floor->time_since_epoch().count() : LogState::kLostFloor;
  DW_TRY_ASSIGN(SqliteTransaction transaction, SqliteTransaction::Begin(*impl_->writer));
  return impl_->Commit(transaction, next);
}

Result<std::optional<RecordSeq>> RecordLog::VerifyChain() const {
  MutexLock lock(impl_->read_mutex);
  // One transaction: the state and the rows of one moment.
  DW_TRY_ASSIGN(const SqliteTransaction transaction, SqliteTransaction::Begin(*impl_->reader));
  DW_TRY_ASSIGN(const LogState state, LoadState(*impl_->reader, impl_->box));
  DW_TRY_ASSIGN(auto rows, impl_->reader->Query("SELECT * FROM record ORDER BY seq"));
  RecordSeq expected = state.base_seq + 1;
  Bytes mac = state.base_mac;
  while (true) {
    DW_TRY_ASSIGN(const bool more, rows.Next());
    if (!more) break;
    const RecordRow row = ReadRow(rows);
    if (row.seq != expected) return std::min(row.seq, expected);
    mac = MacOf(impl_->box, row, mac);
    if (!EqualConstantTime(mac, row.mac)) return row.seq;
    ++expected;
  }
  const bool whole = state.sound && expected == state.last_seq + 1 && mac == state.last_mac;
  if (whole) return std::nullopt;
  return expected;
}

}  // namespace doorward
