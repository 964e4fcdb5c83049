#include "drivers/pcsc/pcsc_driver.hpp"

#include "doorward/drivers/pcsc.hpp"
#include "drivers/desfire/desfire_keys.hpp"

namespace doorward::inline drivers {
namespace {

std::vector<ConfigKey> PcscKeys(PcscConfig& config) {
  return {
      {.name = "reader",
       .value = TextValue(config.reader, NonEmpty(128), "text"),
       .about =
           "a part of the reader's name as pcscd tells it, which exactly one reader must have; not "
           "needed if there is only one"},
      CardsKey(config.desfire),
  };
}

ReaderDevice ReadPcsc(const ReaderKeys& keys) {
  PcscConfig config;
  ReadKeys(keys.reader, PcscKeys(config));
  keys.used.Take("PC/SC reader \"" + config.reader + "\"", keys.reader.PathOf("reader"));
  return {
      .open = OpenAt<Reader>([config](const DeviceSite& site) {
        return OpenPcscReader(config, site.shared.Of<PcscThreads>());
      }),
      .check = [config](const NamedChecks& checks,
                        const std::string& path) { CheckCardsKey(checks, path, config.desfire); },
      .authenticates_cards = config.desfire.has_value()};
}

}  // namespace

ReaderDriver PcscDriver() {
  return {.name = "pcsc",
          .reads = "card",
          .about = "contactless readers behind pcscd",
          .keys = DescribeKeysOf<PcscConfig, PcscKeys>,
          .read = ReadPcsc};
}

}  // namespace doorward::inline drivers
