// AES-128: whole blocks, no padding of its own. Through OpenSSL.

#pragma once

#include <array>

#include "drivers/aes128/aes128_key.hpp"

namespace doorward::inline drivers {

inline constexpr std::size_t kAesBlockBytes = 16;
using AesBlock = std::array<std::uint8_t, kAesBlockBytes>;

AesBlock AesEncryptBlock(const Aes128Key& key, const AesBlock& block);

// REQUIRES: `bytes` is a multiple of the block.
Bytes AesEncryptCbc(const Aes128Key& key, const AesBlock& start, ByteView bytes);
Bytes AesDecryptCbc(const Aes128Key& key, const AesBlock& start, ByteView bytes);

}  // namespace doorward::inline drivers
