// AES-128 as OSDP uses it: whole blocks, no padding of its own. Through OpenSSL.

#pragma once

#include <array>

#include "drivers/osdp/osdp_key.hpp"

namespace doorward {

inline constexpr std::size_t kAesBlockBytes = 16;
using AesBlock = std::array<std::uint8_t, kAesBlockBytes>;

AesBlock AesEncryptBlock(const OsdpKey& key, const AesBlock& block);

// REQUIRES: `bytes` is a multiple of the block.
Bytes AesEncryptCbc(const OsdpKey& key, const AesBlock& start, ByteView bytes);
Bytes AesDecryptCbc(const OsdpKey& key, const AesBlock& start, ByteView bytes);

}  // namespace doorward
