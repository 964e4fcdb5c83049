// Fingerprint modules of the ZFM family on a serial port: ZFM-20/60/100, R30x, R503, AS608 and those
// that speak as they do.
//
// The module takes the picture, makes the template and finds the slot; nothing of a finger leaves it but
// a template that is asked for. A reply that comes too late is never taken for that of another command.
//
// Blocking: WaitForFinger() keeps its time, whatever the module takes for a picture: it goes on where the
// last call ended. What touches a template first lets a finger that is being looked at be found (up to
// 1 s), and the finger is reported by the next WaitForFinger(). UsedSlots() of a module without an index
// of its slots asks for every slot once an opening, up to the last that is used: some 20 ms each. Below
// 57,600 baud a template takes longer than 2 s.

#pragma once

#include <cstdint>
#include <memory>

#include "doorward/drivers/serial_port.hpp"
#include "doorward/hal/fingerprint_reader.hpp"

namespace doorward::inline drivers {

struct ZfmConfig {
  SerialPortConfig serial{.port = {}, .baud = 57'600};
  std::uint32_t address = 0xFFFFFFFF;
  std::uint32_t password = 0;
  int security_level = 3;  // 1 takes a finger easily, 5 hardly ever a wrong one.
};

// Opens the port, proves the password, and sets the security level if the module has another.
//
// kUnavailable: no answer, or one from another address; kPermissionDenied: the password is wrong;
// kUnsupported: it does not take the security level and has a lower one. Others as for a serial port
// (serial_line.hpp).
Result<std::unique_ptr<FingerprintReader>> OpenZfm(const ZfmConfig& config);

}  // namespace doorward::inline drivers
