// Devices that type in the configuration.

#pragma once

#include "doorward/drivers/reader_driver.hpp"

namespace doorward::inline drivers {

ReaderDriver EvdevDriver();

}  // namespace doorward::inline drivers
