#include "app/config_table.hpp"

#include "app/config_sections.hpp"

namespace doorward::inline app {

std::span<const ConfigSection> ConfigSections() {
  static constexpr ConfigSection kSections[] = {
      {.name = "device", .required = true, .keys = DeviceKeys},
      {.name = "storage", .required = true, .keys = StorageKeys},
      {.name = "records", .keys = RecordsKeys},
      {.name = "mqtt", .keys = MqttKeys, .check = CheckMqttKeys},
      {.name = "doors", .read = ReadDoors, .describe = DescribeDoor},
      {.name = "readers", .read = ReadReaders},
      {.name = "face", .keys = FaceKeys},
      {.name = "feedback", .read = ReadFeedback},
      {.name = "verification", .keys = VerificationKeys},
      {.name = "", .keys = EnrollmentKeys},
      {.name = "control", .keys = ControlKeys},
      {.name = "log", .keys = LogKeys},
      {.name = "secrets", .keys = SecretsKeys},
  };
  return kSections;
}

Json DescribeConfig() {
  Json sections = Json::array();
  for (const ConfigSection& section : ConfigSections()) {
    Config config;
    if (section.keys != nullptr) {
      sections.push_back({{"name", section.name}, {"keys", DescribeKeys(section.keys(config))}});
    } else if (section.describe != nullptr) {
      sections.push_back({{"name", section.name}, {"keys", section.describe()}});
    }
  }
  return sections;
}

}  // namespace doorward::inline app
