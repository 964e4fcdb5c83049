// The numbers of the standard that this driver uses: SIA OSDP 2.2, annexes A and D.

#pragma once

#include <cstdint>

namespace doorward::inline drivers::osdp {

// Commands of the panel.
inline constexpr std::uint8_t kPoll = 0x60;
inline constexpr std::uint8_t kId = 0x61;
inline constexpr std::uint8_t kCap = 0x62;
inline constexpr std::uint8_t kLstat = 0x64;
inline constexpr std::uint8_t kLed = 0x69;
inline constexpr std::uint8_t kBuz = 0x6A;
inline constexpr std::uint8_t kKeyset = 0x75;
inline constexpr std::uint8_t kChlng = 0x76;
inline constexpr std::uint8_t kScrypt = 0x77;

// Replies of the reader.
inline constexpr std::uint8_t kAck = 0x40;
inline constexpr std::uint8_t kNak = 0x41;
inline constexpr std::uint8_t kPdcap = 0x46;
inline constexpr std::uint8_t kLstatr = 0x48;
inline constexpr std::uint8_t kRaw = 0x50;
inline constexpr std::uint8_t kFmt = 0x51;
inline constexpr std::uint8_t kKeypad = 0x53;
inline constexpr std::uint8_t kCcrypt = 0x76;
inline constexpr std::uint8_t kRmacI = 0x78;
inline constexpr std::uint8_t kBusy = 0x79;

inline constexpr std::uint8_t kNakBadCheck = 0x01;

// Security blocks: the four steps of the opening, then commands and replies, with a MAC alone or with
// encrypted data too.
inline constexpr std::uint8_t kScs11 = 0x11;
inline constexpr std::uint8_t kScs12 = 0x12;
inline constexpr std::uint8_t kScs13 = 0x13;
inline constexpr std::uint8_t kScs14 = 0x14;
inline constexpr std::uint8_t kScs15 = 0x15;
inline constexpr std::uint8_t kScs16 = 0x16;
inline constexpr std::uint8_t kScs17 = 0x17;
inline constexpr std::uint8_t kScs18 = 0x18;

// What a reader can do, in PDCAP.
inline constexpr std::uint8_t kCapLight = 4;
inline constexpr std::uint8_t kCapSounder = 5;

}  // namespace doorward::inline drivers::osdp
