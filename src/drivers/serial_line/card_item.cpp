#include "drivers/serial_line/card_item.hpp"

#include <string>

namespace doorward {
namespace {

constexpr std::size_t kMinDigits = 8;
constexpr std::size_t kMaxDigits = 20;

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

}  // namespace doorward
