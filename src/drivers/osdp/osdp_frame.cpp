#include "drivers/osdp/osdp_frame.hpp"

#include <algorithm>

#include "doorward/core/check.hpp"

namespace doorward::inline drivers {
namespace {

constexpr std::uint8_t kStart = 0x53;
constexpr std::uint8_t kFromReader = 0x80;
constexpr std::uint8_t kSequenceBits = 0x03;
constexpr std::uint8_t kCrcBit = 0x04;
constexpr std::uint8_t kSecurityBit = 0x08;
constexpr std::size_t kHeaderBytes = 5;
constexpr std::size_t kCrcBytes = 2;
constexpr std::size_t kMinFrameBytes = kHeaderBytes + 1 + kCrcBytes;

std::size_t LengthOf(ByteView frame) {
  return static_cast<std::size_t>(frame[2]) | static_cast<std::size_t>(frame[3]) << 8U;
}

// Whether a message of ours can begin like this, as far as it goes.
bool MayBegin(ByteView bytes) {
  if (bytes[0] != kStart) return false;
  if (bytes.size() < kHeaderBytes) return true;
  const std::size_t length = LengthOf(bytes);
  return length >= kMinFrameBytes && length <= kMaxOsdpFrameBytes && (bytes[4] & kCrcBit) != 0;
}

bool HasGoodCrc(ByteView frame) {
  const std::size_t end = frame.size() - kCrcBytes;
  const auto told = static_cast<std::uint16_t>(frame[end] | frame[end + 1] << 8U);
  return OsdpCrc(frame.first(end)) == told;
}

}  // namespace

std::uint16_t OsdpCrc(ByteView bytes) {
  unsigned crc = 0x1D0F;
  for (const std::uint8_t byte : bytes) {
    crc ^= static_cast<unsigned>(byte) << 8U;
    for (int bit = 0; bit < 8; ++bit)
      crc = (crc & 0x8000U) != 0 ? (crc << 1U) ^ 0x1021U : crc << 1U;
  }
  return static_cast<std::uint16_t>(crc);
}

std::optional<OsdpFrame> ReadOsdpFrame(ByteView bytes) {
  if (bytes.size() < kMinFrameBytes || !MayBegin(bytes) || LengthOf(bytes) != bytes.size() ||
      !HasGoodCrc(bytes)) {
    return std::nullopt;
  }
  OsdpFrame frame;
  frame.address = static_cast<std::uint8_t>(bytes[1] & ~kFromReader);
  frame.from_reader = (bytes[1] & kFromReader) != 0;
  frame.sequence = bytes[4] & kSequenceBits;
  frame.before_crc = bytes.first(bytes.size() - kCrcBytes);
  frame.body = frame.before_crc.subspan(kHeaderBytes);
  if ((bytes[4] & kSecurityBit) != 0) {
    // Its length counts itself and the type.
    const std::size_t length = frame.body[0];
    if (length < 2 || length >= frame.body.size()) return std::nullopt;
    frame.security = frame.body.subspan(1, length - 1);
    frame.body = frame.body.subspan(length);
  }
  return frame;
}

Bytes BeginOsdpCommand(std::uint8_t address, std::uint8_t sequence, ByteView security,
                       ByteView body, std::size_t missing) {
  const std::size_t security_bytes = security.empty() ? 0 : security.size() + 1;
  const std::size_t length = kHeaderBytes + security_bytes + body.size() + missing;
  DW_CHECK(length <= kMaxOsdpFrameBytes);
  Bytes frame{kStart, address, static_cast<std::uint8_t>(length & 0xFFU),
              static_cast<std::uint8_t>(length >> 8U),
              static_cast<std::uint8_t>(sequence | kCrcBit)};
  if (!security.empty()) {
    frame[4] |= kSecurityBit;
    frame.push_back(static_cast<std::uint8_t>(security_bytes));
    frame.insert(frame.end(), security.begin(), security.end());
  }
  frame.insert(frame.end(), body.begin(), body.end());
  return frame;
}

void AppendOsdpCrc(Bytes& frame) {
  const std::uint16_t crc = OsdpCrc(frame);
  frame.push_back(static_cast<std::uint8_t>(crc & 0xFFU));
  frame.push_back(static_cast<std::uint8_t>(crc >> 8U));
}

void OsdpFrameParser::Feed(ByteView bytes) {
  pending_.insert(pending_.end(), bytes.begin(), bytes.end());
}

std::optional<Bytes> OsdpFrameParser::Next() {
  const ByteView all(pending_);
  std::size_t kept = all.size();  // From where on a message may still become whole.
  missing_ = 0;
  for (std::size_t at = 0; at < all.size(); ++at) {
    const ByteView rest = all.subspan(at);
    if (!MayBegin(rest)) continue;
    const std::size_t length = rest.size() < kHeaderBytes ? kMinFrameBytes : LengthOf(rest);
    if (rest.size() < length) {
      if (kept == all.size()) kept = at;
      missing_ = std::max(missing_, length - rest.size());
    } else if (HasGoodCrc(rest.first(length))) {
      const auto begin = pending_.begin() + static_cast<std::ptrdiff_t>(at);
      Bytes frame(begin, begin + static_cast<std::ptrdiff_t>(length));
      pending_.erase(pending_.begin(), begin + static_cast<std::ptrdiff_t>(length));
      return frame;
    }
  }
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(kept));
  return std::nullopt;
}

}  // namespace doorward::inline drivers
