#include "doorward/core/passphrase_box.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "doorward/core/check.hpp"

namespace doorward::inline core {
namespace {

constexpr std::string_view kMagic = "DOORWARD-BACKUP";
constexpr char kBackupFormat = 1;
constexpr std::size_t kSaltBytes = crypto_pwhash_SALTBYTES;
constexpr std::size_t kHeaderBytes = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
constexpr std::size_t kPieceBytes = 64 * 1024;
constexpr std::size_t kPieceTagBytes = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::size_t kBeginBytes = kMagic.size() + 1 + kSaltBytes;
constexpr unsigned long long kPasses = 4;
constexpr std::size_t kMemoryBytes = 64 * 1024 * 1024;

unsigned char* RawOf(std::string& text, std::size_t at = 0) {
  return reinterpret_cast<unsigned char*>(text.data() + at);
}
const unsigned char* RawOf(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// Wiped at the end.
struct StreamKey {
  StreamKey(std::string_view passphrase, std::string_view salt) {
    DW_CHECK(sodium_init() >= 0);
    const int failed =
        crypto_pwhash(bytes.data(), bytes.size(), passphrase.data(), passphrase.size(), RawOf(salt),
                      kPasses, kMemoryBytes, crypto_pwhash_ALG_ARGON2ID13);
    DW_CHECK(failed == 0);  // Only without 64 MiB of memory.
  }
  ~StreamKey() { sodium_memzero(bytes.data(), bytes.size()); }
  StreamKey(const StreamKey&) = delete;
  StreamKey& operator=(const StreamKey&) = delete;

  std::array<unsigned char, crypto_secretstream_xchacha20poly1305_KEYBYTES> bytes{};
};

}  // namespace

std::string SealWithPassphrase(std::string_view plain, std::string_view passphrase) {
  DW_CHECK(sodium_init() >= 0);
  std::string sealed = std::string(kMagic) + kBackupFormat;
  sealed.resize(kBeginBytes);
  randombytes_buf(RawOf(sealed, kMagic.size() + 1), kSaltBytes);
  const std::string begin = sealed;
  const StreamKey key(passphrase, std::string_view(begin).substr(kMagic.size() + 1));
  crypto_secretstream_xchacha20poly1305_state state;
  sealed.resize(kBeginBytes + kHeaderBytes);
  crypto_secretstream_xchacha20poly1305_init_push(&state, RawOf(sealed, kBeginBytes),
                                                  key.bytes.data());
  bool last = false;
  for (std::string_view bound = begin; !last; bound = {}) {
    const std::string_view piece = plain.substr(0, kPieceBytes);
    last = piece.size() < kPieceBytes;
    const std::size_t at = sealed.size();
    sealed.resize(at + piece.size() + kPieceTagBytes);
    crypto_secretstream_xchacha20poly1305_push(
        &state, RawOf(sealed, at), nullptr, RawOf(piece), piece.size(), RawOf(bound), bound.size(),
        last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0);
    plain.remove_prefix(piece.size());
  }
  sodium_memzero(&state, sizeof state);
  return sealed;
}

Result<std::string> OpenWithPassphrase(std::string_view sealed, std::string_view passphrase) {
  if (!sealed.starts_with(kMagic) || sealed.size() < kBeginBytes + kHeaderBytes + kPieceTagBytes) {
    return Fail(ErrorCode::kInvalidArgument, "not a backup of a terminal, or cut off");
  }
  if (sealed[kMagic.size()] != kBackupFormat) {
    return Fail(ErrorCode::kInvalidArgument,
                "a backup of another format than this program knows: use a newer one");
  }
  const std::string_view begin = sealed.substr(0, kBeginBytes);
  const StreamKey key(passphrase, begin.substr(kMagic.size() + 1));
  crypto_secretstream_xchacha20poly1305_state state;
  if (crypto_secretstream_xchacha20poly1305_init_pull(&state, RawOf(sealed.substr(kBeginBytes)),
                                                      key.bytes.data()) != 0) {
    return Fail(ErrorCode::kDataLoss, "the backup is damaged");
  }
  sealed.remove_prefix(kBeginBytes + kHeaderBytes);
  std::string plain;
  unsigned char tag = 0;
  for (std::string_view bound = begin; tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL;
       bound = {}) {
    const std::string_view piece = sealed.substr(0, kPieceBytes + kPieceTagBytes);
    if (piece.size() < kPieceTagBytes) return Fail(ErrorCode::kDataLoss, "the backup is cut off");
    const std::size_t at = plain.size();
    plain.resize(at + piece.size() - kPieceTagBytes);
    if (crypto_secretstream_xchacha20poly1305_pull(&state, RawOf(plain, at), nullptr, &tag,
                                                   RawOf(piece), piece.size(), RawOf(bound),
                                                   bound.size()) != 0) {
      return bound.empty() ? Fail(ErrorCode::kDataLoss, "the backup is damaged or cut off")
                           : Fail(ErrorCode::kPermissionDenied,
                                  "the passphrase is wrong, or the backup is damaged or cut off");
    }
    sealed.remove_prefix(piece.size());
  }
  sodium_memzero(&state, sizeof state);
  if (!sealed.empty()) return Fail(ErrorCode::kDataLoss, "something was added to the backup");
  return plain;
}

}  // namespace doorward::inline core
