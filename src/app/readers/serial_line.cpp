#include "app/readers/reader_driver.hpp"

namespace doorward {

ReaderDevice ReadSerialLine(const ReaderKeys& keys) {
  SerialLineSection section{.serial = ReadSerialPort(keys, 9600)};
  if (keys.reads.contains("qr")) section.item = SerialItem::kCode;
  if (keys.reads.contains("pin")) section.item = SerialItem::kKey;
  return section;
}

Result<std::unique_ptr<Reader>> OpenReaderOf(const SerialLineSection& section,
                                             const DeviceSite& /*site*/) {
  return OpenSerialLineReader(section.serial, section.item);
}

}  // namespace doorward
