#include "doorward/storage/snapshot_store.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <set>

#include "doorward/core/file.hpp"
#include "doorward/core/mutex.hpp"

namespace doorward {
namespace {

constexpr std::size_t kMaxJpegBytes = 1024 * 1024;
constexpr std::string_view kSuffix = ".jpg";

// The seq that a file is named after; nullopt for files of others.
std::optional<RecordSeq> SeqOf(const std::string& name) {
  if (!name.ends_with(kSuffix)) return std::nullopt;
  const char* end = name.data() + name.size() - kSuffix.size();
  RecordSeq seq = 0;
  const auto read = std::from_chars(name.data(), end, seq);
  if (read.ec != std::errc() || read.ptr != end || seq < 1) return std::nullopt;
  return seq;
}

tl::unexpected<Error> FailErrno(const std::string& doing) {
  const int number = errno;
  const bool full = number == ENOSPC || number == EDQUOT || number == EFBIG;
  return Fail(full ? ErrorCode::kResourceExhausted : ErrorCode::kUnavailable,
              doing + ": " + std::strerror(number));
}

Status WriteWhole(const std::filesystem::path& file, ByteView content) {
  const int fd = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return FailErrno("making a snapshot");
  Status status;
  while (!content.empty() && status) {
    const ssize_t count = write(fd, content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      status = FailErrno("writing a snapshot");
    } else {
      content = content.subspan(static_cast<std::size_t>(count));
    }
  }
  close(fd);
  return status;
}

}  // namespace

struct SnapshotStore::Impl {
  Impl(std::filesystem::path where, std::size_t limit)
      : folder(std::move(where)), capacity(limit) {}

  std::filesystem::path FileOf(RecordSeq seq) const {
    return folder / (std::to_string(seq) + std::string(kSuffix));
  }
  void ShrinkTo(std::size_t count) DW_REQUIRES(mutex);

  const std::filesystem::path folder;
  const std::size_t capacity;

  Mutex mutex;
  std::set<RecordSeq> held DW_GUARDED_BY(mutex);
};

void SnapshotStore::Impl::ShrinkTo(std::size_t count) {
  while (held.size() > count) {
    unlink(FileOf(*held.begin()).c_str());
    held.erase(held.begin());
  }
}

SnapshotStore::SnapshotStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SnapshotStore::~SnapshotStore() = default;

Result<std::unique_ptr<SnapshotStore>> SnapshotStore::Open(const std::filesystem::path& folder,
                                                           std::size_t capacity) {
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    return FailErrno("making " + folder.string());
  }
  if (chmod(folder.c_str(), 0700) != 0) return FailErrno("opening " + folder.string());
  auto impl = std::make_unique<Impl>(folder, capacity);
  std::error_code error;
  std::filesystem::directory_iterator files(folder, error);
  if (error) return Fail(ErrorCode::kUnavailable, "reading " + folder.string());
  {
    MutexLock lock(impl->mutex);
    for (; !error && files != std::filesystem::directory_iterator(); files.increment(error)) {
      if (const auto seq = SeqOf(files->path().filename().string())) impl->held.insert(*seq);
    }
    impl->ShrinkTo(capacity);
  }
  return std::unique_ptr<SnapshotStore>(new SnapshotStore(std::move(impl)));
}

Status SnapshotStore::Put(RecordSeq seq, ByteView jpeg) {
  if (jpeg.empty() || jpeg.size() > kMaxJpegBytes) {
    return Fail(ErrorCode::kInvalidArgument, "a snapshot has 1 byte to 1 MiB");
  }
  MutexLock lock(impl_->mutex);
  if (impl_->capacity == 0) return {};
  if (!impl_->held.contains(seq)) impl_->ShrinkTo(impl_->capacity - 1);
  // Written aside first: a picture is there whole or not at all.
  const std::filesystem::path aside = impl_->folder / "new";
  DW_TRY(WriteWhole(aside, jpeg));
  if (rename(aside.c_str(), impl_->FileOf(seq).c_str()) != 0) return FailErrno("naming a snapshot");
  impl_->held.insert(seq);
  return {};
}

Result<Bytes> SnapshotStore::Get(RecordSeq seq) const {
  {
    MutexLock lock(impl_->mutex);
    if (!impl_->held.contains(seq)) return Fail(ErrorCode::kNotFound, "no such snapshot");
  }
  DW_TRY_ASSIGN(const std::string content, ReadFile(impl_->FileOf(seq), kMaxJpegBytes));
  const ByteView bytes = AsBytes(content);
  return Bytes(bytes.begin(), bytes.end());
}

std::size_t SnapshotStore::size() const {
  MutexLock lock(impl_->mutex);
  return impl_->held.size();
}

}  // namespace doorward
