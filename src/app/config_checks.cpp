// Whether what a configuration names would work: for `--check` and `config.put`. A start does without
// what is missing.

#include <sys/stat.h>
#include <unistd.h>

#include "app/readers/reader_driver.hpp"
#include "doorward/core/address.hpp"
#include "doorward/core/file.hpp"
#include "doorward/drivers/desfire.hpp"
#include "doorward/vision/face_engines.hpp"

namespace doorward::inline app {
namespace {

constexpr std::size_t kMaxPem = 64 * 1024;

struct Checks {
  JsonFaults& faults;
  bool as_a_start;

  // A file that is there and ours to read must be good; as a start would, it must also be there.
  void File(const std::string& path, const std::filesystem::path& file, const Status& found) const {
    if (found) return;
    if (!as_a_start && ::access(file.c_str(), R_OK) != 0) return;
    faults.Add(path, found.error().message);
  }

  void Secret(const std::string& path, const std::filesystem::path& file) const {
    if (file.empty()) return;
    const auto read = ReadSecretFile(file);
    File(path, file, read ? Status() : Status(Fail(read.error())));
  }

  void Address(const std::string& path, const std::string& address) const {
    if (const auto fault = FaultOfAddress(address)) faults.Add(path, *fault);
  }

  // What is there must be a device; a reader that is not plugged in yet is waited for.
  void Device(const std::string& path, const std::string& device) const {
    struct stat there {};
    if (!as_a_start || ::stat(device.c_str(), &there) != 0 || S_ISCHR(there.st_mode)) return;
    faults.Add(path, device + " is no device");
  }

  void Line(const std::string& path, const LineConfig& line) const {
    const auto* gpio = std::get_if<GpioLineConfig>(&line);
    if (gpio == nullptr || !as_a_start) return;
    struct stat there {};
    if (::stat(gpio->chip.c_str(), &there) != 0 || !S_ISCHR(there.st_mode)) {
      faults.Add(path + ".chip", "there is no GPIO chip " + gpio->chip);
    } else if (::access(gpio->chip.c_str(), R_OK | W_OK) != 0) {
      faults.Add(path + ".chip", gpio->chip + " may not be opened by this daemon");
    }
  }

  void Line(const std::string& path, const std::optional<LineConfig>& line) const {
    if (line) Line(path, *line);
  }

  // Each kind of device, with what it names.
  void Reader(const std::string& path, const CameraSection& section) const {
    Address(path + ".source", section.camera.source);
    Secret(path + ".password_file", section.password_file);
  }
  void Reader(const std::string& path, const EvdevConfig& evdev) const {
    Device(path + ".device", evdev.device);
  }
  void Reader(const std::string& path, const OsdpConfig& osdp) const {
    Device(path + ".port", osdp.serial.port);
    File(path + ".key_file", osdp.key_file, CheckOsdpKey(osdp));
  }
  void Reader(const std::string& path, const PcscConfig& pcsc) const { Cards(path, pcsc.desfire); }
  void Reader(const std::string& path, const Pn532Section& section) const {
    Device(path + ".port", section.pn532.serial.port);
    Line(path + ".reset", section.reset);
    Cards(path, section.pn532.desfire);
  }
  void Reader(const std::string& path, const SerialLineSection& section) const {
    Device(path + ".port", section.serial.port);
  }
  void Reader(const std::string& path, const WiegandSection& section) const {
    Line(path + ".d0", section.d0);
    Line(path + ".d1", section.d1);
  }
  void Reader(const std::string& path, const ZfmSection& section) const {
    Device(path + ".port", section.zfm.serial.port);
    if (section.password_file.empty()) return;
    File(path + ".password_file", section.password_file, CheckZfmPassword(section.password_file));
  }
  void Reader(const std::string& /*path*/, const SimulatedPart& /*part*/) const {}

  void Cards(const std::string& path, const std::optional<DesfireConfig>& desfire) const {
    if (desfire) File(path + ".cards.key_file", desfire->key_file, CheckDesfireKey(*desfire));
  }
};

void CheckMqtt(const Config& config, const Checks& checks) {
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

void CheckDoors(const Config& config, const Checks& checks) {
  for (std::size_t i = 0; i < config.doors.size(); ++i) {
    const DoorSection& door = config.doors[i];
    const std::string path = "doors[" + std::to_string(i) + "]";
    checks.Line(path + ".strike", door.strike);
    checks.Line(path + ".contact", door.contact);
    checks.Line(path + ".exit_button", door.exit_button);
    if (!door.wiegand_out) continue;
    checks.Line(path + ".wiegand_out.d0", door.wiegand_out->d0);
    checks.Line(path + ".wiegand_out.d1", door.wiegand_out->d1);
  }
}

void CheckReaders(const Config& config, const Checks& checks) {
  for (std::size_t i = 0; i < config.readers.size(); ++i) {
    const ReaderSection& reader = config.readers[i];
    const std::string path = "readers[" + std::to_string(i) + "]";
    std::visit([&](const auto& device) { checks.Reader(path, device); }, reader.device);
    checks.Line(path + ".feedback.green", reader.lights.green);
    checks.Line(path + ".feedback.red", reader.lights.red);
    checks.Line(path + ".feedback.buzzer", reader.lights.buzzer);
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
  const Checks checks{.faults = faults, .as_a_start = as_a_start};
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
