#include "storage/set_aside.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "doorward/core/log.hpp"
#include "doorward/core/time.hpp"

namespace doorward::inline storage {
namespace {

constexpr std::string_view kMark = "-damaged-";

// "20261127T220805Z"
std::string StampOfNow() {
  const auto now = std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
  std::string stamp = FormatTime(now);
  stamp.erase(stamp.find('.'), 4);
  std::erase_if(stamp, [](char c) { return c == '-' || c == ':'; });
  return stamp;
}

bool IsThere(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(std::filesystem::symlink_status(path, ignored));
}

Status MoveAside(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (!IsThere(from)) return {};
  std::error_code error;
  std::filesystem::rename(from, to, error);
  if (!error) return {};
  return Fail(ErrorCode::kUnavailable,
              "putting the damaged " + from.string() + " aside: " + error.message());
}

std::string NewName(const std::filesystem::path& file) {
  std::string name = file.string() + std::string(kMark) + StampOfNow();
  for (int number = 2;; ++number) {
    if (!IsThere(name)) return name;
    std::string other = name + "-" + std::to_string(number);
    if (!IsThere(other)) return other;
  }
}

// Deletes the oldest, so that one more makes kDamagedKept. `newest` stays, whatever the clock said.
void DeleteAllButNewest(const std::filesystem::path& file, const std::filesystem::path& newest) {
  std::error_code error;
  const std::string prefix = file.filename().string() + std::string(kMark);
  std::vector<std::filesystem::path> found;
  std::filesystem::directory_iterator entries(file.parent_path(), error);
  for (; !error && entries != std::filesystem::directory_iterator(); entries.increment(error)) {
    std::string name = entries->path().filename().string();
    const bool is_other = entries->path().filename() != newest.filename();
    if (name.starts_with(prefix) && !name.ends_with("-wal") && is_other) {
      found.push_back(entries->path());
    }
  }
  std::ranges::sort(found);
  while (found.size() >= kDamagedKept) {
    std::filesystem::remove_all(found.front(), error);
    std::filesystem::remove_all(found.front().string() + "-wal", error);
    found.erase(found.begin());
  }
}

}  // namespace

Result<std::filesystem::path> SetAside(const std::filesystem::path& file) {
  std::error_code ignored;
  const std::filesystem::path log = file.string() + "-wal";
  std::filesystem::remove_all(file.string() + "-shm", ignored);
  if (!IsThere(file)) {
    std::filesystem::remove_all(log, ignored);  // It would be played into the next file.
    return std::filesystem::path();
  }
  const std::filesystem::path aside = NewName(file);
  // The log first: alone it would be played into the next file of this name.
  DW_TRY(MoveAside(log, aside.string() + "-wal"));
  DW_TRY(MoveAside(file, aside));
  LogError(LogPart{"storage"}, "{} was damaged and is kept as {}", file.filename().string(),
           aside.filename().string());
  DeleteAllButNewest(file, aside);
  return aside;
}

void ClearPlace(const std::filesystem::path& file) {
  std::error_code error;
  const auto type = std::filesystem::symlink_status(file, error).type();
  if (type == std::filesystem::file_type::regular) return;
  if (type == std::filesystem::file_type::not_found) return;
  LogError(LogPart{"storage"}, "{} was no file, and is gone", file.filename().string());
  std::filesystem::remove_all(file, error);
}

void ClearSidecars(const std::filesystem::path& file) {
  std::error_code error;
  std::filesystem::remove_all(file.string() + "-shm", error);
  ClearPlace(file.string() + "-wal");
}

void DeleteOldDamaged(const std::filesystem::path& file) { DeleteAllButNewest(file, {}); }

}  // namespace doorward::inline storage
