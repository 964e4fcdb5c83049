// Cameras in the configuration.

#pragma once

#include "doorward/drivers/reader_driver.hpp"

namespace doorward::inline drivers {

ReaderDriver CameraDriver();

}  // namespace doorward::inline drivers
