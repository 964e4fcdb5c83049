#include "doorward/app/config.hpp"

#include "app/config_sections.hpp"
#include "app/config_table.hpp"

namespace doorward::inline app {
namespace {

void ReadSection(const ConfigSection& section, JsonReader& root, UsedOnce& used, Config& config) {
  if (section.read != nullptr) return section.read(root, used, config);
  if (section.name.empty()) return ReadKeys(root, section.keys(config));
  const Json* json = section.required ? root.Require(section.name) : root.Find(section.name);
  if (json == nullptr) return;
  JsonReader reader(*json, std::string(section.name), root.faults());
  ReadKeys(reader, section.keys(config));
  if (section.check != nullptr) section.check(reader, config);
  reader.Finish();
}

void CheckFacesHaveModels(const Config& config, JsonFaults& faults) {
  if (!config.face.models.empty()) return;
  for (std::size_t i = 0; i < config.readers.size(); ++i) {
    if (!config.readers[i].reads.contains("face")) continue;
    faults.Add("face.models",
               "missing: readers[" + std::to_string(i) + "] reads faces, which needs the models");
    return;
  }
}

}  // namespace

Result<Config> ReadConfig(const Json& document) {
  JsonFaults faults;
  Config config;
  UsedOnce used(faults);
  JsonReader root(document, "", faults);
  for (const ConfigSection& section : ConfigSections()) ReadSection(section, root, used, config);
  root.Finish();
  CheckFacesHaveModels(config, faults);
  CheckFactors(config, faults);
  CheckCards(config, faults);
  if (config.mqtt) {
    config.mqtt->device = config.device;
    config.mqtt->groups = config.groups;
  }
  DW_TRY(faults.ToStatus());
  return config;
}

Result<Config> ParseConfig(std::string_view text) {
  DW_TRY_ASSIGN(const Json document,
                ParseJson(text, {.max_bytes = ConfigFile::kMaxBytes, .allow_comments = true}));
  return ReadConfig(document);
}

}  // namespace doorward::inline app
