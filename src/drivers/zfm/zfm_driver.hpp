// Fingerprint modules of the ZFM family in the configuration.

#pragma once

#include "doorward/drivers/reader_driver.hpp"

namespace doorward::inline drivers {

ReaderDriver ZfmDriver();

}  // namespace doorward::inline drivers
