#include "drivers/osdp/osdp_key.hpp"

#include <numeric>

namespace doorward::inline drivers {

OsdpKey DefaultOsdpKey() {
  OsdpKey key;
  std::iota(key.bytes.begin(), key.bytes.end(), std::uint8_t{0x30});
  return key;
}

Result<OsdpKey> ReadOsdpKey(const std::filesystem::path& path) {
  DW_TRY_ASSIGN(const OsdpKey key, ReadAes128Key(path));
  if (EqualConstantTime(key.bytes, DefaultOsdpKey().bytes)) {
    return Fail(ErrorCode::kInvalidArgument,
                path.string() + " has OSDP's default key, which everybody knows");
  }
  return key;
}

}  // namespace doorward::inline drivers
