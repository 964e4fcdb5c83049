// The readers of each section of the configuration. Private to config parsing.

#pragma once

#include "doorward/app/config.hpp"
#include "doorward/core/config_key.hpp"
#include "doorward/core/json_reader.hpp"
#include "doorward/core/used_once.hpp"

namespace doorward::inline app {

// "factors" of a door: an expression, or a list of rules.
std::vector<FactorRule> ReadFactors(JsonReader& door);
// Faults for doors whose readers cannot give what they ask for.
void CheckFactors(const Config& config, JsonFaults& faults);

// Faults for doors that demand what none of their readers asks of cards.
void CheckCards(const Config& config, JsonFaults& faults);

std::optional<WiegandOutSection> ReadWiegandOut(JsonReader& door, UsedOnce& used);
void ReadFeedback(JsonReader& root, UsedOnce& used, Config& config);
void ReadDoors(JsonReader& root, UsedOnce& used, Config& config);
void ReadReaders(JsonReader& root, UsedOnce& used, Config& config);

}  // namespace doorward::inline app
