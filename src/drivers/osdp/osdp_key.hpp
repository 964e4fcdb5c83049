// Keys of 128 bits, which are wiped when they go.

#pragma once

#include <array>
#include <filesystem>

#include "doorward/core/bytes.hpp"

namespace doorward {

struct OsdpKey {
  OsdpKey() = default;
  explicit OsdpKey(const std::array<std::uint8_t, 16>& value) : bytes(value) {}
  OsdpKey(const OsdpKey&) = default;
  OsdpKey& operator=(const OsdpKey&) = default;
  ~OsdpKey();

  std::array<std::uint8_t, 16> bytes{};
};

// SCBK-D: what every reader has from the factory, and everybody knows.
OsdpKey DefaultOsdpKey();

// Reads 32 hexadecimal digits. kInvalidArgument for all else, for SCBK-D and for zeros; others as for
// ReadSecretFile(). What the file says is in no message.
Result<OsdpKey> ReadOsdpKey(const std::filesystem::path& path);

// Overwrites what held a key.
void Wipe(std::span<std::uint8_t> bytes);

}  // namespace doorward
