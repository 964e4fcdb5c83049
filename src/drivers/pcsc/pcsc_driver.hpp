// Readers behind pcscd in the configuration.

#pragma once

#include "doorward/drivers/reader_driver.hpp"

namespace doorward::inline drivers {

ReaderDriver PcscDriver();

}  // namespace doorward::inline drivers
