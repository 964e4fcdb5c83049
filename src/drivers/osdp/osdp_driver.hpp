// OSDP readers in the configuration.

#pragma once

#include "doorward/drivers/osdp.hpp"
#include "doorward/drivers/reader_driver.hpp"

namespace doorward::inline drivers {

std::vector<ConfigKey> OsdpKeys(OsdpConfig& config);

ReaderDriver OsdpDriver();

}  // namespace doorward::inline drivers
