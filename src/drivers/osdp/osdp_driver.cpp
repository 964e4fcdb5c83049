#include "drivers/osdp/osdp_driver.hpp"

namespace doorward::inline drivers {
namespace {

ReaderDevice ReadOsdp(const ReaderKeys& keys) {
  OsdpConfig config;
  JsonReader& reader = keys.reader;
  ReadKeys(reader, OsdpKeys(config));
  const std::string& port = config.serial.port;
  if (!port.empty()) {
    keys.used.Share(port, "osdp at " + std::to_string(config.serial.baud) + " baud",
                    reader.PathOf("port"));
    keys.used.Take("OSDP address " + std::to_string(config.address) + " of " + port,
                   reader.PathOf("address"));
  }
  return {.open = OpenAt<Reader>([config](const DeviceSite& site) {
            return OpenOsdpReader(config, site.shared.Of<OsdpBuses>([&site] {
              return std::make_shared<OsdpBuses>(site.folder / "osdp_installed");
            }));
          }),
          .check = [config](const NamedChecks& checks, const std::string& path) {
            checks.Device(path + ".port", config.serial.port);
            checks.File(path + ".key_file", config.key_file, CheckOsdpKey(config));
          }};
}

}  // namespace

std::vector<ConfigKey> OsdpKeys(OsdpConfig& config) {
  return {
      {.name = "port",
       .value = DeviceValue(config.serial.port),
       .about = "the RS-485 port; several OSDP readers may share it, no other driver",
       .required = true},
      {.name = "baud",
       .value = NumberOfValue(config.serial.baud, {9600, 19200, 38400, 57600, 115200, 230400},
                              "expected one of 9600, 19200, 38400, 57600, 115200, 230400"),
       .about = "the same for all readers of a port"},
      {.name = "address",
       .value = NumberValue(config.address, {0, kMaxOsdpAddress}),
       .about = "as set at the reader; each once on a port"},
      {.name = "key_file",
       .value = PathValue(config.key_file),
       .about = "the reader's key (SCBK): 32 hexadecimal digits, mode 600",
       .required = true},
      {.name = "install_mode",
       .value = FlagValue(config.install_mode),
       .about = "gives a fresh reader its key, see below"},
  };
}

ReaderDriver OsdpDriver() {
  return {.name = "osdp",
          .reads = "card pin",
          .several = true,
          .about = "OSDP v2 readers on RS-485, under the secure channel only; several on one port",
          .keys = DescribeKeysOf<OsdpConfig, OsdpKeys>,
          .read = ReadOsdp};
}

}  // namespace doorward::inline drivers
