#include "storage/mending.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "doorward/core/file.hpp"
#include "doorward/core/log.hpp"
#include "storage/set_aside.hpp"

namespace doorward::inline storage {
namespace {

constexpr std::size_t kMaxUntold = 4096;

std::filesystem::path Beside(const std::filesystem::path& file, const char* suffix) {
  return file.string() + suffix;
}

void RemoveDatabase(const std::filesystem::path& file) {
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm"}) {
    std::filesystem::remove_all(Beside(file, suffix), ignored);
  }
}

Status RenameDurably(const std::filesystem::path& from, const std::filesystem::path& to) {
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

// The last step, which may be begun any number of times.
Result<std::filesystem::path> TakePlace(const std::filesystem::path& file) {
  DW_TRY_ASSIGN(std::filesystem::path aside, SetAside(file));
  DW_TRY(RenameDurably(Beside(file, "-mended"), file));
  return aside;
}

}  // namespace

std::filesystem::path BeginMending(const std::filesystem::path& file) {
  std::filesystem::path mending = Beside(file, "-mending");
  RemoveDatabase(mending);
  DeleteOldDamaged(file);
  return mending;
}

Result<std::filesystem::path> CompleteMending(const std::filesystem::path& file,
                                              const std::string& untold) {
  const std::filesystem::path mending = Beside(file, "-mending");
  KeepUntold(file, untold);
  // Whatever SQLite left beside it would be played into the next file of its name.
  for (const char* suffix : {"-wal", "-shm"}) RemoveDatabase(Beside(mending, suffix));
  DW_TRY(RenameDurably(mending, Beside(file, "-mended")));
  return TakePlace(file);
}

Result<bool> FinishMending(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(Beside(file, "-mended"), ignored)) return false;
  if (UntoldDamage(file).empty()) {
    KeepUntold(file, file.filename().string() + " was damaged before the last stop");
  }
  DW_TRY(TakePlace(file));
  return true;
}

std::string UntoldDamage(const std::filesystem::path& file) {
  return ReadFile(Beside(file, "-untold"), kMaxUntold).value_or("");
}

void KeepUntold(const std::filesystem::path& file, const std::string& text) {
  const std::filesystem::path untold = Beside(file, "-untold");
  ClearPlace(untold);
  const Status kept = WriteFileDurably(untold, AsBytes(text.substr(0, kMaxUntold)));
  if (!kept) LogWarning(LogPart{"storage"}, "{}", kept.error().Text());
}

void ForgetUntold(const std::filesystem::path& file) {
  std::error_code ignored;
  std::filesystem::remove(Beside(file, "-untold"), ignored);
}

}  // namespace doorward::inline storage
