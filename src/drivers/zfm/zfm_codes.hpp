// The numbers of the ZFM protocol, from the modules' data sheets.

#pragma once

#include <cstddef>
#include <cstdint>

namespace doorward::inline drivers::zfm {

// Types of packets.
inline constexpr std::uint8_t kCommand = 0x01;
inline constexpr std::uint8_t kData = 0x02;
inline constexpr std::uint8_t kAck = 0x07;
inline constexpr std::uint8_t kEndOfData = 0x08;

// Commands.
inline constexpr std::uint8_t kGetImage = 0x01;
inline constexpr std::uint8_t kImageToTemplate = 0x02;
inline constexpr std::uint8_t kSearch = 0x04;
inline constexpr std::uint8_t kCombine = 0x05;
inline constexpr std::uint8_t kStore = 0x06;
inline constexpr std::uint8_t kLoad = 0x07;
inline constexpr std::uint8_t kUpload = 0x08;    // From the module.
inline constexpr std::uint8_t kDownload = 0x09;  // To the module.
inline constexpr std::uint8_t kDelete = 0x0C;
inline constexpr std::uint8_t kEmpty = 0x0D;
inline constexpr std::uint8_t kSetParameter = 0x0E;
inline constexpr std::uint8_t kReadParameters = 0x0F;
inline constexpr std::uint8_t kVerifyPassword = 0x13;
inline constexpr std::uint8_t kWriteNotepad = 0x18;
inline constexpr std::uint8_t kReadNotepad = 0x19;
inline constexpr std::uint8_t kCountTemplates = 0x1D;
inline constexpr std::uint8_t kReadIndex = 0x1F;
inline constexpr std::uint8_t kLight = 0x35;

// Confirmation codes of replies.
inline constexpr std::uint8_t kOk = 0x00;
inline constexpr std::uint8_t kBadPacket = 0x01;
inline constexpr std::uint8_t kNoFinger = 0x02;
inline constexpr std::uint8_t kNotFound = 0x09;
inline constexpr std::uint8_t kDiffer = 0x0A;
inline constexpr std::uint8_t kBadSlot = 0x0B;
inline constexpr std::uint8_t kBadTemplate = 0x0C;
inline constexpr std::uint8_t kDeleteFailed = 0x10;
inline constexpr std::uint8_t kWrongPassword = 0x13;
inline constexpr std::uint8_t kFlashFault = 0x18;
inline constexpr std::uint8_t kWrongAddress = 0x20;
inline constexpr std::uint8_t kPasswordNeeded = 0x21;

inline constexpr std::uint8_t kSecurityLevel = 5;  // The number of this parameter.

inline constexpr std::size_t kNotepadPage = 32;  // Bytes.
inline constexpr std::size_t kIndexPage = 32;    // Bytes, of 8 slots each.
inline constexpr int kSlotsOfIndexPage = 256;
inline constexpr std::size_t kMinTemplate = 512;  // Bytes.
inline constexpr std::size_t kMaxTemplate = 1536;

}  // namespace doorward::inline drivers::zfm
