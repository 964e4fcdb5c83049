#include "doorward/core/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace doorward::inline core {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

// What `errno` says about doing something to `path`.
tl::unexpected<Error> FailErrno(const std::string& doing, const std::filesystem::path& path) {
  const int number = errno;
  ErrorCode code = ErrorCode::kUnavailable;
  if (number == ENOENT || number == ENOTDIR) code = ErrorCode::kNotFound;
  if (number == EACCES || number == EPERM) code = ErrorCode::kPermissionDenied;
  if (number == ENOSPC || number == EDQUOT || number == EFBIG) code = ErrorCode::kResourceExhausted;
  return Fail(code, doing + " " + path.string() + ": " + std::strerror(number));
}

Result<std::string> ReadDescriptor(int fd, const std::filesystem::path& path,
                                   std::size_t max_bytes) {
  std::string content;
  char piece[16 * 1024];
  while (true) {
    const ssize_t count = read(fd, piece, sizeof piece);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return FailErrno("reading", path);
    if (count == 0) return content;
    content.append(piece, static_cast<std::size_t>(count));
    if (content.size() > max_bytes) {
      return Fail(ErrorCode::kResourceExhausted, "reading " + path.string() + ": larger than " +
                                                     std::to_string(max_bytes) + " bytes");
    }
  }
}

Status WriteAll(int fd, ByteView content, const std::filesystem::path& path) {
  while (!content.empty()) {
    const ssize_t count = write(fd, content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return FailErrno("writing", path);
    content = content.subspan(static_cast<std::size_t>(count));
  }
  return {};
}

Status SyncFolder(const std::filesystem::path& folder) {
  const Descriptor fd(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() < 0 || fsync(fd.get()) != 0) return FailErrno("syncing", folder);
  return {};
}

// Writes `beside` and puts it in the place of `path`.
Status WriteBeside(const std::filesystem::path& beside, const std::filesystem::path& path,
                   ByteView content, unsigned mode) {
  constexpr unsigned kPrivate = 0600;  // Until it has its mode, which the umask must not narrow.
  const Descriptor fd(
      open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, kPrivate));
  if (fd.get() < 0) return FailErrno("making", beside);
  if (fchmod(fd.get(), mode) != 0) return FailErrno("setting the mode of", beside);
  DW_TRY(WriteAll(fd.get(), content, beside));
  if (fsync(fd.get()) != 0) return FailErrno("syncing", beside);
  if (rename(beside.c_str(), path.c_str()) != 0) return FailErrno("renaming to", path);
  return {};
}

Result<struct stat> LookAt(int fd, const std::filesystem::path& path) {
  struct stat status {};
  if (fstat(fd, &status) != 0) return FailErrno("looking at", path);
  return status;
}

// What is wrong with a secret of one line; empty: nothing.
std::string_view FaultOfSecret(std::string_view secret) {
  if (secret.empty()) return "is empty";
  if (secret.starts_with("\xEF\xBB\xBF") || secret.starts_with("\xFF\xFE") ||
      secret.starts_with("\xFE\xFF")) {
    return "begins with a byte order mark";
  }
  if (secret.find('\0') != std::string_view::npos) return "has a NUL in it";
  if (secret.find_first_of("\r\n") != std::string_view::npos) return "has more than one line";
  return {};
}

}  // namespace

Result<std::string> ReadFile(const std::filesystem::path& path, std::size_t max_bytes) {
  const Descriptor fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (fd.get() < 0) return FailErrno("opening", path);
  DW_TRY_ASSIGN(const struct stat status, LookAt(fd.get(), path));
  if (!S_ISREG(status.st_mode)) {
    return Fail(ErrorCode::kUnavailable, "reading " + path.string() + ": it is not a regular file");
  }
  return ReadDescriptor(fd.get(), path, max_bytes);
}

Result<std::string> ReadPrivateFile(const std::filesystem::path& path, std::size_t max_bytes) {
  const Descriptor fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (fd.get() < 0) return FailErrno("opening", path);
  DW_TRY_ASSIGN(const struct stat status, LookAt(fd.get(), path));
  if (!S_ISREG(status.st_mode) || (status.st_mode & 077U) != 0) {
    return Fail(ErrorCode::kPermissionDenied,
                path.string() +
                    " holds a secret: it must be a file that only its owner may read "
                    "(chmod 600)");
  }
  return ReadDescriptor(fd.get(), path, max_bytes);
}

Result<std::string> ReadSecretFile(const std::filesystem::path& path, std::size_t max_bytes) {
  DW_TRY_ASSIGN(std::string content, ReadPrivateFile(path, max_bytes));
  if (content.ends_with('\n')) content.pop_back();
  if (content.ends_with('\r')) content.pop_back();
  if (const std::string_view fault = FaultOfSecret(content); !fault.empty()) {
    return Fail(ErrorCode::kInvalidArgument,
                path.string() + " " + std::string(fault) + ": write the secret alone, on one line");
  }
  return content;
}

Status WriteFileDurably(const std::filesystem::path& path, ByteView content, unsigned mode) {
  std::filesystem::path beside = path;
  beside += ".new";
  unlink(beside.c_str());  // Left by a power cut, if at all.
  Status written = WriteBeside(beside, path, content, mode);
  if (!written) {
    unlink(beside.c_str());
    return written;
  }
  return SyncFolder(path.has_parent_path() ? path.parent_path() : ".");
}

}  // namespace doorward::inline core
