// Simulated readers in the configuration.

#pragma once

#include "doorward/drivers/reader_driver.hpp"

namespace doorward::inline drivers {

ReaderDriver SimulatedDriver();

}  // namespace doorward::inline drivers
