#include "drivers/pn532/pn532_driver.hpp"

#include "doorward/drivers/line_config.hpp"
#include "doorward/drivers/pn532.hpp"
#include "drivers/desfire/desfire_keys.hpp"
#include "drivers/serial_port/serial_port_keys.hpp"

namespace doorward::inline drivers {
namespace {

struct Pn532Section {
  Pn532Config pn532;
  std::optional<LineConfig> reset;
};

std::vector<ConfigKey> Pn532Keys(Pn532Section& section, UsedOnce& used) {
  Pn532Config& pn532 = section.pn532;
  return {
      {.name = "port",
       .value = DeviceValue(pn532.serial.port),
       .about = "the serial port; for this module alone",
       .required = true},
      {.name = "baud",
       .value = BaudValue(pn532.serial),
       .about = "unless the module was told otherwise"},
      CardsKey(pn532.desfire),
      {.name = "reset",
       .value = LineValue(section.reset, used),
       .about = "what resets a module that has fallen silent"},
  };
}

Result<std::unique_ptr<Reader>> OpenSection(const Pn532Section& section, const DeviceSite& site) {
  std::unique_ptr<OutputLine> reset;
  if (section.reset) {
    DW_TRY_ASSIGN(reset,
                  OpenOutputLine(*section.reset, site.id + ".reset", Level::kInactive, site.board));
  }
  return OpenPn532(section.pn532, std::move(reset), site.shared.Of<Pn532Fields>());
}

ReaderDevice ReadPn532(const ReaderKeys& keys) {
  Pn532Section section;
  ReadKeys(keys.reader, Pn532Keys(section, keys.used));
  TakePort(keys, section.pn532.serial);
  return {.open = OpenAt<Reader>(
              [section](const DeviceSite& site) { return OpenSection(section, site); }),
          .check =
              [section](const NamedChecks& checks, const std::string& path) {
                checks.Device(path + ".port", section.pn532.serial.port);
                CheckLine(checks, path + ".reset", section.reset);
                CheckCardsKey(checks, path, section.pn532.desfire);
              },
          .authenticates_cards = section.pn532.desfire.has_value()};
}

}  // namespace

ReaderDriver Pn532Driver() {
  return {.name = "pn532",
          .reads = "card",
          .about = "the NXP PN532 on a serial port",
          .keys = DescribeKeysOf<Pn532Section, Pn532Keys>,
          .read = ReadPn532};
}

}  // namespace doorward::inline drivers
