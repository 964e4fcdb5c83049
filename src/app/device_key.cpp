#include "app/device_key.hpp"

#include <sys/stat.h>

#include "doorward/core/log.hpp"

namespace doorward::inline app {
namespace {

namespace fs = std::filesystem;

// A link that leads nowhere may be a disk that is not there yet.
bool IsDamaged(const fs::path& key, const Error& error) {
  std::error_code ignored;
  const auto type = fs::symlink_status(key, ignored).type();
  if (type == fs::file_type::symlink || type == fs::file_type::not_found) return false;
  return type != fs::file_type::regular || error.code == ErrorCode::kDataLoss ||
         error.code == ErrorCode::kResourceExhausted;
}

}  // namespace

Result<SecretBox> OpenDeviceKey(const fs::path& directory, bool& lost) {
  const fs::path key = directory / "device.key";
  std::error_code ignored;
  const bool had_key = fs::exists(fs::symlink_status(key, ignored));
  const bool had_people = fs::exists(directory / "people.db", ignored);
  auto box = SecretBox::OpenOrCreate(key);
  if (!box && box.error().code == ErrorCode::kPermissionDenied &&
      fs::is_regular_file(fs::symlink_status(key, ignored)) && ::chmod(key.c_str(), 0600) == 0) {
    LogError("others could read {}: it is private again, but may be known", key.string());
    box = SecretBox::OpenOrCreate(key);
  }
  if (box) {
    lost = lost || (!had_key && had_people);
    return box;
  }
  if (!IsDamaged(key, box.error())) return box;
  LogError("{}: put aside as device.key.damaged", box.error().Text());
  fs::path aside = key;
  aside += ".damaged";
  fs::remove_all(aside, ignored);
  fs::rename(key, aside, ignored);
  lost = true;
  return SecretBox::OpenOrCreate(key);
}

}  // namespace doorward::inline app
