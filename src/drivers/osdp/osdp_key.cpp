#include "drivers/osdp/osdp_key.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <numeric>

#include "doorward/core/file.hpp"

namespace doorward {
namespace {

constexpr std::size_t kMaxFileBytes = 128;

}  // namespace

OsdpKey::~OsdpKey() { Wipe(bytes); }

void Wipe(std::span<std::uint8_t> bytes) { OPENSSL_cleanse(bytes.data(), bytes.size()); }

OsdpKey DefaultOsdpKey() {
  OsdpKey key;
  std::iota(key.bytes.begin(), key.bytes.end(), std::uint8_t{0x30});
  return key;
}

Result<OsdpKey> ReadOsdpKey(const std::filesystem::path& path) {
  DW_TRY_ASSIGN(std::string text, ReadSecretFile(path, kMaxFileBytes));
  auto bytes = FromHex(text);
  OPENSSL_cleanse(text.data(), text.size());
  OsdpKey key;
  const bool is_key = bytes && bytes->size() == key.bytes.size();
  if (is_key) std::copy(bytes->begin(), bytes->end(), key.bytes.begin());
  if (bytes) Wipe(*bytes);
  if (!is_key) {
    return Fail(ErrorCode::kInvalidArgument,
                path.string() + " is not a key of 32 hexadecimal digits");
  }
  if (EqualConstantTime(key.bytes, DefaultOsdpKey().bytes)) {
    return Fail(ErrorCode::kInvalidArgument,
                path.string() + " has OSDP's default key, which everybody knows");
  }
  if (EqualConstantTime(key.bytes, OsdpKey().bytes)) {
    return Fail(ErrorCode::kInvalidArgument, path.string() + " has a key of zeros");
  }
  return key;
}

}  // namespace doorward
