#include "doorward/core/secret_box.hpp"

#include <sodium.h>

#include <cstring>

#include "doorward/core/check.hpp"
#include "doorward/core/file.hpp"

namespace doorward::inline core {
namespace {

constexpr std::size_t kKeyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* Raw(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

// Two keys from the one in the file: one for sealing, one for fingerprints.
struct SecretBox::Key {
  explicit Key(ByteView master) {
    DW_CHECK(sodium_init() >= 0);
    DW_CHECK(master.size() == kKeyBytes);
    sodium_mlock(this, sizeof *this);  // Best effort: a terminal without swap needs none.
    crypto_kdf_derive_from_key(seal.data(), seal.size(), 1, "doorward", master.data());
    crypto_kdf_derive_from_key(print.data(), print.size(), 2, "doorward", master.data());
  }
  ~Key() { sodium_munlock(this, sizeof *this); }  // Wipes, too.
  Key(const Key&) = delete;
  Key& operator=(const Key&) = delete;

  std::array<std::uint8_t, kKeyBytes> seal{};
  std::array<std::uint8_t, 32> print{};
};

SecretBox::SecretBox(ByteView key) : key_(std::make_unique<Key>(key)) {}
SecretBox::~SecretBox() = default;
SecretBox::SecretBox(SecretBox&&) noexcept = default;
SecretBox& SecretBox::operator=(SecretBox&&) noexcept = default;

Result<SecretBox> SecretBox::OpenOrCreate(const std::filesystem::path& path) {
  DW_CHECK(sodium_init() >= 0);
  // Only where there is certainly nothing: a link that leads nowhere, or a failing disk, may hide the
  // key that everything is sealed with.
  std::error_code ignored;
  const auto there = std::filesystem::symlink_status(path, ignored).type();
  if (there == std::filesystem::file_type::not_found) {
    std::array<std::uint8_t, kKeyBytes> fresh{};
    randombytes_buf(fresh.data(), fresh.size());
    std::string fresh_text = ToHex(fresh);
    sodium_memzero(fresh.data(), fresh.size());
    const Status written = WriteFileDurably(path, AsBytes(fresh_text));
    sodium_memzero(fresh_text.data(), fresh_text.size());
    DW_TRY(written);
  }
  auto text = ReadSecretFile(path);
  if (!text && text.error().code != ErrorCode::kInvalidArgument) return Fail(text.error());
  auto key = FromHex(text ? *text : std::string());
  if (text) sodium_memzero(text->data(), text->size());
  if (!key || key->size() != kKeyBytes) {
    return Fail(ErrorCode::kDataLoss,
                path.string() +
                    " is not a key of 64 hexadecimal digits; what it sealed is lost "
                    "unless the right file is put back");
  }
  SecretBox box(*key);
  sodium_memzero(key->data(), key->size());
  return box;
}

Bytes SecretBox::Seal(ByteView plain, std::string_view context) const {
  Bytes sealed(kNonceBytes + plain.size() + kTagBytes);
  randombytes_buf(sealed.data(), kNonceBytes);
  unsigned long long length = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + kNonceBytes, &length, plain.data(),
                                             plain.size(), Raw(context), context.size(), nullptr,
                                             sealed.data(), key_->seal.data());
  return sealed;
}

Result<Bytes> SecretBox::Open(ByteView sealed, std::string_view context) const {
  const auto fault = [] {
    return Fail(ErrorCode::kDataLoss, "a sealed value was changed, or made with another key");
  };
  if (sealed.size() < kNonceBytes + kTagBytes) return fault();
  const ByteView nonce = sealed.first(kNonceBytes);
  const ByteView cipher = sealed.subspan(kNonceBytes);
  Bytes plain(cipher.size() - kTagBytes);
  unsigned long long length = 0;
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
      plain.data(), &length, nullptr, cipher.data(), cipher.size(), Raw(context), context.size(),
      nonce.data(), key_->seal.data());
  if (failed != 0) return fault();
  return plain;
}

Digest SecretBox::Fingerprint(std::string_view purpose, ByteView value) const {
  Digest digest{};
  crypto_generichash_state state;
  crypto_generichash_init(&state, key_->print.data(), key_->print.size(), digest.size());
  // The length keeps ("ab", "c") and ("a", "bc") apart.
  const std::uint64_t length = purpose.size();
  std::array<std::uint8_t, sizeof length> prefix{};
  std::memcpy(prefix.data(), &length, sizeof length);
  crypto_generichash_update(&state, prefix.data(), prefix.size());
  crypto_generichash_update(&state, Raw(purpose), purpose.size());
  crypto_generichash_update(&state, value.data(), value.size());
  crypto_generichash_final(&state, digest.data(), digest.size());
  return digest;
}

}  // namespace doorward::inline core
