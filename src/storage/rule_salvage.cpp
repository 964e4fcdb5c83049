#include "storage/rule_salvage.hpp"

#include <algorithm>

#include "storage/record_salvage.hpp"
#include "storage/rule_table.hpp"

namespace doorward::inline storage {
namespace {

// The rows, if they are all that belong to `state`.
std::optional<std::vector<RuleRow>> RowsOf(SqliteDatabase& damaged, const SecretBox& box,
                                           const LogState& state) {
  RuleProof proof(state.rules.root());
  auto rows = ReadRules(damaged, box, proof);
  if (!rows || !proof.Holds(box)) return std::nullopt;
  return *std::move(rows);
}

std::optional<std::vector<RuleRow>> ProvenRules(const std::filesystem::path& file,
                                                const SecretBox& box,
                                                const std::optional<LogState>& known) {
  const auto damaged = OpenDamaged(file);
  if (!damaged) return std::nullopt;
  if (known) {
    if (auto rows = RowsOf(**damaged, box, *known)) return rows;
  }
  // A commit that the disk reported as failed may be in the file all the same. A state with rows of another
  // time, put back together, is older than the records.
  const auto state = StateOf(**damaged, box);
  const RecordSeq newest = std::max(NewestOf(**damaged), known ? known->last_seq : RecordSeq{0});
  if (!state || state->last_seq < newest) return std::nullopt;
  return RowsOf(**damaged, box, *state);
}

}  // namespace

Status SalvageRules(const std::filesystem::path& damaged, const SecretBox& box,
                    const std::optional<LogState>& known, RecordStore& fresh) {
  const auto rows = ProvenRules(damaged, box, known);
  LogState& next = fresh.state;
  DW_TRY_ASSIGN(SqliteTransaction transaction, SqliteTransaction::Begin(*fresh.writer));
  if (!rows) next.rules = RuleProof::Lost();
  if (rows && !rows->empty()) DW_TRY(WriteRules(*fresh.writer, box, *rows, next.rules));
  DW_TRY(SaveState(*fresh.writer, box, next));
  return transaction.Commit();
}

}  // namespace doorward::inline storage
