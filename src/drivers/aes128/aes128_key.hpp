// Keys of 128 bits, which are wiped when they go.

#pragma once

#include <array>
#include <filesystem>

#include "doorward/core/bytes.hpp"

namespace doorward::inline drivers {

struct Aes128Key {
  Aes128Key() = default;
  explicit Aes128Key(const std::array<std::uint8_t, 16>& value) : bytes(value) {}
  Aes128Key(const Aes128Key&) = default;
  Aes128Key& operator=(const Aes128Key&) = default;
  ~Aes128Key();

  std::array<std::uint8_t, 16> bytes{};
};

// Reads 32 hexadecimal digits. kInvalidArgument for all else and for zeros, which are the factory's
// key of many a card; others as for ReadSecretFile(). What the file says is in no message.
Result<Aes128Key> ReadAes128Key(const std::filesystem::path& path);

// Overwrites what held a key.
void Wipe(std::span<std::uint8_t> bytes);

}  // namespace doorward::inline drivers
