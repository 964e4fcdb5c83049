// Whether what a configuration names would work: for `--check` and `config.put`. A start does without
// what is missing.

#include <sys/stat.h>
#include <unistd.h>

#include "doorward/app/config.hpp"
#include "doorward/core/file.hpp"
#include "doorward/vision/face_engines.hpp"

namespace doorward::inline app {
namespace {

constexpr std::size_t kMaxPem = 64 * 1024;

void CheckMqtt(const Config& config, const NamedChecks& checks) {
  if (!config.mqtt) return;
  const MqttConfig& mqtt = config.mqtt->mqtt;
  if (mqtt.url.find('@') != std::string::npos) {
    checks.faults.Add("mqtt.url",
                      "a user and password in the url are not used: write username and "
                      "password_file instead");
  }
  checks.Secret("mqtt.password_file", config.mqtt_password_file);
  const auto file = [&](const char* path, const std::string& name, const auto& read) {
    if (name.empty()) return;
    const auto content = read(name, kMaxPem);
    checks.File(path, name, content ? Status() : Status(Fail(content.error())));
  };
  constexpr std::size_t kMaxAuthorities = 4 * 1024 * 1024;  // Debian's whole bundle is 220 KiB.
  file("mqtt.ca_file", mqtt.ca_file,
       [](const std::string& name, std::size_t) { return ReadFile(name, kMaxAuthorities); });
  file("mqtt.certificate_file", mqtt.certificate_file, ReadFile);
  file("mqtt.key_file", mqtt.key_file, ReadPrivateFile);
}

void CheckDoors(const Config& config, const NamedChecks& checks) {
  for (std::size_t i = 0; i < config.doors.size(); ++i) {
    const DoorSection& door = config.doors[i];
    const std::string path = "doors[" + std::to_string(i) + "]";
    CheckLine(checks, path + ".strike", door.strike);
    CheckLine(checks, path + ".contact", door.contact);
    CheckLine(checks, path + ".exit_button", door.exit_button);
    if (!door.wiegand_out) continue;
    CheckLine(checks, path + ".wiegand_out.d0", door.wiegand_out->d0);
    CheckLine(checks, path + ".wiegand_out.d1", door.wiegand_out->d1);
  }
}

void CheckReaders(const Config& config, const NamedChecks& checks) {
  for (std::size_t i = 0; i < config.readers.size(); ++i) {
    const ReaderSection& reader = config.readers[i];
    const std::string path = "readers[" + std::to_string(i) + "]";
    if (reader.device.check) reader.device.check(checks, path);
    CheckLine(checks, path + ".feedback.green", reader.lights.green);
    CheckLine(checks, path + ".feedback.red", reader.lights.red);
    CheckLine(checks, path + ".feedback.buzzer", reader.lights.buzzer);
  }
}

void CheckModels(const std::filesystem::path& models, JsonFaults& faults) {
  if (models.empty()) return;
  const auto manifest = ReadFaceModelManifest(models / "models.json");
  if (!manifest) return faults.Add("face.models", manifest.error().message);
  for (const std::string& name : {manifest->network_file, manifest->landmarks_file}) {
    if (name.empty()) continue;
    const auto file = models / name;
    if (::access(file.c_str(), R_OK) != 0)
      faults.Add("face.models", "cannot read " + file.string());
  }
}

void CheckSocket(const std::filesystem::path& socket, JsonFaults& faults) {
  const auto folder = socket.parent_path();
  struct stat there {};
  if (::stat(folder.c_str(), &there) != 0 || !S_ISDIR(there.st_mode)) {
    faults.Add("control.socket", "there is no folder " + folder.string());
  } else if (::access(folder.c_str(), W_OK | X_OK) != 0) {
    faults.Add("control.socket", "nothing can be made in " + folder.string());
  } else if (::lstat(socket.c_str(), &there) == 0 && !S_ISSOCK(there.st_mode)) {
    faults.Add("control.socket", socket.string() + " is there already, and is no socket");
  }
}

}  // namespace

JsonFaults CheckNamed(const Config& config, bool as_a_start) {
  JsonFaults faults;
  const NamedChecks checks{.faults = faults, .as_a_start = as_a_start};
  CheckMqtt(config, checks);
  CheckDoors(config, checks);
  CheckReaders(config, checks);
  if (as_a_start) {
    CheckModels(config.face.models, faults);
    CheckSocket(config.control_socket, faults);
  }
  return faults;
}

}  // namespace doorward::inline app
