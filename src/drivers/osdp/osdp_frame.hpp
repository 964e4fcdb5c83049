// One OSDP message as bytes, and how messages are found in what a line brings. Pure.
//
//   53  address  length (2, little-endian, of the whole)  control  [security block]  body  CRC (2)
//
// Only CRC-16 is accepted: the older one-byte sum lets one in 256 broken messages through.

#pragma once

#include <optional>

#include "doorward/core/bytes.hpp"

namespace doorward::inline drivers {

// Longer messages are not accepted. The standard lets a panel receive 128 or more.
inline constexpr std::size_t kMaxOsdpFrameBytes = 256;

// CRC-16/AUG-CCITT: polynomial 1021, begun with 1D0F.
std::uint16_t OsdpCrc(ByteView bytes);

// A view of a whole message whose length and CRC are right. Its bytes are the caller's.
struct OsdpFrame {
  std::uint8_t address = 0;  // 0 to 127.
  bool from_reader = false;
  std::uint8_t sequence = 0;  // 0 to 3.
  ByteView security;          // Type and data of the security block; empty: none.
  ByteView body;              // Code and data; within a secure channel the MAC's four bytes, too.
  ByteView before_crc;

  std::uint8_t security_type() const { return security.empty() ? std::uint8_t{0} : security[0]; }
  std::uint8_t code() const { return body.empty() ? std::uint8_t{0} : body[0]; }
};

// nullopt for what is no message: also for one with an impossible security block or an empty body.
std::optional<OsdpFrame> ReadOsdpFrame(ByteView bytes);

// A panel's message but for its end, of which `missing` bytes (the CRC's, and the MAC's) will follow.
// `security`: type and data; empty: none.
Bytes BeginOsdpCommand(std::uint8_t address, std::uint8_t sequence, ByteView security,
                       ByteView body, std::size_t missing);
void AppendOsdpCrc(Bytes& frame);

// Finds messages in a stream: split anywhere, after noise, in noise. What does not begin a message is
// skipped; a broken one costs no good one that stands within it.
//
// Thread-safety: none.
class OsdpFrameParser {
 public:
  void Feed(ByteView bytes);

  // The next whole message, for ReadOsdpFrame().
  std::optional<Bytes> Next();

  // How many bytes the message that has begun still misses; 0 if none has.
  std::size_t missing() const { return missing_; }

 private:
  Bytes pending_;  // At most kMaxOsdpFrameBytes after each Next() that gave none.
  std::size_t missing_ = 0;
};

}  // namespace doorward::inline drivers
