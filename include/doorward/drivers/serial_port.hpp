// How a serial port is set up.

#pragma once

#include <string>

namespace doorward::inline drivers {

struct SerialPortConfig {
  std::string port;  // "/dev/ttyS1"
  int baud = 9600;   // A rate that termios knows: 1200 to 921600. Always 8N1, no flow control.
};

}  // namespace doorward::inline drivers
