// Packets to and from one module, over its serial port.
//
// Thread-safety: none.
// Errors: kUnavailable: the port is gone.

#pragma once

#include <string>

#include "drivers/serial_port/serial_port.hpp"
#include "drivers/zfm/zfm_packet.hpp"

namespace doorward::inline drivers {

class ZfmLink {
 public:
  ZfmLink(SerialPort port, std::uint32_t address) : port_(std::move(port)), address_(address) {}

  // Waits up to `patience` for the byte that a module sends when it has started.
  Status WaitForStart(Milliseconds patience);

  Status Send(std::uint8_t type, ByteView payload);

  // The next packet from the module's address; nullopt if none came until then. What has come is read
  // even when that moment has passed.
  Result<std::optional<ZfmPacket>> Receive(SteadyTime until);

  // Throws away what has come.
  void Discard();

  // Bytes that belonged to no packet, so far.
  std::uint64_t skipped() const { return parser_.skipped(); }

  // Whether a packet from another address has come.
  bool heard_another() const { return heard_another_; }

  const std::string& path() const { return port_.path(); }

 private:
  SerialPort port_;
  const std::uint32_t address_;
  ZfmPacketParser parser_;
  bool heard_another_ = false;
};

}  // namespace doorward::inline drivers
