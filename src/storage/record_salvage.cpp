#include "storage/record_salvage.hpp"

#include <algorithm>
#include <functional>

#include "storage/record_row.hpp"

namespace doorward::inline storage {
namespace {

constexpr RecordSeq kFirstStep = 4;  // About as many rows as a page has.
constexpr int kSmallSteps = 64;

// Goes over the rows in order and steps over pages that cannot be read. `take` returns false to end.
void ForEachReadable(SqliteDatabase& damaged, RecordSeq from, RecordSeq until,
                     const std::function<bool(const RecordRow&)>& take) {
  RecordSeq after = from - 1;
  RecordSeq step = kFirstStep;
  for (int faults = 0; after < until;) {
    auto rows = damaged.Query("SELECT * FROM record WHERE seq > ? AND seq <= ? ORDER BY seq",
                              {after, until});
    Result<bool> more = rows ? rows->Next() : Fail(rows.error());
    for (; more && *more; more = rows->Next()) {
      const RecordRow row = ReadRow(*rows);
      if (row.seq <= after) break;  // A page that leads back.
      after = row.seq;
      step = kFirstStep;
      faults = 0;
      if (!take(row)) return;
    }
    if (more && !*more) return;
    if (++faults > kSmallSteps) step = std::min(step * 2, until);
    after = after > until - step ? until : after + step;
  }
}

// What stands in the place of a record that is lost, so that numbers have no gaps.
RecordRow LostRow(RecordSeq seq, WallTime at, const SecretBox& box) {
  Record record{.seq = seq, .at = at, .clock = ClockTrust::kUnsure};
  record.event = Event::kGap;
  record.detail = "this record was lost: records.db was damaged";
  return ToRow(record, box);
}

// Copies rows into a new file, whose state follows.
class Copier {
 public:
  Copier(const SecretBox& box, RecordStore& fresh) : box_(box), fresh_(fresh) {}

  // Returns false if the new file takes no more.
  bool Take(RecordRow row) {
    const auto record = ToRecord(row, box_);
    if (!record) return true;
    LogState& state = fresh_.state;
    if (saved_ == 0) state.last_seq = state.base_seq = state.gone_seq = row.seq - 1;
    at_ = record->at;
    FillUpTo(row.seq - 1);
    Insert(std::move(row));
    ++saved_;
    return status_.has_value();
  }

  void FillUpTo(RecordSeq seq) {
    while (status_ && fresh_.state.last_seq < seq) {
      Insert(LostRow(fresh_.state.last_seq + 1, at_, box_));
    }
  }

  Result<std::int64_t> Saved() const {
    DW_TRY(status_);
    return saved_;
  }

 private:
  void Insert(RecordRow row) {
    if (!status_) return;
    LogState& state = fresh_.state;
    row.mac = MacOf(box_, row, state.last_mac);
    status_ = InsertRow(*fresh_.writer, row);
    state.last_mac = row.mac;
    state.last_seq = row.seq;
  }

  const SecretBox& box_;
  RecordStore& fresh_;
  std::int64_t saved_ = 0;
  WallTime at_;  // Of the record that was taken last.
  Status status_;
};

}  // namespace

Result<std::unique_ptr<SqliteDatabase>> OpenDamaged(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) {  // SQLite would wait at a pipe.
    return Fail(ErrorCode::kDataLoss, "it is not a file");
  }
  return SqliteDatabase::Open({.file = file, .read_only = true});
}

std::optional<LogState> StateOf(SqliteDatabase& damaged, const SecretBox& box) {
  auto state = LoadState(damaged, box);
  if (!state || !state->sound) return std::nullopt;
  return *std::move(state);
}

RecordSeq NewestOf(SqliteDatabase& damaged) {
  const auto newest = damaged.QueryInt("SELECT max(seq) FROM record");
  return newest ? newest->value_or(0) : 0;
}

Result<std::int64_t> Salvage(const std::filesystem::path& damaged, const SecretBox& box,
                             const std::optional<LogState>& known, RecordStore& fresh) {
  const auto opened = OpenDamaged(damaged);
  const std::optional<LogState> state = known    ? known
                                        : opened ? StateOf(**opened, box)
                                                 : std::nullopt;
  DW_TRY_ASSIGN(SqliteTransaction transaction, SqliteTransaction::Begin(*fresh.writer));
  std::int64_t saved = 0;
  if (opened) {
    const RecordSeq newest = state ? state->last_seq : NewestOf(**opened);
    const RecordSeq first = std::max<RecordSeq>(1, newest - kMaxSalvaged + 1);
    Copier copier(box, fresh);
    ForEachReadable(**opened, first, newest,
                    [&](const RecordRow& row) { return copier.Take(row); });
    DW_TRY_ASSIGN(saved, copier.Saved());
    if (saved > 0) copier.FillUpTo(newest);
    DW_TRY(copier.Saved());
  }
  LogState& next = fresh.state;
  if (saved == 0 && state) next.last_seq = next.base_seq = next.gone_seq = state->last_seq;
  next.floor_ms = state ? state->floor_ms : LogState::kLostFloor;
  next.people_generation = state ? state->people_generation : 0;
  next.acked_seq = state ? std::min(state->acked_seq, next.last_seq) : next.base_seq;
  DW_TRY(SaveState(*fresh.writer, box, next));
  DW_TRY(transaction.Commit());
  return saved;
}

}  // namespace doorward::inline storage
