// Encryption at rest, with one key per terminal from a 0600 file.
//
// Seal() is authenticated (XChaCha20-Poly1305 through libsodium); `context` binds a ciphertext to
// its place, so that a row cannot be moved to another person. Fingerprint() is a keyed hash
// (BLAKE2b-256) that finds equal values without storing them: without the key file the six digits
// of a PIN cannot be searched from it.
//
// Thread-safety: const, any thread. Ownership: the key is locked in memory and wiped at the end.

#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <string_view>

#include "doorward/core/bytes.hpp"

namespace doorward::inline core {

using Digest = std::array<std::uint8_t, 32>;

class SecretBox {
 public:
  // Reads the 32-byte key at `path`, or makes one (0600, durable) if there is no such file.
  // kPermissionDenied if others may read it; kDataLoss if it has another length.
  static Result<SecretBox> OpenOrCreate(const std::filesystem::path& path);

  // REQUIRES: key has 32 bytes.
  explicit SecretBox(ByteView key);
  ~SecretBox();
  SecretBox(SecretBox&&) noexcept;
  SecretBox& operator=(SecretBox&&) noexcept;

  Bytes Seal(ByteView plain, std::string_view context) const;
  // kDataLoss if `sealed` was not made by Seal() with this key and context.
  Result<Bytes> Open(ByteView sealed, std::string_view context) const;

  Digest Fingerprint(std::string_view purpose, ByteView value) const;

 private:
  struct Key;
  std::unique_ptr<Key> key_;
};

}  // namespace doorward::inline core
