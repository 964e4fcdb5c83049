#include "app/devices.hpp"
#include "app/readers/reader_driver.hpp"

namespace doorward::inline app {

ReaderDevice ReadPn532(const ReaderKeys& keys) {
  Pn532Section section;
  section.pn532.serial = ReadSerialPort(keys, section.pn532.serial.baud);
  section.pn532.desfire = ReadCards(keys.reader);
  section.reset = ReadOptionalLine(keys.reader, "reset", keys.used);
  return section;
}

Result<std::unique_ptr<Reader>> OpenReaderOf(const Pn532Section& section, const DeviceSite& site) {
  std::unique_ptr<OutputLine> reset;
  if (section.reset) {
    DW_TRY_ASSIGN(reset,
                  OpenOutputLine(*section.reset, site.id + ".reset", Level::kInactive, site.board));
  }
  return OpenPn532(section.pn532, std::move(reset), site.pn532_fields);
}

}  // namespace doorward::inline app
