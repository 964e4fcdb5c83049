#include "drivers/zfm/zfm_packet.hpp"

#include <algorithm>
#include <array>

#include "doorward/core/check.hpp"
#include "drivers/zfm/zfm_codes.hpp"

namespace doorward::inline drivers {
namespace {

constexpr std::array<std::uint8_t, 2> kStart{0xEF, 0x01};
constexpr std::size_t kTypeAt = 6;
constexpr std::size_t kHeaderBytes = 9;
constexpr std::size_t kSumBytes = 2;

std::uint16_t SumOf(ByteView bytes) {
  std::uint16_t sum = 0;
  for (const std::uint8_t byte : bytes) sum = static_cast<std::uint16_t>(sum + byte);
  return sum;
}

std::size_t Word(ByteView bytes) { return static_cast<std::size_t>(bytes[0]) << 8U | bytes[1]; }

void AppendWord(Bytes& bytes, std::size_t word) {
  bytes.push_back(static_cast<std::uint8_t>(word >> 8U));
  bytes.push_back(static_cast<std::uint8_t>(word));
}

bool IsFromModule(std::uint8_t type) {
  return type == zfm::kAck || type == zfm::kData || type == zfm::kEndOfData;
}

bool IsLength(std::size_t length) {
  return length > kSumBytes && length <= kMaxZfmPayload + kSumBytes;
}

// Whether `bytes` may go on to be a packet, as far as there are any.
bool MayBegin(ByteView bytes) {
  const std::size_t start = std::min(bytes.size(), kStart.size());
  if (!std::equal(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(start),
                  kStart.begin())) {
    return false;
  }
  if (bytes.size() > kTypeAt && !IsFromModule(bytes[kTypeAt])) return false;
  return bytes.size() < kHeaderBytes || IsLength(Word(bytes.subspan(kTypeAt + 1)));
}

// The length of the packet that `bytes` begin with; nullopt: not all of it has come.
std::optional<std::size_t> WholeLength(ByteView bytes) {
  if (bytes.size() < kHeaderBytes) return std::nullopt;
  const std::size_t whole = kHeaderBytes + Word(bytes.subspan(kTypeAt + 1));
  return bytes.size() < whole ? std::nullopt : std::optional(whole);
}

std::optional<ZfmPacket> ReadPacket(ByteView bytes) {
  const ByteView payload = bytes.subspan(kHeaderBytes, bytes.size() - kHeaderBytes - kSumBytes);
  const ByteView summed = bytes.subspan(kTypeAt, bytes.size() - kTypeAt - kSumBytes);
  if (SumOf(summed) != Word(bytes.last(kSumBytes))) return std::nullopt;
  const std::size_t address = Word(bytes.subspan(2)) << 16U | Word(bytes.subspan(4));
  return ZfmPacket{.address = static_cast<std::uint32_t>(address),
                   .type = bytes[kTypeAt],
                   .payload = Bytes(payload.begin(), payload.end())};
}

}  // namespace

Bytes EncodeZfmPacket(std::uint32_t address, std::uint8_t type, ByteView payload) {
  DW_CHECK(!payload.empty() && payload.size() <= kMaxZfmPayload);
  Bytes bytes(kStart.begin(), kStart.end());
  AppendWord(bytes, address >> 16U);
  AppendWord(bytes, address & 0xFFFFU);
  bytes.push_back(type);
  AppendWord(bytes, payload.size() + kSumBytes);
  bytes.insert(bytes.end(), payload.begin(), payload.end());
  AppendWord(bytes, SumOf(ByteView(bytes).subspan(kTypeAt)));
  return bytes;
}

void ZfmPacketParser::Feed(ByteView bytes) {
  pending_.insert(pending_.end(), bytes.begin(), bytes.end());
}

std::optional<ZfmPacket> ZfmPacketParser::Next() {
  std::optional<ZfmPacket> packet;
  std::size_t at = 0;
  while (at < pending_.size()) {
    const ByteView rest = ByteView(pending_).subspan(at);
    if (MayBegin(rest)) {
      const auto length = WholeLength(rest);
      if (!length) break;
      packet = ReadPacket(rest.first(*length));
      if (packet) {
        at += *length;
        break;
      }
    }
    ++at;
    ++skipped_;
  }
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(at));
  return packet;
}

}  // namespace doorward::inline drivers
