// The card's native commands in ISO 7816-4 clothes: 90 INS 00 00 [Lc data] 00, answered by data and 91
// STATUS.

#pragma once

#include "drivers/desfire/card_channel.hpp"

namespace doorward::inline drivers {

namespace desfire {

inline constexpr std::uint8_t kSelectApplication = 0x5A;
inline constexpr std::uint8_t kAuthenticateAes = 0xAA;
inline constexpr std::uint8_t kContinue = 0xAF;  // As a status: the card waits for it.
inline constexpr std::uint8_t kGetCardUid = 0x51;
inline constexpr std::uint8_t kOk = 0x00;

}  // namespace desfire

// REQUIRES: at most 255 bytes of data.
Bytes DesfireApdu(std::uint8_t command, ByteView data);

// The data of an answer that has `status` and `size` bytes of them; kDataLoss for any other answer. Its
// message tells the status.
Result<ByteView> DesfireData(ByteView answer, std::uint8_t status, std::size_t size);

}  // namespace doorward::inline drivers
