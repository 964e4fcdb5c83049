// Readers on a serial port that send items in the configuration.

#pragma once

#include "doorward/drivers/reader_driver.hpp"

namespace doorward::inline drivers {

ReaderDriver SerialLineDriver();

}  // namespace doorward::inline drivers
