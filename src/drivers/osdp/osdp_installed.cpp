#include "drivers/osdp/osdp_installed.hpp"

#include <algorithm>

#include "doorward/core/file.hpp"
#include "doorward/core/sha256.hpp"

namespace doorward::inline drivers {
namespace {

constexpr std::size_t kMaxFileBytes = 64UL * 1024;

std::string LineOf(const OsdpConfig& config, const OsdpKey& key) {
  const std::string place = config.serial.port + " " + std::to_string(config.address) + " ";
  Bytes bytes(place.size() + key.bytes.size());
  std::ranges::copy(key.bytes, std::ranges::copy(AsBytes(place), bytes.begin()).out);
  std::string line = Sha256(bytes) + "\n";
  Wipe(bytes);
  return line;
}

}  // namespace

Result<bool> OsdpInstalled::Has(const OsdpConfig& config, const OsdpKey& key) const {
  DW_TRY_ASSIGN(const std::string known, Read());
  return known.find(LineOf(config, key)) != std::string::npos;
}

Status OsdpInstalled::Add(const OsdpConfig& config, const OsdpKey& key) const {
  if (file_.empty()) return {};
  DW_TRY_ASSIGN(std::string known, Read());
  const std::string line = LineOf(config, key);
  if (known.find(line) != std::string::npos) return {};
  return WriteFileDurably(file_, AsBytes(known += line));
}

Result<std::string> OsdpInstalled::Read() const {
  if (file_.empty()) return std::string();
  auto known = ReadFile(file_, kMaxFileBytes);
  if (!known && known.error().code == ErrorCode::kNotFound) return std::string();
  return known;
}

}  // namespace doorward::inline drivers
