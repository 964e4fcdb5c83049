#include "storage/log_state.hpp"

#include <sodium.h>

#include <algorithm>

#include "storage/byte_stream.hpp"
#include "storage/record_row.hpp"

namespace doorward::inline storage {
namespace {

constexpr std::size_t kLogIdBytes = 16;

Bytes ToBytes(ByteView view) { return Bytes(view.begin(), view.end()); }

Bytes MacOf(const SecretBox& box, const LogState& state) {
  ByteWriter out;
  out.Text(state.log_id);
  out.Int(state.last_seq);
  out.Blob(state.last_mac);
  out.Int(state.base_seq);
  out.Blob(state.base_mac);
  out.Int(state.gone_seq);
  out.Int(state.acked_seq);
  // Versions before the floor knew nothing of it.
  if (state.floor_ms != LogState::kNoFloor) out.Int(state.floor_ms);
  if (state.people_generation != 0) {
    out.Text("people");
    out.Int(state.people_generation);
  }
  if (!state.rules.root().empty()) {
    out.Text("rules");
    out.Blob(state.rules.root());
  }
  const Digest digest = box.Fingerprint("record.state", std::move(out).Take());
  return Bytes(digest.begin(), digest.begin() + kMacBytes);
}

std::string NewLogId() {
  Bytes random(kLogIdBytes);
  randombytes_buf(random.data(), random.size());
  std::string text = ToHex(random);
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

}  // namespace

RecordSeq LogState::FirstSeq(std::int64_t capacity) const {
  const RecordSeq first = std::max({base_seq, gone_seq, last_seq - capacity}) + 1;
  return first > last_seq ? 0 : first;
}

Result<LogState> LoadState(SqliteDatabase& database, const SecretBox& box) {
  DW_TRY_ASSIGN(
      auto rows,
      database.Query(
          "SELECT log_id, last_seq, last_mac, base_seq, base_mac, "
          "gone_seq, acked_seq, mac, floor_ms, people_generation, rules FROM state WHERE id = 1"));
  DW_TRY_ASSIGN(const bool found, rows.Next());
  if (!found) return Fail(ErrorCode::kDataLoss, "records.db: its state row is gone");
  LogState state{.log_id = std::string(rows.Text(0)),
                 .last_seq = rows.Int(1),
                 .last_mac = ToBytes(rows.Blob(2)),
                 .base_seq = rows.Int(3),
                 .base_mac = ToBytes(rows.Blob(4)),
                 .gone_seq = rows.Int(5),
                 .acked_seq = rows.Int(6),
                 .floor_ms = rows.Int(8),
                 .people_generation = rows.Int(9),
                 .rules = RuleProof(ToBytes(rows.Blob(10)))};
  state.sound = EqualConstantTime(rows.Blob(7), MacOf(box, state));
  return state;
}

Result<LogState> LoadOrMakeState(SqliteDatabase& database, const SecretBox& box) {
  DW_TRY_ASSIGN(const auto made, database.QueryInt("SELECT id FROM state WHERE id = 1"));
  if (made) return LoadState(database, box);
  const LogState state{.log_id = NewLogId(), .last_mac = {}, .base_mac = {}};
  DW_TRY(database.Run("INSERT INTO state VALUES (1, ?, 0, x'', 0, x'', 0, 0, ?, 0, 0, x'')",
                      {state.log_id, MacOf(box, state)}));
  return state;
}

Status SaveState(SqliteDatabase& database, const SecretBox& box, const LogState& state) {
  return database.Run(
      "UPDATE state SET last_seq = ?, last_mac = ?, base_seq = ?, base_mac = ?, gone_seq = ?, "
      "acked_seq = ?, floor_ms = ?, people_generation = ?, rules = ?, mac = ? WHERE id = 1",
      {state.last_seq, state.last_mac, state.base_seq, state.base_mac, state.gone_seq,
       state.acked_seq, state.floor_ms, state.people_generation, state.rules.root(),
       MacOf(box, state)});
}

RecordLogState ToPublic(const LogState& state, std::int64_t capacity) {
  RecordLogState told{.log_id = state.log_id,
                      .first_seq = state.FirstSeq(capacity),
                      .last_seq = state.last_seq,
                      .acked_seq = state.acked_seq,
                      .overwritten = {},
                      .capacity = capacity};
  // Acknowledged or held, or else it is lost.
  const RecordSeq lost_to = told.first_seq == 0 ? state.last_seq : told.first_seq - 1;
  if (lost_to > state.acked_seq) told.overwritten = SeqRange{state.acked_seq + 1, lost_to};
  return told;
}

}  // namespace doorward::inline storage
