#include "app/readers/reader_driver.hpp"

namespace doorward::inline app {

ReaderDevice ReadEvdev(const ReaderKeys& keys) {
  EvdevConfig config;
  JsonReader& reader = keys.reader;
  if (ReadPath(reader, "device", true, config.device)) {
    keys.used.Take(config.device, reader.PathOf("device"));
  }
  if (reader.Optional("layout", config.layout, NonEmpty(16)) && !HasKeyboardLayout(config.layout)) {
    reader.faults().Add(reader.PathOf("layout"),
                        "there is no such keyboard layout: \"us\", \"de\", \"fr\" …");
  }
  if (keys.reads.contains("pin")) {
    config.item = TypedItem::kKey;
    return config;
  }
  if (keys.reads.contains("qr")) config.item = TypedItem::kCode;
  config.ends_with_tab = reader.OptionalChoice("ends_with", {"enter", "tab"}) == 1;
  if (config.item == TypedItem::kCard) {
    config.decimal_cards = reader.OptionalChoice("card_format", {"hex", "decimal"}) == 1;
  }
  return config;
}

Result<std::unique_ptr<Reader>> OpenReaderOf(const EvdevConfig& config,
                                             const DeviceSite& /*site*/) {
  return OpenEvdevReader(config);
}

}  // namespace doorward::inline app
