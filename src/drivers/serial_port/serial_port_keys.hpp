// "port" and "baud" of a reader that has a serial port to itself.

#pragma once

#include <vector>

#include "doorward/drivers/reader_driver.hpp"
#include "doorward/drivers/serial_port.hpp"

namespace doorward::inline drivers {

// The usual rates; or only `rates`, if the device takes no others.
ConfigValue BaudValue(SerialPortConfig& serial, const std::vector<int>& rates = {});

// After the keys were read: a fault if another reader has the port.
void TakePort(const ReaderKeys& keys, const SerialPortConfig& serial);

}  // namespace doorward::inline drivers
