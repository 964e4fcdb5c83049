#include "drivers/serial_port/serial_port_keys.hpp"

#include <algorithm>

namespace doorward::inline drivers {
namespace {

const std::vector<int>& UsualRates() {
  static const std::vector<int> kUsual{1200,  2400,   4800,   9600,   19200, 38400,
                                       57600, 115200, 230400, 460800, 921600};
  return kUsual;
}

std::string ListOfRates(const std::vector<int>& rates) {
  std::string list;
  for (const int rate : rates) list += (list.empty() ? "" : ", ") + std::to_string(rate);
  return list;
}

bool ReadBaud(JsonReader& reader, std::string_view key, const std::vector<int>& rates, int& baud) {
  std::int64_t rate = baud;
  if (!reader.Optional(key, rate, Range{UsualRates().front(), UsualRates().back()})) return false;
  baud = static_cast<int>(rate);
  const auto is_one_of = [&](const std::vector<int>& some) {
    return std::ranges::find(some, baud) != some.end();
  };
  if (!is_one_of(UsualRates())) {
    reader.faults().Add(
        reader.PathOf(key),
        std::to_string(baud) + " is not a usual rate: 9600, 19200, 38400, 57600, 115200 …");
  }
  if (!rates.empty() && !is_one_of(rates)) {
    reader.faults().Add(reader.PathOf(key), "expected one of " + ListOfRates(rates));
  }
  return true;
}

}  // namespace

ConfigValue BaudValue(SerialPortConfig& serial, const std::vector<int>& rates) {
  return {.read = [&serial, rates](
                      JsonReader& reader, std::string_view key,
                      bool /*required*/) { return ReadBaud(reader, key, rates, serial.baud); },
          .schema = {{"enum", rates.empty() ? UsualRates() : rates}},
          .values = rates.empty() ? "a usual rate, 1200 to 921600" : ListOfRates(rates),
          .usual = serial.baud};
}

void TakePort(const ReaderKeys& keys, const SerialPortConfig& serial) {
  if (!serial.port.empty()) keys.used.Take(serial.port, keys.reader.PathOf("port"));
}

}  // namespace doorward::inline drivers
