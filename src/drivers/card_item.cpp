#include "drivers/card_item.hpp"

#include <charconv>
#include <cstdint>
#include <string>

namespace doorward::inline drivers {
namespace {

constexpr std::size_t kMinDigits = 8;
constexpr std::size_t kMaxDigits = 20;
constexpr std::size_t kDecimalDigits = 10;

}  // namespace

std::optional<Bytes> ParseCardItem(std::string_view item) {
  if (item.size() > kMaxCardItemBytes) return std::nullopt;
  std::string digits;
  for (const char byte : item) {
    if (byte == ':' || byte == '-' || byte == ' ') {
      if (digits.size() % 2 != 0) return std::nullopt;
    } else {
      digits.push_back(byte);
    }
  }
  if (digits.size() < kMinDigits || digits.size() > kMaxDigits) return std::nullopt;
  auto uid = FromHex(digits);
  if (!uid) return std::nullopt;
  return std::move(*uid);
}

std::optional<Bytes> ParseDecimalCardItem(std::string_view item) {
  if (item.size() != kDecimalDigits) return std::nullopt;
  std::uint32_t number = 0;
  const char* const end = item.data() + item.size();
  const auto [stopped, error] = std::from_chars(item.data(), end, number);
  if (error != std::errc() || stopped != end) return std::nullopt;
  return Bytes{static_cast<std::uint8_t>(number >> 24), static_cast<std::uint8_t>(number >> 16),
               static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)};
}

}  // namespace doorward::inline drivers
