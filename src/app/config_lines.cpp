// A digital line, wherever one stands in the configuration.

#include "app/config_sections.hpp"

namespace doorward::inline app {

std::optional<LineConfig> ReadLine(const Json& json, const std::string& path, UsedOnce& used,
                                   JsonFaults& faults) {
  JsonReader reader(json, path, faults);
  const int driver = reader.RequiredChoice("driver", {"gpio", "simulated"});
  if (driver < 0) return std::nullopt;
  if (driver == 1) {
    reader.Finish();
    return SimulatedPart{};
  }
  GpioLineConfig gpio;
  ReadPath(reader, "chip", false, gpio.chip);
  std::int64_t line = 0;
  if (reader.Required("line", line, Range{0, 1023})) {
    gpio.line = static_cast<unsigned>(line);
    used.Take("line " + std::to_string(line) + " of " + gpio.chip, reader.PathOf("line"));
  }
  gpio.active_high = reader.OptionalChoice("active", {"high", "low"}) != 1;
  reader.Finish();
  return gpio;
}

std::optional<LineConfig> ReadOptionalLine(JsonReader& reader, std::string_view key,
                                           UsedOnce& used) {
  const Json* json = reader.Find(key);
  if (json == nullptr) return std::nullopt;
  return ReadLine(*json, reader.PathOf(key), used, reader.faults());
}

std::optional<LineConfig> ReadRequiredLine(JsonReader& reader, std::string_view key,
                                           UsedOnce& used) {
  const Json* json = reader.Require(key);
  if (json == nullptr) return std::nullopt;
  return ReadLine(*json, reader.PathOf(key), used, reader.faults());
}

bool ReadReversed(JsonReader& reader) {
  return reader.OptionalChoice("byte_order", {"normal", "reversed"}) == 1;
}

}  // namespace doorward::inline app
