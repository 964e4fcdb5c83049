#include "doorward/app/config.hpp"

#include "app/config_sections.hpp"
#include "doorward/core/file.hpp"

namespace doorward::inline app {
namespace {

void ReadDevice(JsonReader& root, Config& config) {
  const Json* json = root.Require("device");
  if (json == nullptr) return;
  JsonReader reader(*json, "device", root.faults());
  if (reader.Required("id", config.device, IdText()) && !IsValidTopicName(config.device)) {
    root.faults().Add("device.id", "expected 1 to 64 of A-Z a-z 0-9 _ -");
  }
  std::string zone;
  if (reader.Required("time_zone", zone, NonEmpty(64))) {
    if (auto found = TimeZone::Find(zone)) {
      config.zone = *found;
    } else {
      root.faults().Add("device.time_zone", found.error().message);
    }
  }
  reader.OptionalArray("groups", 16, [&](const Json& group, const std::string& path) {
    std::string name;
    if (!ReadText(group, path, IdText(), root.faults(), name)) return;
    if (!IsValidTopicName(name)) root.faults().Add(path, "expected 1 to 64 of A-Z a-z 0-9 _ -");
    config.groups.push_back(std::move(name));
  });
  reader.Finish();
}

void ReadStorage(JsonReader& root, Config& config) {
  const Json* json = root.Require("storage");
  if (json == nullptr) return;
  JsonReader reader(*json, "storage", root.faults());
  std::string directory;
  if (ReadPath(reader, "directory", true, directory)) config.storage.directory = directory;
  reader.Optional("record_capacity", config.storage.record_capacity, Range{100, 10'000'000});
  reader.Optional("snapshot_capacity", config.storage.snapshot_capacity, Range{0, 100'000});
  reader.Finish();
}

void ReadRecords(JsonReader& root, Config& config) {
  const Json* json = root.Find("records");
  if (json == nullptr) return;
  JsonReader reader(*json, "records", root.faults());
  config.storage.hide_cards = reader.OptionalChoice("card_value", {"full", "digest"}) == 1;
  reader.Finish();
}

void ReadFace(JsonReader& root, Config& config) {
  const Json* json = root.Find("face");
  if (json == nullptr) return;
  JsonReader reader(*json, "face", root.faults());
  FaceConfig& face = config.face.face;
  std::string models;
  if (ReadPath(reader, "models", true, models)) config.face.models = models;
  reader.Optional("false_accept_rate", face.false_accept_rate, 1e-6, 0.1);
  reader.Optional("margin", face.margin, 0.0, 0.5);
  std::int64_t number = 0;
  if (reader.Optional("frames", number, Range{1, 10})) face.frames = static_cast<int>(number);
  if (reader.Optional("min_face_px", number, Range{40, 400})) {
    face.min_face_px = static_cast<int>(number);
  }
  reader.Optional("min_sharpness", face.min_sharpness, 0.0, 10'000.0);
  reader.Optional("refuse_duplicates", face.refuse_duplicates);
  reader.Finish();
}

// Accepts what this version does and says plainly what it does not.
void ReadVerification(JsonReader& root, Config& config) {
  if (const Json* json = root.Find("verification")) {
    JsonReader reader(*json, "verification", root.faults());
    if (reader.OptionalChoice("mode", {"local", "online", "hybrid"}) > 0) {
      root.faults().Add("verification.mode", "this version decides locally only: use \"local\"");
    }
    Milliseconds timeout{};
    reader.Optional("timeout_ms", timeout, Range{100, 10'000});
    reader.Finish();
  }
  config.enrols_at_device = root.OptionalChoice("enrollment", {"back_office", "device"}) == 1;
}

void ReadControlAndLog(JsonReader& root, Config& config) {
  if (const Json* json = root.Find("control")) {
    JsonReader reader(*json, "control", root.faults());
    std::string socket;
    if (ReadPath(reader, "socket", true, socket)) {
      config.control_socket = socket;
      constexpr std::size_t kMaxSocketPath = 107;  // sockaddr_un.sun_path, with its NUL: unix(7).
      if (socket.size() > kMaxSocketPath) {
        root.faults().Add("control.socket", "longer than the 107 bytes that a socket may have");
      }
    }
    reader.Finish();
  }
  if (const Json* json = root.Find("log")) {
    static constexpr std::string_view kLevels[] = {"debug", "info", "warning", "error"};
    JsonReader reader(*json, "log", root.faults());
    const int level = reader.OptionalChoice("level", {std::begin(kLevels), std::end(kLevels)});
    if (level >= 0) config.log_level = kLevels[level];
    reader.Finish();
  }
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
  ReadDevice(root, config);
  ReadStorage(root, config);
  ReadRecords(root, config);
  ReadMqtt(root, config);
  ReadDoors(root, used, config);
  ReadReaders(root, used, config);
  ReadFace(root, config);
  ReadFeedback(root, config);
  ReadVerification(root, config);
  ReadControlAndLog(root, config);
  if (const Json* json = root.Find("secrets")) {
    JsonReader reader(*json, "secrets", faults);
    std::string directory;
    if (ReadPath(reader, "directory", true, directory)) config.secrets = directory;
    reader.Finish();
  }
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
