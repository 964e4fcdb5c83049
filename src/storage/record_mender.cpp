#include "storage/record_mender.hpp"

#include "doorward/core/log.hpp"
#include "storage/mending.hpp"
#include "storage/record_salvage.hpp"
#include "storage/record_store.hpp"
#include "storage/rule_salvage.hpp"

namespace doorward::inline storage {
namespace {

// The new file, whole and closed.
Result<std::int64_t> BuildRecords(const std::filesystem::path& damaged, const SecretBox& box,
                                  const std::optional<LogState>& known, bool with_records) {
  DW_TRY_ASSIGN(RecordStore fresh, OpenRecordStore(BeginMending(damaged), box, false));
  std::int64_t saved = 0;
  if (with_records) {
    DW_TRY_ASSIGN(saved, Salvage(damaged, box, known, fresh));
  }
  DW_TRY(SalvageRules(damaged, box, known, fresh));
  DW_TRY(fresh.writer->CheckpointAndTruncate());
  return saved;
}

}  // namespace

Result<std::string> MendRecords(const std::filesystem::path& file, const SecretBox& box,
                                const std::optional<LogState>& known, const Error& found) {
  auto saved = BuildRecords(file, box, known, true);
  if (!saved && saved.error().code == ErrorCode::kResourceExhausted) {
    LogError(LogPart{"records"}, "no room to save the records of the damaged file: {}",
             saved.error().Text());
    saved = BuildRecords(file, box, known, false);
  }
  DW_TRY(saved);
  std::string told = "records.db was damaged: " + std::to_string(*saved) +
                     " records were saved into a new log; found: " + found.message;
  DW_TRY(CompleteMending(file, told));
  return told;
}

}  // namespace doorward::inline storage
