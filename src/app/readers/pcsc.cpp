#include "app/readers/reader_driver.hpp"

namespace doorward::inline app {

ReaderDevice ReadPcsc(const ReaderKeys& keys) {
  PcscConfig config;
  JsonReader& reader = keys.reader;
  reader.Optional("reader", config.reader, NonEmpty(128));
  keys.used.Take("PC/SC reader \"" + config.reader + "\"", reader.PathOf("reader"));
  config.desfire = ReadCards(reader);
  return config;
}

Result<std::unique_ptr<Reader>> OpenReaderOf(const PcscConfig& config, const DeviceSite& site) {
  return OpenPcscReader(config, site.pcsc_threads);
}

}  // namespace doorward::inline app
