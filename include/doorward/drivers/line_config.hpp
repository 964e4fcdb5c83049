// A digital line, wherever one stands in the configuration:
//   {"driver": "gpio", "chip": "/dev/gpiochip0", "line": 5, "active": "high"} or {"driver": "simulated"}
//
// Thread-safety: none. Errors: faults of the reader; those of opening as in gpio_cdev.hpp.

#pragma once

#include <optional>
#include <variant>

#include "doorward/core/config_key.hpp"
#include "doorward/core/named_checks.hpp"
#include "doorward/core/used_once.hpp"
#include "doorward/drivers/gpio_cdev.hpp"
#include "doorward/drivers/simulated_board.hpp"

namespace doorward::inline drivers {

struct SimulatedLineConfig {};

using LineConfig = std::variant<GpioLineConfig, SimulatedLineConfig>;

inline bool IsSimulated(const LineConfig& line) {
  return std::holds_alternative<SimulatedLineConfig>(line);
}

// Nullopt if `json` does not say which line, as the faults then tell.
std::optional<LineConfig> ReadLine(const Json& json, const std::string& path, UsedOnce& used,
                                   JsonFaults& faults);
// The line `key` of `reader`; nullopt if there is none.
std::optional<LineConfig> ReadOptionalLine(JsonReader& reader, std::string_view key,
                                           UsedOnce& used);
// The same; a fault if there is none.
std::optional<LineConfig> ReadRequiredLine(JsonReader& reader, std::string_view key,
                                           UsedOnce& used);

// A line as a row of a table of keys. `used` outlives the value.
ConfigValue LineValue(std::optional<LineConfig>& target, UsedOnce& used);

// Whether the chip of a line is there, and ours to open. `line` may have none.
void CheckLine(const NamedChecks& checks, const std::string& path,
               const std::optional<LineConfig>& line);

// `name` is how a simulated line is called: "main.strike".
Result<std::unique_ptr<OutputLine>> OpenOutputLine(const LineConfig& config,
                                                   const std::string& name, Level initial,
                                                   SimulatedBoard& board);
Result<std::unique_ptr<InputLine>> OpenInputLine(const LineConfig& config, const std::string& name,
                                                 SimulatedBoard& board);

}  // namespace doorward::inline drivers
