// A toy: cards that somebody writes into a named pipe, in the configuration.

#pragma once

#include "doorward/drivers/reader_driver.hpp"

namespace doorward::inline drivers {

ReaderDriver PipeDriver();

}  // namespace doorward::inline drivers
