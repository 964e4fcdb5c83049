#include "storage/record_mender.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "doorward/core/log.hpp"
#include "storage/record_salvage.hpp"
#include "storage/record_store.hpp"
#include "storage/set_aside.hpp"

namespace doorward {
namespace {

std::filesystem::path With(const std::filesystem::path& file, const char* suffix) {
  return file.string() + suffix;
}

void Remove(const std::filesystem::path& file) {
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm"}) {
    std::filesystem::remove_all(With(file, suffix), ignored);
  }
}

Status Rename(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::error_code error;
  std::filesystem::rename(from, to, error);
  if (error) {
    return Fail(ErrorCode::kUnavailable, "naming " + to.string() + ": " + error.message());
  }
  const int folder = open(to.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder >= 0) {
    fsync(folder);
    close(folder);
  }
  return {};
}

// The new file, whole and closed.
Result<std::int64_t> Build(const std::filesystem::path& damaged, const std::filesystem::path& file,
                           const SecretBox& box, const std::optional<LogState>& known,
                           bool with_records) {
  Remove(file);
  DW_TRY_ASSIGN(RecordStore fresh, OpenRecordStore(file, box, false));
  std::int64_t saved = 0;
  if (with_records) {
    DW_TRY_ASSIGN(saved, Salvage(damaged, box, known, fresh));
  }
  DW_TRY(fresh.writer->CheckpointAndTruncate());
  return saved;
}

}  // namespace

Result<std::int64_t> MendRecords(const std::filesystem::path& file, const SecretBox& box,
                                 const std::optional<LogState>& known) {
  const std::filesystem::path mending = With(file, "-mending");
  auto saved = Build(file, mending, box, known, true);
  if (!saved && saved.error().code == ErrorCode::kResourceExhausted) {
    LogError(LogPart{"records"}, "no room to save the records of the damaged file: {}",
             saved.error().Text());
    saved = Build(file, mending, box, known, false);
  }
  DW_TRY(saved);
  Remove(With(mending, "-wal"));
  DW_TRY(Rename(mending, With(file, "-mended")));
  DW_TRY(FinishMending(file));
  return saved;
}

Result<bool> FinishMending(const std::filesystem::path& file) {
  const std::filesystem::path mended = With(file, "-mended");
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(mended, ignored)) return false;
  DW_TRY(SetAside(file));
  DW_TRY(Rename(mended, file));
  return true;
}

}  // namespace doorward
