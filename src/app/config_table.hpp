// The sections of the configuration, as a table. README.md says how to add a key. Private to config parsing.

#pragma once

#include <span>
#include <vector>

#include "doorward/app/config.hpp"
#include "doorward/core/config_key.hpp"
#include "doorward/core/used_once.hpp"

namespace doorward::inline app {

struct ConfigSection {
  std::string_view name;  // Empty: its keys stand beside the sections.
  bool required = false;
  // What its keys are read into is in `config`, made there if need be.
  std::vector<ConfigKey> (*keys)(Config& config) = nullptr;
  // Faults of keys that do not go together. After all of them were read.
  void (*check)(JsonReader& section, const Config& config) = nullptr;
  // Reads a section that is more than keys. In place of the other two.
  void (*read)(JsonReader& root, UsedOnce& used, Config& config) = nullptr;
  // The keys of what such a section is a list of. Null: they are not told.
  Json (*describe)() = nullptr;
};

// In the order in which they are read.
std::span<const ConfigSection> ConfigSections();

std::vector<ConfigKey> DeviceKeys(Config& config);
std::vector<ConfigKey> StorageKeys(Config& config);
std::vector<ConfigKey> RecordsKeys(Config& config);
std::vector<ConfigKey> MqttKeys(Config& config);
void CheckMqttKeys(JsonReader& section, const Config& config);
Json DescribeDoor();
std::vector<ConfigKey> FaceKeys(Config& config);
std::vector<ConfigKey> VerificationKeys(Config& config);
std::vector<ConfigKey> EnrollmentKeys(Config& config);
std::vector<ConfigKey> ControlKeys(Config& config);
std::vector<ConfigKey> LogKeys(Config& config);
std::vector<ConfigKey> SecretsKeys(Config& config);

}  // namespace doorward::inline app
