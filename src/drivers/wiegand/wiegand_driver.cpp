#include "drivers/wiegand/wiegand_driver.hpp"

#include "doorward/drivers/line_config.hpp"
#include "doorward/drivers/wiegand.hpp"

namespace doorward::inline drivers {
namespace {

// Both lines are of one kind.
struct WiegandSection {
  std::optional<LineConfig> d0;
  std::optional<LineConfig> d1;
  bool reversed = false;
};

std::vector<ConfigKey> WiegandKeys(WiegandSection& section, UsedOnce& used) {
  return {
      {.name = "d0",
       .value = LineValue(section.d0, used),
       .about = "the line whose pulses are zeros",
       .required = true},
      {.name = "d1",
       .value = LineValue(section.d1, used),
       .about = "the line whose pulses are ones; of the same chip, with the same `active`",
       .required = true},
      {.name = "byte_order",
       .value = EitherValue(section.reversed, "normal", "reversed"),
       .about = "of the number in 26 and 34 bits"},
  };
}

void CheckPair(const WiegandSection& section, JsonReader& reader) {
  if (!section.d0 || !section.d1) return;
  const auto* d0 = std::get_if<GpioLineConfig>(&*section.d0);
  const auto* d1 = std::get_if<GpioLineConfig>(&*section.d1);
  if ((d0 == nullptr) != (d1 == nullptr)) {
    reader.faults().Add(reader.PathOf("d1"), "expected the driver of d0");
  } else if (d0 != nullptr && (d0->chip != d1->chip || d0->active_high != d1->active_high)) {
    reader.faults().Add(reader.PathOf("d1"), "expected the chip and the `active` of d0");
  }
}

Result<std::unique_ptr<Reader>> OpenSection(const WiegandSection& section, const DeviceSite& site) {
  const auto* d0 = std::get_if<GpioLineConfig>(&*section.d0);
  const auto* d1 = std::get_if<GpioLineConfig>(&*section.d1);
  if (d0 == nullptr || d1 == nullptr) {
    return site.board.OpenWiegandReader(site.id, section.reversed);
  }
  return OpenWiegandReader({.d0 = *d0, .d1 = *d1, .reversed = section.reversed});
}

ReaderDevice ReadWiegand(const ReaderKeys& keys) {
  WiegandSection section;
  ReadKeys(keys.reader, WiegandKeys(section, keys.used));
  CheckPair(section, keys.reader);
  return {.open = OpenAt<Reader>(
              [section](const DeviceSite& site) { return OpenSection(section, site); }),
          .check =
              [section](const NamedChecks& checks, const std::string& path) {
                CheckLine(checks, path + ".d0", section.d0);
                CheckLine(checks, path + ".d1", section.d1);
              },
          .is_simulated = section.d0 && IsSimulated(*section.d0)};
}

}  // namespace

ReaderDriver WiegandDriver() {
  return {.name = "wiegand",
          .reads = "card pin",
          .several = true,
          .about = "readers and keypads with two data lines, D0 and D1",
          .keys = DescribeKeysOf<WiegandSection, WiegandKeys>,
          .read = ReadWiegand};
}

}  // namespace doorward::inline drivers
