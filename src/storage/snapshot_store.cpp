#include "doorward/storage/snapshot_store.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>

#include "doorward/core/file.hpp"
#include "doorward/core/log.hpp"
#include "doorward/core/mutex.hpp"
#include "storage/snapshot_name.hpp"

namespace doorward::inline storage {
namespace {

constexpr std::size_t kMaxJpegBytes = 1024 * 1024;
constexpr std::size_t kMaxSealedBytes = kMaxJpegBytes + 64;
constexpr std::size_t kMarkBytes = 8;
// More than these of an older version would make the start long; the rest is erased.
constexpr std::size_t kMaxAdopted = 1000;

std::string SnapshotContext(RecordSeq seq) { return "snapshot:" + std::to_string(seq); }

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
  Impl(std::filesystem::path where, std::size_t limit, const SecretBox& key)
      : folder(std::move(where)), capacity(limit), box(key) {}

  Status OpenFolder();
  Status Write(const SnapshotName& name, ByteView jpeg) DW_REQUIRES(mutex);
  void ShrinkTo(std::size_t count) DW_REQUIRES(mutex);
  // Erases those of which `is_one` is true.
  void EraseIf(const std::function<bool(const SnapshotName&)>& is_one) DW_REQUIRES(mutex);

  const std::filesystem::path folder;
  const std::size_t capacity;
  const SecretBox& box;
  Status opened;

  Mutex mutex;
  std::map<RecordSeq, SnapshotName> held DW_GUARDED_BY(mutex);
  std::function<bool(const PersonId&)> is_known DW_GUARDED_BY(mutex);
};

Status SnapshotStore::Impl::OpenFolder() {
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    return FailErrno("making " + folder.string());
  }
  if (chmod(folder.c_str(), 0700) != 0) return FailErrno("opening " + folder.string());
  std::error_code error;
  std::filesystem::directory_iterator files(folder, error);
  if (error) {
    return Fail(ErrorCode::kUnavailable, "reading " + folder.string() + ": " + error.message());
  }
  unlink((folder / "new").c_str());  // Cut short while it was written.
  MutexLock lock(mutex);
  for (; !error && files != std::filesystem::directory_iterator(); files.increment(error)) {
    const auto name = SnapshotName::Parse(files->path().filename().string());
    if (name) held.emplace(name->seq, *name);
  }
  ShrinkTo(capacity);
  return {};
}

void SnapshotStore::Impl::ShrinkTo(std::size_t count) {
  while (held.size() > count) {
    unlink((folder / held.begin()->second.Text()).c_str());
    held.erase(held.begin());
  }
}

void SnapshotStore::Impl::EraseIf(const std::function<bool(const SnapshotName&)>& is_one) {
  std::erase_if(held, [&](const auto& entry) {
    if (!is_one(entry.second)) return false;
    unlink((folder / entry.second.Text()).c_str());
    return true;
  });
}

Status SnapshotStore::Impl::Write(const SnapshotName& name, ByteView jpeg) {
  // Written aside first: a picture is there whole or not at all.
  const std::filesystem::path aside = folder / "new";
  DW_TRY(WriteWhole(aside, box.Seal(jpeg, SnapshotContext(name.seq))));
  if (rename(aside.c_str(), (folder / name.Text()).c_str()) != 0) {
    return FailErrno("naming a snapshot");
  }
  held[name.seq] = name;
  return {};
}

SnapshotStore::SnapshotStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SnapshotStore::~SnapshotStore() = default;

std::unique_ptr<SnapshotStore> SnapshotStore::Open(const std::filesystem::path& folder,
                                                   std::size_t capacity, const SecretBox& box) {
  auto impl = std::make_unique<Impl>(folder, capacity, box);
  impl->opened = impl->OpenFolder();
  return std::unique_ptr<SnapshotStore>(new SnapshotStore(std::move(impl)));
}

Status SnapshotStore::opened() const { return impl_->opened; }

Status SnapshotStore::Put(RecordSeq seq, const PersonId& person, ByteView jpeg) {
  if (jpeg.empty() || jpeg.size() > kMaxJpegBytes) {
    return Fail(ErrorCode::kInvalidArgument, "a snapshot has 1 byte to 1 MiB");
  }
  MutexLock lock(impl_->mutex);
  if (impl_->capacity == 0) return {};
  if (!person.empty() && impl_->is_known && !impl_->is_known(person)) return {};
  if (!impl_->held.contains(seq)) impl_->ShrinkTo(impl_->capacity - 1);
  return impl_->Write({.seq = seq, .mark = MarkOf(person)}, jpeg);
}

Result<Bytes> SnapshotStore::Get(RecordSeq seq) const {
  SnapshotName name;
  {
    MutexLock lock(impl_->mutex);
    const auto found = impl_->held.find(seq);
    if (found == impl_->held.end()) return Fail(ErrorCode::kNotFound, "no such snapshot");
    name = found->second;
  }
  DW_TRY_ASSIGN(const std::string sealed, ReadFile(impl_->folder / name.Text(), kMaxSealedBytes));
  return impl_->box.Open(AsBytes(sealed), SnapshotContext(seq));
}

std::size_t SnapshotStore::size() const {
  MutexLock lock(impl_->mutex);
  return impl_->held.size();
}

std::string SnapshotStore::MarkOf(const PersonId& person) const {
  if (person.empty()) return "";
  const Digest digest = impl_->box.Fingerprint("snapshot.person", AsBytes(person.str()));
  return ToHex(ByteView(digest).first(kMarkBytes));
}

void SnapshotStore::Erase(std::span<const PersonId> people) {
  std::set<std::string> marks;
  for (const PersonId& person : people) marks.insert(MarkOf(person));
  MutexLock lock(impl_->mutex);
  impl_->EraseIf([&](const SnapshotName& name) { return marks.contains(name.mark); });
}

void SnapshotStore::EraseAll() {
  MutexLock lock(impl_->mutex);
  impl_->EraseIf([](const SnapshotName&) { return true; });
}

void SnapshotStore::KeepOnly(const std::set<std::string>& marks,
                             std::function<bool(const PersonId&)> is_known) {
  MutexLock lock(impl_->mutex);
  impl_->is_known = std::move(is_known);
  impl_->EraseIf(
      [&](const SnapshotName& name) { return !name.mark.empty() && !marks.contains(name.mark); });
}

void SnapshotStore::Adopt(RecordSeq last_seq, const std::function<PersonId(RecordSeq)>& person_of) {
  MutexLock lock(impl_->mutex);
  impl_->EraseIf([&](const SnapshotName& name) { return name.seq > last_seq; });
  std::vector<SnapshotName> open;
  for (const auto& [seq, name] : impl_->held) {
    if (name.open) open.push_back(name);
  }
  const std::size_t from = open.size() - std::min(open.size(), kMaxAdopted);
  for (std::size_t i = 0; i < open.size(); ++i) {
    const std::filesystem::path file = impl_->folder / open[i].Text();
    const auto jpeg = i < from ? std::string() : ReadFile(file, kMaxJpegBytes).value_or("");
    unlink(file.c_str());
    impl_->held.erase(open[i].seq);
    if (jpeg.empty()) continue;
    const SnapshotName name{.seq = open[i].seq, .mark = MarkOf(person_of(open[i].seq))};
    if (const Status written = impl_->Write(name, AsBytes(jpeg)); !written) {
      LogWarning(LogPart{"records"}, "an old snapshot is lost: {}", written.error().Text());
    }
  }
}

}  // namespace doorward::inline storage
