// The way to the card that is in a reader's field, whatever the reader: PC/SC, a PN532.
//
// Thread-safety: none.
// Blocking: no longer than the patience that is given, and 50 ms.
// Errors: kUnavailable: the reader is gone. Any other: this card is: it left, or does not answer.

#pragma once

#include "doorward/core/bytes.hpp"
#include "doorward/core/time.hpp"

namespace doorward::inline drivers {

class CardChannel {
 public:
  virtual ~CardChannel() = default;

  // Sends a command in the form of ISO/IEC 7816-4 (a native DESFire command is wrapped in class 90)
  // and waits for the answer, which ends in its two status bytes: 2 to 258 bytes.
  virtual Result<Bytes> Transceive(ByteView apdu, Milliseconds patience) = 0;
};

}  // namespace doorward::inline drivers
