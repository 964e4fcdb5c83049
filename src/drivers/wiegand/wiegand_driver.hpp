// Wiegand readers in the configuration.

#pragma once

#include "doorward/drivers/reader_driver.hpp"

namespace doorward::inline drivers {

ReaderDriver WiegandDriver();

}  // namespace doorward::inline drivers
