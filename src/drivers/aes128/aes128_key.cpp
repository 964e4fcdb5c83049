#include "drivers/aes128/aes128_key.hpp"

#include <openssl/crypto.h>

#include <algorithm>

#include "doorward/core/file.hpp"

namespace doorward::inline drivers {
namespace {

constexpr std::size_t kMaxFileBytes = 128;

}  // namespace

Aes128Key::~Aes128Key() { Wipe(bytes); }

void Wipe(std::span<std::uint8_t> bytes) { OPENSSL_cleanse(bytes.data(), bytes.size()); }

Result<Aes128Key> ReadAes128Key(const std::filesystem::path& path) {
  DW_TRY_ASSIGN(std::string text, ReadSecretFile(path, kMaxFileBytes));
  auto bytes = FromHex(text);
  OPENSSL_cleanse(text.data(), text.size());
  Aes128Key key;
  const bool is_key = bytes && bytes->size() == key.bytes.size();
  if (is_key) std::copy(bytes->begin(), bytes->end(), key.bytes.begin());
  if (bytes) Wipe(*bytes);
  if (!is_key) {
    return Fail(ErrorCode::kInvalidArgument,
                path.string() + " is not a key of 32 hexadecimal digits");
  }
  if (EqualConstantTime(key.bytes, Aes128Key().bytes)) {
    return Fail(ErrorCode::kInvalidArgument, path.string() + " has a key of zeros");
  }
  return key;
}

}  // namespace doorward::inline drivers
