#include "app/readers/reader_driver.hpp"

namespace doorward::inline app {
namespace {

void CheckLines(const WiegandSection& section, JsonReader& reader) {
  const auto* d0 = std::get_if<GpioLineConfig>(&section.d0);
  const auto* d1 = std::get_if<GpioLineConfig>(&section.d1);
  if ((d0 == nullptr) != (d1 == nullptr)) {
    reader.faults().Add(reader.PathOf("d1"), "expected the driver of d0");
  } else if (d0 != nullptr && (d0->chip != d1->chip || d0->active_high != d1->active_high)) {
    reader.faults().Add(reader.PathOf("d1"), "expected the chip and the `active` of d0");
  }
}

}  // namespace

ReaderDevice ReadWiegand(const ReaderKeys& keys) {
  WiegandSection section;
  JsonReader& reader = keys.reader;
  const auto d0 = ReadRequiredLine(reader, "d0", keys.used);
  const auto d1 = ReadRequiredLine(reader, "d1", keys.used);
  section.reversed = ReadReversed(reader);
  if (!d0 || !d1) return section;
  section.d0 = *d0;
  section.d1 = *d1;
  CheckLines(section, reader);
  return section;
}

Result<std::unique_ptr<Reader>> OpenReaderOf(const WiegandSection& section,
                                             const DeviceSite& site) {
  const auto* d0 = std::get_if<GpioLineConfig>(&section.d0);
  const auto* d1 = std::get_if<GpioLineConfig>(&section.d1);
  if (d0 == nullptr || d1 == nullptr) {
    return site.board.OpenWiegandReader(site.id, section.reversed);
  }
  return OpenWiegandReader({.d0 = *d0, .d1 = *d1, .reversed = section.reversed});
}

}  // namespace doorward::inline app
