// Frames of the PN532's serial link. Pure: no port and no clock.
//
//   00 00 FF LEN LCS D4 CODE … DCS 00   a command; an answer has D5, and the code plus one
//   00 00 FF 00 FF 00                   ACK
//   00 00 FF FF 00 00                   NACK
//   00 00 FF 01 FF 7F 81 00             the module did not understand
//
// LEN counts what stands between LCS and DCS; LEN + LCS, and that with DCS, are 0 modulo 256. Frames of
// more than 255 bytes (extended ones) are never asked for, and dropped like all else that is not right.

#pragma once

#include <cstdint>
#include <vector>

#include "doorward/core/bytes.hpp"

namespace doorward::inline drivers {

struct Pn532Frame {
  enum class Kind { kAck, kNack, kError, kAnswer };
  Kind kind = Kind::kAck;
  Bytes answer;  // Of kAnswer: the code and what follows it; at least one byte.
  friend bool operator==(const Pn532Frame&, const Pn532Frame&) = default;
};

// REQUIRES: `parameters` has at most 253 bytes.
Bytes Pn532Command(std::uint8_t code, ByteView parameters);
Bytes Pn532Ack();

class Pn532FrameParser {
 public:
  // Takes `bytes` and returns the frames that they complete, in order. After something that is no frame
  // it looks again from the byte behind its beginning, so that nothing good is lost.
  std::vector<Pn532Frame> Feed(ByteView bytes);

  // Forgets a frame that is not complete.
  void Reset() { pending_.clear(); }

  // How many beginnings of frames turned out to be none.
  std::uint64_t dropped() const { return dropped_; }

 private:
  Bytes pending_;  // From a possible beginning of a frame on: less than one whole frame.
  std::uint64_t dropped_ = 0;
};

}  // namespace doorward::inline drivers
