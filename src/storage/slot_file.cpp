#include "storage/slot_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "doorward/core/file.hpp"
#include "storage/byte_stream.hpp"
#include "storage/set_aside.hpp"

namespace doorward::inline storage {
namespace {

constexpr std::size_t kSlots = 2;
constexpr std::size_t kSealBytes = 40;  // What SecretBox::Seal() adds.

// A regular file of `size` bytes, or nothing: a pipe would block, a link lead elsewhere.
class WholeFile {
 public:
  WholeFile(const std::filesystem::path& path, int access, std::size_t size)
      : fd_(open(path.c_str(), access | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)) {
    struct stat status {};
    whole_ = fd_ >= 0 && fstat(fd_, &status) == 0 && S_ISREG(status.st_mode) &&
             status.st_size == static_cast<off_t>(size);
  }
  ~WholeFile() {
    if (fd_ >= 0) close(fd_);
  }
  WholeFile(const WholeFile&) = delete;
  WholeFile& operator=(const WholeFile&) = delete;

  explicit operator bool() const { return whole_; }
  int fd() const { return fd_; }

 private:
  const int fd_;
  bool whole_ = false;
};

}  // namespace

SlotFile::SlotFile(std::filesystem::path file, std::size_t slot_bytes, const SecretBox& box)
    : file_(std::move(file)), slot_bytes_(slot_bytes), box_(box) {
  const WholeFile whole(file_, O_RDONLY, kSlots * slot_bytes_);
  if (!whole) return;
  Bytes sealed(slot_bytes_);
  for (std::size_t place = 0; place < kSlots; ++place) {
    const auto offset = static_cast<off_t>(place * slot_bytes_);
    if (pread(whole.fd(), sealed.data(), sealed.size(), offset) !=
        static_cast<ssize_t>(sealed.size())) {
      continue;
    }
    auto slot = Opened(sealed, place);
    if (!slot || slot->turn < turn_) continue;
    turn_ = slot->turn;
    found_ = std::move(slot->value);
  }
}

std::string SlotFile::ContextOf(std::size_t place) const {
  return "slot " + std::to_string(place) + " of " + file_.filename().string();
}

Bytes SlotFile::Sealed(const Slot& slot, std::size_t place) const {
  ByteWriter out;
  out.Number(slot.turn, 8);
  out.Blob(slot.value);
  Bytes plain = std::move(out).Take();
  plain.resize(slot_bytes_ - kSealBytes);
  return box_.Seal(plain, ContextOf(place));
}

std::optional<SlotFile::Slot> SlotFile::Opened(ByteView sealed, std::size_t place) const {
  const auto plain = box_.Open(sealed, ContextOf(place));
  if (!plain) return std::nullopt;
  ByteReader in(*plain);
  Slot slot{.turn = in.Number(8), .value = {}};
  const ByteView value = in.Blob();
  slot.value.assign(value.begin(), value.end());
  if (in.failed()) return std::nullopt;
  return slot;
}

Status SlotFile::Put(ByteView value) {
  constexpr std::size_t kSlotHeaderBytes = 12;
  if (value.size() + kSlotHeaderBytes + kSealBytes > slot_bytes_) {
    return Fail(
        ErrorCode::kResourceExhausted,
        "keeping " + file_.string() + ": " + std::to_string(value.size()) + " bytes do not fit");
  }
  const Slot next{.turn = turn_ + 1, .value = Bytes(value.begin(), value.end())};
  const std::size_t place = next.turn % kSlots;
  DW_TRY(PutInPlace(Sealed(next, place), place));
  turn_ = next.turn;
  return {};
}

Status SlotFile::PutInPlace(ByteView sealed, std::size_t place) const {
  const std::size_t size = kSlots * slot_bytes_;
  if (const WholeFile whole(file_, O_WRONLY, size); whole) {
    const auto offset = static_cast<off_t>(place * slot_bytes_);
    const bool written = pwrite(whole.fd(), sealed.data(), sealed.size(), offset) ==
                         static_cast<ssize_t>(sealed.size());
    if (written && fdatasync(whole.fd()) == 0) return {};
    return Fail(ErrorCode::kUnavailable, "keeping " + file_.string() + ": " + std::strerror(errno));
  }
  // The other slot gets its room now; zeros prove nothing.
  Bytes fresh(size);
  std::copy(sealed.begin(), sealed.end(),
            fresh.begin() + static_cast<std::ptrdiff_t>(place * slot_bytes_));
  ClearPlace(file_);
  return WriteFileDurably(file_, fresh);
}

}  // namespace doorward::inline storage
