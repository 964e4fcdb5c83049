#include "drivers/wiegand/card_number.hpp"

#include <algorithm>
#include <bit>

namespace doorward {
namespace {

constexpr std::size_t kMinUidBytes = 4;

bool HasEvenParity(std::uint64_t bits) { return std::popcount(bits) % 2 == 0; }

std::uint64_t Lowest(std::uint64_t bits, std::size_t count) {
  return bits & ((std::uint64_t{1} << count) - 1);
}

}  // namespace

std::optional<Bytes> WiegandCardUid(std::uint64_t bits, std::size_t count) {
  if (count != 26 && count != 34 && count != 37) return std::nullopt;
  const std::size_t half = (count + 1) / 2;
  const std::uint64_t first_half = Lowest(bits, count) >> (count - half);
  if (!HasEvenParity(first_half) || HasEvenParity(Lowest(bits, half))) return std::nullopt;

  const std::uint64_t number = Lowest(bits >> 1U, count - 2);
  Bytes uid(std::max(kMinUidBytes, (count - 2 + 7) / 8));
  for (std::size_t i = 0; i < uid.size(); ++i) {
    uid[uid.size() - 1 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  }
  return uid;
}

}  // namespace doorward
