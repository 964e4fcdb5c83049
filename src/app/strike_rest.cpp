#include "app/strike_rest.hpp"

#include "app/devices.hpp"
#include "doorward/core/file.hpp"

namespace doorward {
namespace {

std::filesystem::path KeptFile(const std::filesystem::path& folder) {
  return folder / "in-force.json";
}

Status RestStrike(const DoorSection& section) {
  const auto* gpio = std::get_if<GpioLineConfig>(&section.strike);
  if (gpio == nullptr) return {};
  const bool energised = IsEnergised(section.door.rest, section.door.lock_type);
  // Requested with its level, and let go: the chip keeps it.
  DW_TRY(OpenGpioOutput(*gpio, energised ? Level::kActive : Level::kInactive));
  return {};
}

}  // namespace

Status KeepForRest(const std::filesystem::path& folder, const ConfigFile& config) {
  const std::string text = DumpJson(config.effective());
  return WriteFileDurably(KeptFile(folder), AsBytes(text));
}

Result<Config> ReadForRest(const std::filesystem::path& folder) {
  DW_TRY_ASSIGN(const std::string text, ReadFile(KeptFile(folder), ConfigFile::kMaxBytes));
  return ParseConfig(text);
}

Status RestStrikes(const Config& config) {
  std::string faults;
  for (const DoorSection& section : config.doors) {
    const auto rested = RestStrike(section);
    if (rested) continue;
    if (!faults.empty()) faults += "\n";
    faults += "door " + section.door.id.str() + ": " + rested.error().Text();
  }
  if (!faults.empty()) return Fail(ErrorCode::kUnavailable, faults);
  return {};
}

}  // namespace doorward
