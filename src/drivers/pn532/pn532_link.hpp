// Commands to a PN532 and their answers, over its serial port.
//
// Thread-safety: none. Blocking: each call at most as long as it is given.

#pragma once

#include <string>

#include "drivers/pn532/pn532_frame.hpp"
#include "drivers/serial_port/serial_port.hpp"

namespace doorward::inline drivers {

class Pn532Link {
 public:
  explicit Pn532Link(SerialPort port) : port_(std::move(port)) {}

  // Sends a command; returns its answer without the code. What came before is thrown away, and a
  // command that is not answered in time is taken back, so that no answer is taken for another's.
  // kTimeout: no answer; kInvalidArgument: the module did not understand; kUnavailable: the port is gone.
  Result<Bytes> Exchange(std::uint8_t code, ByteView parameters, Milliseconds patience);

  // Wakes a module that sleeps; it needs some bytes before the next command.
  Status Wake();

  const std::string& path() const { return port_.path(); }
  std::uint64_t dropped() const { return parser_.dropped(); }

 private:
  Result<Bytes> WaitForAnswer(std::uint8_t code, SteadyTime deadline);

  SerialPort port_;
  Pn532FrameParser parser_;
};

}  // namespace doorward::inline drivers
