// "cards" of a reader that can have cards prove themselves.

#pragma once

#include <optional>

#include "doorward/core/config_key.hpp"
#include "doorward/core/named_checks.hpp"
#include "doorward/drivers/desfire.hpp"

namespace doorward::inline drivers {

// Nullopt: a card's bare UID counts.
ConfigKey CardsKey(std::optional<DesfireConfig>& desfire);

// Whether the key of `desfire` is one. `path` is that of the reader.
void CheckCardsKey(const NamedChecks& checks, const std::string& path,
                   const std::optional<DesfireConfig>& desfire);

}  // namespace doorward::inline drivers
