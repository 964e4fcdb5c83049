// One ZFM packet as bytes, and how packets are found in what a line brings. Pure.
//
//   EF 01  address (4)  type  length (2, of payload and sum)  payload  sum (2, of type to payload)

#pragma once

#include <optional>

#include "doorward/core/bytes.hpp"

namespace doorward::inline drivers {

inline constexpr std::size_t kMaxZfmPayload = 256;

struct ZfmPacket {
  std::uint32_t address = 0;
  std::uint8_t type = 0;
  Bytes payload;  // 1 to kMaxZfmPayload bytes.
  friend bool operator==(const ZfmPacket&, const ZfmPacket&) = default;
};

Bytes EncodeZfmPacket(std::uint32_t address, std::uint8_t type, ByteView payload);

// Finds what a module sends (replies and data) in a stream: split anywhere, after noise, in noise. What
// does not begin a packet is skipped byte by byte; a broken packet costs no good one that stands within
// it.
//
// Thread-safety: none.
class ZfmPacketParser {
 public:
  void Feed(ByteView bytes);

  // The next whole packet whose sum is right.
  std::optional<ZfmPacket> Next();

  // Forgets what has begun.
  void Clear() { pending_.clear(); }

  // How many bytes belonged to no packet.
  std::uint64_t skipped() const { return skipped_; }

 private:
  Bytes pending_;  // Less than one packet after each Next() that gave none.
  std::uint64_t skipped_ = 0;
};

}  // namespace doorward::inline drivers
