#include "doorward/domain/card_number.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace doorward::inline domain {
namespace {

constexpr std::size_t kMinNumberBytes = 4;
constexpr std::size_t kMaxNumberBytes = 10;
constexpr const char* kHex = "4 to 10 bytes of hex";
constexpr std::uint8_t kRandomUid = 0x08;
constexpr std::uint8_t kCascadeTag = 0x88;

auto NoNumber(const char* expected) {
  return Fail(ErrorCode::kInvalidArgument, std::string("card uid: expected ") + expected);
}

// Takes `word` off the front of `text`.
bool TakeWord(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

std::optional<std::uint32_t> ReadDecimal(std::string_view text, std::uint32_t most) {
  std::uint32_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (text.empty() || error != std::errc() || stopped != end || number > most) return std::nullopt;
  return number;
}

Bytes BigEndian(std::uint32_t number) {
  return {static_cast<std::uint8_t>(number >> 24U), static_cast<std::uint8_t>(number >> 16U),
          static_cast<std::uint8_t>(number >> 8U), static_cast<std::uint8_t>(number)};
}

Result<Bytes> ReadWiegand(std::string_view text, std::uint32_t most_facility) {
  const std::size_t comma = text.find(',');
  if (comma != std::string_view::npos) {
    const auto facility = ReadDecimal(text.substr(0, comma), most_facility);
    const auto number = ReadDecimal(text.substr(comma + 1), 0xFFFF);
    if (facility && number) return BigEndian(*facility << 16U | *number);
  }
  return NoNumber("facility,number behind the word, such as wiegand26:123,45678");
}

Result<Bytes> ReadTenDigits(std::string_view text) {
  const auto number = ReadDecimal(text, 0xFFFF'FFFF);
  if (!number || text.size() != 10) return NoNumber("ten digits behind dec10:, up to 4294967295");
  return BigEndian(*number);
}

// Separators stand between whole bytes.
Result<Bytes> ReadHex(std::string_view text) {
  if (!TakeWord(text, "0x")) TakeWord(text, "0X");
  std::string digits;
  bool separated = true;
  for (const char c : text) {
    const bool separates = c == ':' || c == '-' || c == ' ';
    if (separates && (separated || digits.size() % 2 != 0)) return NoNumber(kHex);
    if (!separates) digits.push_back(c);
    separated = separates;
  }
  if (separated) return NoNumber(kHex);
  auto bytes = FromHex(digits);
  if (!bytes) return NoNumber("4 to 10 bytes of hex, or wiegand26:, wiegand34:, dec10: or raw:");
  return std::move(*bytes);
}

Result<Bytes> ReadNumber(std::string_view text, bool& is_uid) {
  is_uid = false;
  if (TakeWord(text, "wiegand26:")) return ReadWiegand(text, 0xFF);
  if (TakeWord(text, "wiegand34:")) return ReadWiegand(text, 0xFFFF);
  if (TakeWord(text, "dec10:")) return ReadTenDigits(text);
  if (TakeWord(text, "raw:")) return ReadHex(text);
  is_uid = true;
  return ReadHex(text);
}

Status CheckLength(ByteView number) {
  if (number.size() >= kMinNumberBytes && number.size() <= kMaxNumberBytes) return {};
  return NoNumber(kHex);
}

bool IsAll(ByteView bytes, std::uint8_t value) {
  return std::ranges::all_of(bytes, [value](std::uint8_t byte) { return byte == value; });
}

}  // namespace

Result<Bytes> ParseCardNumber(std::string_view text) {
  bool is_uid = false;
  DW_TRY_ASSIGN(Bytes bytes, ReadNumber(text, is_uid));
  DW_TRY(is_uid ? CheckCardUid(bytes) : CheckCardNumber(bytes));
  return bytes;
}

Result<SeenNumber> ParseSeenNumber(std::string_view text) {
  SeenNumber seen;
  DW_TRY_ASSIGN(seen.bytes, ReadNumber(text, seen.is_uid));
  DW_TRY(CheckLength(seen.bytes));
  return seen;
}

std::string CardNumberText(ByteView number) {
  return (CheckCardUid(number) ? "" : "raw:") + ToHex(number);
}

Status CheckCardNumber(ByteView number) {
  DW_TRY(CheckLength(number));
  if (IsAll(number, 0x00) || IsAll(number, 0xFF)) {
    return NoNumber("a number that is not all zeros or all ones: the reader read nothing");
  }
  return {};
}

Status CheckCardUid(ByteView uid) {
  DW_TRY(CheckCardNumber(uid));
  if (uid.size() != 4) return {};
  if (uid[0] == kRandomUid) {
    return NoNumber(
        "a number that stays the same; one that begins with 08 is random, as telephones tell it, "
        "and "
        "another the next time (a number that is no UID is written raw:08…)");
  }
  if (uid[0] == kCascadeTag) {
    return NoNumber(
        "the whole number; one that begins with 88 is the front of a longer one, and other cards "
        "have "
        "it too (a number that is no UID is written raw:88…)");
  }
  return {};
}

}  // namespace doorward::inline domain
