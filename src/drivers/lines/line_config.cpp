#include "doorward/drivers/line_config.hpp"

#include <sys/stat.h>
#include <unistd.h>

namespace doorward::inline drivers {

std::optional<LineConfig> ReadLine(const Json& json, const std::string& path, UsedOnce& used,
                                   JsonFaults& faults) {
  JsonReader reader(json, path, faults);
  const int driver = reader.RequiredChoice("driver", {"gpio", "simulated"});
  if (driver < 0) return std::nullopt;
  if (driver == 1) {
    reader.Finish();
    return SimulatedLineConfig{};
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

ConfigValue LineValue(std::optional<LineConfig>& target, UsedOnce& used) {
  return {.read =
              [&target, &used](JsonReader& reader, std::string_view key, bool required) {
                target = required ? ReadRequiredLine(reader, key, used)
                                  : ReadOptionalLine(reader, key, used);
                return target.has_value();
              },
          .schema = {{"$ref", "#/$defs/line"}},
          .values = "a line",
          .usual = {}};
}

void CheckLine(const NamedChecks& checks, const std::string& path,
               const std::optional<LineConfig>& line) {
  const auto* gpio = line ? std::get_if<GpioLineConfig>(&*line) : nullptr;
  if (gpio == nullptr || !checks.as_a_start) return;
  struct stat there {};
  if (::stat(gpio->chip.c_str(), &there) != 0 || !S_ISCHR(there.st_mode)) {
    checks.faults.Add(path + ".chip", "there is no GPIO chip " + gpio->chip);
  } else if (::access(gpio->chip.c_str(), R_OK | W_OK) != 0) {
    checks.faults.Add(path + ".chip", gpio->chip + " may not be opened by this daemon");
  }
}

Result<std::unique_ptr<OutputLine>> OpenOutputLine(const LineConfig& config,
                                                   const std::string& name, Level initial,
                                                   SimulatedBoard& board) {
  if (const auto* gpio = std::get_if<GpioLineConfig>(&config))
    return OpenGpioOutput(*gpio, initial);
  return board.OpenOutput(name, initial);
}

Result<std::unique_ptr<InputLine>> OpenInputLine(const LineConfig& config, const std::string& name,
                                                 SimulatedBoard& board) {
  if (const auto* gpio = std::get_if<GpioLineConfig>(&config)) return OpenGpioInput(*gpio);
  return board.OpenInput(name);
}

}  // namespace doorward::inline drivers
