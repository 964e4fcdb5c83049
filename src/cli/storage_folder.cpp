#include "cli/storage_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <optional>
#include <vector>

#include "doorward/core/file.hpp"

namespace doorward::inline cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxStored = 1024 * 1024 * 1024;
constexpr int kReadTries = 50;
constexpr std::string_view kReplaced = "before-restore";

// Not what the terminal makes anew by itself: locks, room held back, unfinished writes.
bool IsKept(const fs::directory_entry& entry) {
  const std::string name = entry.path().filename();
  return entry.is_regular_file() && !name.starts_with('.') && !name.ends_with("-shm") &&
         !name.ends_with("-ballast") && !name.ends_with(".new");
}

Result<FolderFiles> ReadOnce(const fs::path& folder) {
  std::error_code failed;
  FolderFiles files;
  for (fs::directory_iterator it(folder, failed); !failed && it != fs::end(it);
       it.increment(failed)) {
    if (!IsKept(*it)) continue;
    auto content = ReadFile(it->path(), kMaxStored);
    if (!content && content.error().code == ErrorCode::kNotFound) continue;  // Just now removed.
    if (!content) return Fail(std::move(content).error());
    files[it->path().filename()] = std::move(*content);
  }
  if (failed) {
    return Fail(ErrorCode::kNotFound, "reading " + folder.string() + ": " + failed.message());
  }
  return files;
}

// SQLite holds a lock on each database that it has open.
bool IsLocked(const fs::path& file) {
  const int fd = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  const bool locked = fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  close(fd);
  return locked;
}

Status CheckUnused(const fs::path& folder) {
  for (const char* name : {"people.db", "people.db-shm", "records.db", "records.db-shm"}) {
    if (!IsLocked(folder / name)) continue;
    return Fail(ErrorCode::kUnavailable,
                "the terminal runs and has " + (folder / name).string() +
                    " open: stop it (systemctl stop doorward), restore, and start it again");
  }
  return {};
}

Status MoveAside(const fs::path& folder) {
  std::error_code failed;
  const fs::path aside = folder / kReplaced;
  fs::remove_all(aside, failed);
  if (mkdir(aside.c_str(), 0700) != 0) {
    return Fail(ErrorCode::kUnavailable, "making " + aside.string() + ": " + std::strerror(errno));
  }
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    if (entry.is_regular_file() && entry.path().extension() != ".restore") {
      files.push_back(entry.path());
    }
  }
  for (const fs::path& file : files) {
    fs::rename(file, aside / file.filename(), failed);
    if (failed) {
      return Fail(ErrorCode::kUnavailable, "moving " + file.string() + ": " + failed.message());
    }
  }
  return {};
}

void PutNumber(std::string& out, std::uint64_t number) {
  for (int shift = 0; shift < 64; shift += 8) out += static_cast<char>(number >> shift & 0xFFU);
}

// The next number, or more than there is left.
std::uint64_t TakeNumber(std::string_view& in) {
  if (in.size() < 8) return UINT64_MAX;
  std::uint64_t number = 0;
  for (std::size_t i = 8; i-- > 0;) number = number << 8U | static_cast<std::uint8_t>(in[i]);
  in.remove_prefix(8);
  return number;
}

}  // namespace

Result<FolderFiles> ReadStorageFolder(const fs::path& folder) {
  // What is the same when it is read again has not been written in between: it is of one moment.
  DW_TRY_ASSIGN(FolderFiles files, ReadOnce(folder));
  for (int attempt = 0; attempt < kReadTries; ++attempt) {
    DW_TRY_ASSIGN(FolderFiles again, ReadOnce(folder));
    const bool same = files == again;
    files = std::move(again);
    if (!same) continue;
    if (files.contains("device.key") && files.contains("people.db")) return files;
    return Fail(ErrorCode::kNotFound, folder.string() + " is not the storage of a terminal");
  }
  return Fail(ErrorCode::kUnavailable,
              "the terminal writes without a pause: try again, or stop it before");
}

Status ReplaceStorageFolder(const fs::path& folder, const FolderFiles& files) {
  struct stat owner {};
  if (stat(folder.c_str(), &owner) != 0) {
    return Fail(ErrorCode::kNotFound, folder.string() + ": " + std::strerror(errno));
  }
  DW_TRY(CheckUnused(folder));
  for (const auto& [name, content] : files) {
    const fs::path staged = folder / (name + ".restore");
    DW_TRY(WriteFileDurably(staged, AsBytes(content), 0600));
    // Root restores for the account that the terminal runs as.
    if (geteuid() == 0 && lchown(staged.c_str(), owner.st_uid, owner.st_gid) != 0) {
      return Fail(ErrorCode::kPermissionDenied, "giving " + staged.string() + " to its owner");
    }
  }
  DW_TRY(MoveAside(folder));
  for (const auto& [name, content] : files) {
    std::error_code failed;
    fs::rename(folder / (name + ".restore"), folder / name, failed);
    if (failed) {
      return Fail(ErrorCode::kUnavailable, "putting " + name + " in place: " + failed.message());
    }
  }
  return {};
}

std::string PackFiles(const FolderFiles& files) {
  std::string packed;
  for (const auto& [name, content] : files) {
    PutNumber(packed, name.size());
    packed += name;
    PutNumber(packed, content.size());
    packed += content;
  }
  return packed;
}

Result<FolderFiles> UnpackFiles(std::string_view packed) {
  FolderFiles files;
  const auto take = [&packed]() -> std::optional<std::string> {
    const std::uint64_t size = TakeNumber(packed);
    if (size > packed.size()) return std::nullopt;
    std::string text(packed.substr(0, static_cast<std::size_t>(size)));
    packed.remove_prefix(text.size());
    return text;
  };
  while (!packed.empty()) {
    auto name = take();
    auto content = take();
    const bool good = name && content && !name->empty() && !name->starts_with('.') &&
                      name->find('/') == std::string::npos;
    if (!good) return Fail(ErrorCode::kDataLoss, "the backup holds what is no file of a terminal");
    files[*name] = std::move(*content);
  }
  return files;
}

}  // namespace doorward::inline cli
