#include "drivers/serial_line/serial_line_driver.hpp"

#include "doorward/drivers/serial_line.hpp"
#include "drivers/serial_port/serial_port_keys.hpp"

namespace doorward::inline drivers {
namespace {

constexpr Range kUid{4, 10};
constexpr Range kDigits{8, 64};
constexpr Range kCode{1, 7089};

// How the framing depends on what is read, as ReadFraming() and CheckBinary() say it.
constexpr std::string_view kRules = R"({"allOf": [{
  "if": {"properties": {"card_format": {"const": "binary"}}, "required": ["card_format"]},
  "then": {
    "required": ["framing"],
    "properties": {"framing": {"type": "object", "properties": {"fixed_bytes": {"minimum": 4, "maximum": 10}}}}
  },
  "else": {
    "if": {"properties": {"reads": {"const": ["card"]}}},
    "then": {"properties": {"framing": {"properties": {"fixed_bytes": {"minimum": 8, "maximum": 64}}}}}
  }
}]})";

struct SerialLineSection {
  SerialPortConfig serial;
  SerialItem item = SerialItem::kCard;
  SerialFraming framing{.checks_sum = true};
};

Range BytesOf(const SerialLineSection& section) {
  if (section.item == SerialItem::kCode) return kCode;
  return section.framing.binary_cards ? kUid : kDigits;
}

// "auto", or {"fixed_bytes": 5}.
bool ReadFraming(JsonReader& reader, std::string_view key, SerialLineSection& section) {
  const Json* json = reader.Find(key);
  if (json == nullptr || *json == "auto") return true;
  if (!json->is_object()) {
    reader.faults().Add(reader.PathOf(key), "expected \"auto\" or {\"fixed_bytes\": …}");
    return false;
  }
  JsonReader fixed(*json, reader.PathOf(key), reader.faults());
  std::int64_t number = 0;
  if (fixed.Required("fixed_bytes", number, BytesOf(section))) {
    section.framing.fixed_bytes = static_cast<std::size_t>(number);
  }
  fixed.Finish();
  return true;
}

ConfigValue FramingValue(SerialLineSection& section) {
  const Json fixed = {
      {"type", "object"},
      {"additionalProperties", false},
      {"required", {"fixed_bytes"}},
      {"properties",
       {{"fixed_bytes", {{"type", "integer"}, {"minimum", kCode.min}, {"maximum", kCode.max}}}}}};
  return {.read = [&section](JsonReader& reader, std::string_view key,
                             bool /*required*/) { return ReadFraming(reader, key, section); },
          .schema = {{"oneOf", {{{"const", "auto"}}, fixed}}},
          .values = "`auto`, `{\"fixed_bytes\": N}`",
          .usual = "auto"};
}

// "checksum": "none" is what switches the check off.
ConfigValue ChecksumValue(bool& checks_sum) {
  ConfigValue value = EitherValue(checks_sum, "auto", "none");
  value.usual = "auto";
  value.read = [&checks_sum](JsonReader& reader, std::string_view key, bool /*required*/) {
    checks_sum = reader.OptionalChoice(key, {"auto", "none"}) != 1;
    return true;
  };
  return value;
}

std::vector<ConfigKey> SerialLineKeys(SerialLineSection& section) {
  return {
      {.name = "port",
       .value = DeviceValue(section.serial.port),
       .about = "USB adapters: `/dev/serial/by-id/…`",
       .required = true},
      {.name = "baud", .value = BaudValue(section.serial), .about = "as the device is set"},
      {.name = "card_format",
       .value = EitherValue(section.framing.binary_cards, "hex", "binary"),
       .about = "for cards",
       .only_for = "card"},
      {.name = "checksum",
       .value = ChecksumValue(section.framing.checks_sum),
       .about = "for cards",
       .only_for = "card"},
      {.name = "framing",
       .value = FramingValue(section),
       .about = "for cards and codes",
       .only_for = "card qr"},
  };
}

ReaderDevice ReadSerialLine(const ReaderKeys& keys) {
  SerialLineSection section;
  if (keys.reads.contains("pin")) {
    section.item = SerialItem::kKey;
  } else if (keys.reads.contains("qr")) {
    section.item = SerialItem::kCode;
  }
  constexpr std::string_view kReads[] = {"card", "qr", "pin"};
  ReadKeys(keys.reader, SerialLineKeys(section), kReads[static_cast<int>(section.item)]);
  if (section.item != SerialItem::kCard) section.framing.checks_sum = false;
  TakePort(keys, section.serial);
  if (section.framing.binary_cards && section.framing.fixed_bytes == 0) {
    keys.reader.faults().Add(keys.reader.PathOf("card_format"),
                             "bare bytes need \"framing\": {\"fixed_bytes\": 4 to 10}");
  }
  return {.open = OpenAt<Reader>([section](const DeviceSite&) {
            return OpenSerialLineReader(section.serial, section.item, section.framing);
          }),
          .check = [section](const NamedChecks& checks, const std::string& path) {
            checks.Device(path + ".port", section.serial.port);
          }};
}

}  // namespace

ReaderDriver SerialLineDriver() {
  return {
      .name = "serial_line",
      .reads = "card qr pin",
      .about = "modules that send items over a serial port: a line, a frame or a fixed length each",
      .keys = DescribeKeysOf<SerialLineSection, SerialLineKeys>,
      .schema_rules = kRules,
      .read = ReadSerialLine};
}

}  // namespace doorward::inline drivers
