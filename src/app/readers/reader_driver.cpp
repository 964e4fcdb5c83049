#include "app/readers/reader_driver.hpp"

#include <algorithm>

namespace doorward::inline app {

std::span<const ReaderDriver> ReaderDrivers() {
  static constexpr ReaderDriver kDrivers[] = {
      {.name = "camera", .reads = "face qr", .several = true, .read = ReadCamera},
      {.name = "evdev", .reads = "card qr pin", .read = ReadEvdev},
      {.name = "osdp", .reads = "card pin", .several = true, .read = ReadOsdp},
      {.name = "pcsc", .reads = "card", .read = ReadPcsc},
      {.name = "pn532", .reads = "card", .read = ReadPn532},
      {.name = "serial_line", .reads = "card qr pin", .read = ReadSerialLine},
      {.name = "simulated",
       .reads = "card face fingerprint pin qr",
       .several = true,
       .read = ReadSimulated},
      {.name = "wiegand", .reads = "card pin", .several = true, .read = ReadWiegand},
      {.name = "zfm", .reads = "fingerprint", .read = ReadZfm},
  };
  return kDrivers;
}

SerialPortConfig ReadSerialPort(const ReaderKeys& keys, int default_baud) {
  static constexpr int kRates[] = {1200,  2400,   4800,   9600,   19200, 38400,
                                   57600, 115200, 230400, 460800, 921600};
  SerialPortConfig serial{.port = {}, .baud = default_baud};
  if (ReadPath(keys.reader, "port", true, serial.port)) {
    keys.used.Take(serial.port, keys.reader.PathOf("port"));
  }
  std::int64_t baud = serial.baud;
  if (!keys.reader.Optional("baud", baud, Range{1200, 921'600})) return serial;
  if (std::ranges::find(kRates, baud) == std::end(kRates)) {
    keys.reader.faults().Add(
        keys.reader.PathOf("baud"),
        std::to_string(baud) + " is not a usual rate: 9600, 19200, 38400, 57600, 115200 …");
  }
  serial.baud = static_cast<int>(baud);
  return serial;
}

}  // namespace doorward::inline app
