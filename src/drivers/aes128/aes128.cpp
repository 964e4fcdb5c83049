#include "drivers/aes128/aes128.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <memory>

#include "doorward/core/check.hpp"

namespace doorward::inline drivers {
namespace {

enum class Direction { kDecrypt = 0, kEncrypt = 1 };

Bytes Cipher(const EVP_CIPHER* cipher, Direction direction, const Aes128Key& key,
             const std::uint8_t* start, ByteView bytes) {
  DW_CHECK(bytes.size() % kAesBlockBytes == 0);
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(
      EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  DW_CHECK(context != nullptr);
  DW_CHECK(EVP_CipherInit_ex(context.get(), cipher, nullptr, key.bytes.data(), start,
                             static_cast<int>(direction)) == 1);
  EVP_CIPHER_CTX_set_padding(context.get(), 0);
  Bytes result(bytes.size());
  int length = 0;
  DW_CHECK(EVP_CipherUpdate(context.get(), result.data(), &length, bytes.data(),
                            static_cast<int>(bytes.size())) == 1);
  DW_CHECK(static_cast<std::size_t>(length) == bytes.size());
  return result;
}

}  // namespace

AesBlock AesEncryptBlock(const Aes128Key& key, const AesBlock& block) {
  Bytes bytes = Cipher(EVP_aes_128_ecb(), Direction::kEncrypt, key, nullptr, block);
  AesBlock result{};
  std::copy(bytes.begin(), bytes.end(), result.begin());
  Wipe(bytes);  // A session key is made this way.
  return result;
}

Bytes AesEncryptCbc(const Aes128Key& key, const AesBlock& start, ByteView bytes) {
  return Cipher(EVP_aes_128_cbc(), Direction::kEncrypt, key, start.data(), bytes);
}

Bytes AesDecryptCbc(const Aes128Key& key, const AesBlock& start, ByteView bytes) {
  return Cipher(EVP_aes_128_cbc(), Direction::kDecrypt, key, start.data(), bytes);
}

}  // namespace doorward::inline drivers
