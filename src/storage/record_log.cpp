#include "doorward/storage/record_log.hpp"

#include <algorithm>

#include "doorward/core/log.hpp"
#include "doorward/domain/code_text.hpp"
#include "storage/record_log_impl.hpp"
#include "storage/record_row.hpp"
#include "storage/record_secrets.hpp"
#include "storage/rule_table.hpp"

namespace doorward::inline storage {
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

}  // namespace

std::int64_t RecordLogState::backlog() const {
  return first_seq == 0 ? 0 : last_seq - std::max(acked_seq, first_seq - 1);
}

RecordLog::RecordLog(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RecordLog::~RecordLog() = default;

Result<std::unique_ptr<RecordLog>> RecordLog::Open(const RecordLogConfig& config,
                                                   const SecretBox& box) {
  if (config.capacity < kMinCapacity || config.capacity > kMaxCapacity) {
    return Fail(ErrorCode::kInvalidArgument, "the record capacity must be 100 to 10000000");
  }
  auto impl = std::make_unique<Impl>(config, box);
  DW_TRY(impl->Open());
  return std::unique_ptr<RecordLog>(new RecordLog(std::move(impl)));
}

Status RecordLog::Append(std::span<Record> records, std::span<const RuleRow> rows) {
  MutexLock lock(impl_->write_mutex);
  return impl_->Change([&]() DW_REQUIRES(impl_->write_mutex) { return impl_->Add(records, rows); });
}

Status RecordLog::Impl::Add(std::span<Record> records, std::span<const RuleRow> rows) {
  if (records.empty() && rows.empty()) return {};
  Status status = Write(records, rows, false);
  if (status || status.error().code != ErrorCode::kResourceExhausted) {
    if (status && appends_until_ballast > 0 && --appends_until_ballast == 0) ballast.Restore();
    return status;
  }
  appends_until_ballast = kAppendsBeforeBallast;
  ballast.Free();
  return Write(records, rows, true);
}

// `tight`: there is no room on the disk, so acknowledged records make room first.
Status RecordLog::Impl::Write(std::span<Record> records, std::span<const RuleRow> rows,
                              bool tight) {
  DW_TRY_ASSIGN(SqliteTransaction transaction, SqliteTransaction::Begin(*writer));
  LogState next = Current();
  const auto added = static_cast<std::int64_t>(records.size());
  DW_TRY(Insert(records, next));
  DW_TRY(KeepRules(rows, next));
  next.gone_seq = std::max(next.gone_seq, next.last_seq - capacity);
  if (tight) {
    DW_TRY(Trim(std::min(next.acked_seq, next.base_seq + 2 * added + kTrimStep), next));
  } else if (next.gone_seq - next.base_seq >= kTrimStep) {
    DW_TRY(Trim(std::min(next.gone_seq, next.base_seq + added + kMaxTrim), next));
  }
  DW_TRY(Commit(transaction, next));
  if (!rows.empty()) rules_begin_again = false;
  return {};
}

// Rule state that was lost while this runs stays lost until the next opening tells of it: the rows since
// then would not be all.
Status RecordLog::Impl::KeepRules(std::span<const RuleRow> rows, LogState& next) {
  if (rows.empty()) return {};
  if (next.rules.is_lost()) {
    if (!rules_begin_again) return {};
    next.rules = RuleProof();
    DW_TRY(writer->Run("DELETE FROM rule"));
  }
  return WriteRules(*writer, box, rows, next.rules);
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
  if (people_generation) {
    next.people_generation = std::max(next.people_generation, people_generation());
  }
  for (Record& record : records) {
    record.seq = ++next.last_seq;
    HideSecrets(record, box, hide_cards);
    RecordRow row = ToRow(record, box);
    row.mac = MacOf(box, row, next.last_mac);
    next.last_mac = row.mac;
    DW_TRY(InsertRow(*writer, row));
    if (record.clock == ClockTrust::kTrusted) {
      next.floor_ms = std::max(next.floor_ms, std::int64_t{record.at.time_since_epoch().count()});
    }
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

Status RecordLog::MarkLate(std::span<const RecordSeq> seqs) {
  MutexLock lock(impl_->write_mutex);
  return impl_->Change([&]() DW_REQUIRES(impl_->write_mutex) -> Status {
    DW_TRY_ASSIGN(SqliteTransaction transaction, SqliteTransaction::Begin(*impl_->writer));
    for (const RecordSeq seq : seqs) {
      DW_TRY(impl_->writer->Run("UPDATE record SET late = 1 WHERE seq = ?", {seq}));
    }
    return transaction.Commit();
  });
}

Status RecordLog::Acknowledge(std::string_view log_id, RecordSeq seq) {
  MutexLock lock(impl_->write_mutex);
  return impl_->Change(
      [&]() DW_REQUIRES(impl_->write_mutex) { return impl_->MoveCursor(log_id, seq); });
}

Status RecordLog::Impl::MoveCursor(std::string_view log_id, RecordSeq seq) {
  LogState next = Current();
  if (log_id != next.log_id) {
    return Fail(ErrorCode::kInvalidArgument, "this acknowledges another log", "log_id");
  }
  if (seq < 0 || seq > next.last_seq) {
    return Fail(ErrorCode::kInvalidArgument, "this number has not been given yet", "acked_seq");
  }
  if (seq <= next.acked_seq) return {};
  next.acked_seq = seq;
  DW_TRY_ASSIGN(SqliteTransaction transaction, SqliteTransaction::Begin(*writer));
  return Commit(transaction, next);
}

RecordLogState RecordLog::State() const { return impl_->Told(); }

bool RecordLog::needs_mending() const { return impl_->suspect; }

// Whoever asks mends what they find, so that the answer is right the first time. The access thread
// does not ask.
Result<std::vector<Record>> RecordLog::Query(const RecordQuery& query) const {
  {
    MutexLock lock(impl_->read_mutex);
    auto records = impl_->Read(query);
    if (records || records.error().code != ErrorCode::kDataLoss) return records;
  }
  impl_->suspect = true;
  {
    MutexLock lock(impl_->write_mutex);
    DW_TRY(impl_->Change([] { return Status(); }));
  }
  MutexLock lock(impl_->read_mutex);
  return impl_->Read(query);
}

Result<std::vector<Record>> RecordLog::Impl::Read(const RecordQuery& query) {
  const LogState told = Current();
  const RecordSeq after = std::max(query.after_seq, told.FirstSeq(capacity) - 1);
  const std::string_view kind = query.kind ? RecordKindName(*query.kind) : std::string_view();
  const Bytes person = DigestOfPerson(query.person, box);
  const Bytes value =
      query.card.empty()
          ? DigestOfValue(CredentialType::kQr,
                          SanitizeText(CanonicalCode(query.code), kMaxRecordText), box)
          : DigestOfValue(CredentialType::kCard, query.card, box);
  DW_TRY_ASSIGN(
      auto rows,
      reader->Query(
          "SELECT * FROM record WHERE seq > ?1 AND seq <= ?6 AND (?2 = x'' OR person = ?2) "
          "AND (?3 = '' OR kind = ?3) AND (?4 = x'' OR value = ?4) "
          "ORDER BY seq LIMIT ?5",
          {after, person, kind, value, static_cast<std::int64_t>(std::min(query.limit, kMaxQuery)),
           told.last_seq}));
  std::vector<Record> records;
  while (true) {
    DW_TRY_ASSIGN(const bool more, rows.Next());
    if (!more) return records;
    DW_TRY_ASSIGN(records.emplace_back(), ToRecord(ReadRow(rows), box));
  }
}

const LogFloor& RecordLog::found_floor() const { return impl_->found_floor; }

Status RecordLog::SetFloor(std::optional<WallTime> floor) {
  MutexLock lock(impl_->write_mutex);
  return impl_->Change([&]() DW_REQUIRES(impl_->write_mutex) -> Status {
    LogState next = impl_->Current();
    next.floor_ms = floor ? floor->time_since_epoch().count() : LogState::kLostFloor;
    DW_TRY_ASSIGN(SqliteTransaction transaction, SqliteTransaction::Begin(*impl_->writer));
    return impl_->Commit(transaction, next);
  });
}

std::int64_t RecordLog::found_people_generation() const { return impl_->found_people_generation; }

const std::optional<std::vector<RuleRow>>& RecordLog::found_rule_state() const {
  return impl_->found_rules;
}

void RecordLog::WitnessPeople(std::function<std::int64_t()> generation) {
  impl_->people_generation = std::move(generation);
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

}  // namespace doorward::inline storage
