#include "drivers/osdp/raw_card.hpp"

#include "drivers/wiegand/wiegand_frame.hpp"

namespace doorward::inline drivers {
namespace {

constexpr std::size_t kMinBits = 32;
constexpr std::size_t kMaxBits = 80;

}  // namespace

std::optional<CardRead> ReadRawCard(std::size_t bits, ByteView bytes) {
  if (bytes.size() != (bits + 7) / 8) return std::nullopt;
  const std::size_t unused = bytes.size() * 8 - bits;
  if (bits == 26 || bits == 34 || bits == 37) {
    std::uint64_t frame = 0;
    for (const std::uint8_t byte : bytes) frame = frame << 8U | byte;
    const auto card =
        ReadWiegandFrame({.bits = frame >> unused, .count = static_cast<int>(bits)}, false);
    if (!card) return std::nullopt;
    return std::get<CardRead>(*card);
  }
  if (bits < kMinBits || bits > kMaxBits) return std::nullopt;
  Bytes uid(bytes.begin(), bytes.end());
  uid.back() &= static_cast<std::uint8_t>(0xFFU << unused);
  return CardRead{.uid = std::move(uid)};
}

}  // namespace doorward::inline drivers
