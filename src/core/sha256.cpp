#include "doorward/core/sha256.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <fstream>

namespace doorward::inline core {
namespace {

using Sum = std::array<std::uint8_t, crypto_hash_sha256_BYTES>;

std::string LowerHex(const Sum& sum) {
  std::string text = ToHex(sum);
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c; });
  return text;
}

}  // namespace

std::string Sha256(ByteView bytes) {
  Sum sum{};
  crypto_hash_sha256(sum.data(), bytes.data(), bytes.size());
  return LowerHex(sum);
}

Result<std::string> Sha256OfFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Fail(ErrorCode::kNotFound, "cannot open " + path.string());
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  std::vector<char> piece(256 * 1024);
  while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())), file.gcount() > 0) {
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(piece.data()),
                              static_cast<unsigned long long>(file.gcount()));
  }
  if (!file.eof()) return Fail(ErrorCode::kUnavailable, "cannot read all of " + path.string());
  Sum sum{};
  crypto_hash_sha256_final(&state, sum.data());
  return LowerHex(sum);
}

}  // namespace doorward::inline core
