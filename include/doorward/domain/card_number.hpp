// The number of a card, as tools print it and people type it.
//
//   04A1B2C3  04:a1:b2:c3  04-A1-B2-C3  04 A1 B2 C3  0x04A1B2C3
//                            the bytes of a UID, in the order in which the reader tells them
//   wiegand26:123,45678      facility 0 to 255 and number 0 to 65535: 00 7B B2 6E
//   wiegand34:4660,22136     facility and number 0 to 65535 each: 12 34 56 78
//   dec10:0305419896         ten digits, the most significant byte first: 12 34 56 78
//   raw:08A1B2C3             bytes that are no UID: of readers that tell numbers of their own
//
// Some numbers identify nobody. Those of zeros or ones alone come from readers that read nothing. A UID of
// four bytes that begins with 08 is random (ISO 14443-3): a telephone tells another each time. One that
// begins with 88 is the front of a longer UID, and other cards share it. A Wiegand or 125 kHz number may
// begin so: whoever writes it with one of the words above says that it is one.

#pragma once

#include <string>
#include <string_view>

#include "doorward/core/bytes.hpp"

namespace doorward::inline domain {

// Errors: kInvalidArgument; the message says what was expected and never repeats the number.
Result<Bytes> ParseCardNumber(std::string_view text);

struct SeenNumber {
  Bytes bytes;
  bool is_uid = false;  // It was written without one of the words above.
};

// The same for what a reader may see: also a number that identifies nobody.
Result<SeenNumber> ParseSeenNumber(std::string_view text);

// The form that ParseCardNumber() reads back: hexadecimal, with "raw:" where it would be no UID.
std::string CardNumberText(ByteView number);

// Ok for 4 to 10 bytes that are not all zeros or all ones.
Status CheckCardNumber(ByteView number);

// The same, and neither random nor cut from a longer UID.
Status CheckCardUid(ByteView uid);

}  // namespace doorward::inline domain
