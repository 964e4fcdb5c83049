#include "drivers/evdev/evdev_driver.hpp"

#include "doorward/drivers/evdev.hpp"

namespace doorward::inline drivers {
namespace {

ConfigValue LayoutValue(std::string& layout) {
  ConfigValue value = TextValue(layout, NonEmpty(16), "as XKB names them: `us`, `de`, `fr` …");
  value.schema = {{"type", "string"}, {"pattern", "^[a-z0-9_]{1,16}$"}};
  return Checked(std::move(value), [&layout]() -> std::string {
    if (HasKeyboardLayout(layout)) return "";
    return "there is no such keyboard layout: \"us\", \"de\", \"fr\" …";
  });
}

std::vector<ConfigKey> EvdevKeys(EvdevConfig& config) {
  return {
      {.name = "device",
       .value = DeviceValue(config.device),
       .about = "name it by `/dev/input/by-id/…-event-kbd`; numbers change from start to start",
       .required = true},
      {.name = "layout",
       .value = LayoutValue(config.layout),
       .about = "the keyboard that the device believes to be; most are set to `us`"},
      {.name = "ends_with",
       .value = EitherValue(config.ends_with_tab, "enter", "tab"),
       .about = "what ends an item; with `tab`, Enter ends one too. For cards and codes",
       .only_for = "card qr"},
      {.name = "card_format",
       .value = EitherValue(config.decimal_cards, "hex", "decimal"),
       .about = "for cards",
       .only_for = "card"},
  };
}

ReaderDevice ReadEvdev(const ReaderKeys& keys) {
  EvdevConfig config;
  if (keys.reads.contains("pin")) {
    config.item = TypedItem::kKey;
  } else if (keys.reads.contains("qr")) {
    config.item = TypedItem::kCode;
  }
  constexpr std::string_view kReads[] = {"card", "qr", "pin"};
  ReadKeys(keys.reader, EvdevKeys(config), kReads[static_cast<int>(config.item)]);
  if (!config.device.empty()) keys.used.Take(config.device, keys.reader.PathOf("device"));
  return {.open = OpenAt<Reader>([config](const DeviceSite&) { return OpenEvdevReader(config); }),
          .check = [config](const NamedChecks& checks, const std::string& path) {
            checks.Device(path + ".device", config.device);
          }};
}

}  // namespace

ReaderDriver EvdevDriver() {
  return {.name = "evdev",
          .reads = "card qr pin",
          .about = "scanners, card readers and keypads that behave as a keyboard",
          .keys = DescribeKeysOf<EvdevConfig, EvdevKeys>,
          .read = ReadEvdev};
}

}  // namespace doorward::inline drivers
