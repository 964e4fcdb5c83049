#include "app/readers/reader_driver.hpp"

namespace doorward::inline app {
namespace {

// "auto", or {"fixed_bytes": 5}.
void ReadFraming(JsonReader& reader, Range bytes, SerialFraming& framing) {
  const Json* json = reader.Find("framing");
  if (json == nullptr || *json == "auto") return;
  if (!json->is_object()) {
    reader.faults().Add(reader.PathOf("framing"), "expected \"auto\" or {\"fixed_bytes\": …}");
    return;
  }
  JsonReader fixed(*json, reader.PathOf("framing"), reader.faults());
  std::int64_t number = 0;
  if (fixed.Required("fixed_bytes", number, bytes)) {
    framing.fixed_bytes = static_cast<std::size_t>(number);
  }
  fixed.Finish();
}

SerialFraming ReadCardFraming(JsonReader& reader) {
  constexpr Range kUid{4, 10};
  constexpr Range kDigits{8, 64};
  SerialFraming framing;
  framing.binary_cards = reader.OptionalChoice("card_format", {"hex", "binary"}) == 1;
  framing.checks_sum = reader.OptionalChoice("checksum", {"auto", "none"}) != 1;
  ReadFraming(reader, framing.binary_cards ? kUid : kDigits, framing);
  if (framing.binary_cards && framing.fixed_bytes == 0) {
    reader.faults().Add(reader.PathOf("card_format"),
                        "bare bytes need \"framing\": {\"fixed_bytes\": 4 to 10}");
  }
  return framing;
}

}  // namespace

ReaderDevice ReadSerialLine(const ReaderKeys& keys) {
  SerialLineSection section{.serial = ReadSerialPort(keys, 9600), .framing = {}};
  if (keys.reads.contains("pin")) {
    section.item = SerialItem::kKey;
  } else if (keys.reads.contains("qr")) {
    section.item = SerialItem::kCode;
    ReadFraming(keys.reader, Range{1, 7089}, section.framing);
  } else {
    section.framing = ReadCardFraming(keys.reader);
  }
  return section;
}

Result<std::unique_ptr<Reader>> OpenReaderOf(const SerialLineSection& section,
                                             const DeviceSite& /*site*/) {
  return OpenSerialLineReader(section.serial, section.item, section.framing);
}

}  // namespace doorward::inline app
