// The keys of OSDP's secure channel.

#pragma once

#include "drivers/aes128/aes128_key.hpp"

namespace doorward::inline drivers {

using OsdpKey = Aes128Key;

// SCBK-D: what every reader has from the factory, and everybody knows.
OsdpKey DefaultOsdpKey();

// As ReadAes128Key(); kInvalidArgument for SCBK-D too.
Result<OsdpKey> ReadOsdpKey(const std::filesystem::path& path);

}  // namespace doorward::inline drivers
