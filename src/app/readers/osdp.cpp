#include <algorithm>

#include "app/readers/reader_driver.hpp"

namespace doorward::inline app {
namespace {

void ReadLine(const ReaderKeys& keys, SerialPortConfig& serial) {
  static constexpr int kRates[] = {9600, 19200, 38400, 57600, 115200, 230400};
  JsonReader& reader = keys.reader;
  std::int64_t baud = serial.baud;
  reader.Optional("baud", baud, Range{9600, 230'400});
  if (std::ranges::find(kRates, baud) == std::end(kRates)) {
    reader.faults().Add(reader.PathOf("baud"),
                        "expected one of 9600, 19200, 38400, 57600, 115200, 230400");
  }
  serial.baud = static_cast<int>(baud);
  if (ReadPath(reader, "port", true, serial.port)) {
    keys.used.Share(serial.port, "osdp at " + std::to_string(baud) + " baud",
                    reader.PathOf("port"));
  }
}

void ReadKeyFile(JsonReader& reader, OsdpConfig& config) {
  std::string file;
  if (!ReadPath(reader, "key_file", true, file)) return;
  config.key_file = file;
}

}  // namespace

ReaderDevice ReadOsdp(const ReaderKeys& keys) {
  OsdpConfig config;
  JsonReader& reader = keys.reader;
  ReadLine(keys, config.serial);
  std::int64_t address = config.address;
  if (reader.Optional("address", address, Range{0, kMaxOsdpAddress})) {
    config.address = static_cast<int>(address);
  }
  if (!config.serial.port.empty()) {
    keys.used.Take("OSDP address " + std::to_string(address) + " of " + config.serial.port,
                   reader.PathOf("address"));
  }
  ReadKeyFile(reader, config);
  reader.Optional("install_mode", config.install_mode);
  return config;
}

Result<std::unique_ptr<Reader>> OpenReaderOf(const OsdpConfig& config, const DeviceSite& site) {
  return OpenOsdpReader(config, site.osdp_buses);
}

}  // namespace doorward::inline app
