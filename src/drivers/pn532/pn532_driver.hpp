// The PN532 in the configuration.

#pragma once

#include "doorward/drivers/reader_driver.hpp"

namespace doorward::inline drivers {

ReaderDriver Pn532Driver();

}  // namespace doorward::inline drivers
