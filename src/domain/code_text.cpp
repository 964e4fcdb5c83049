#include "doorward/domain/code_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "doorward/core/bytes.hpp"

namespace doorward::inline domain {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool IsControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

std::string_view WithoutEnds(std::string_view text) {
  while (!text.empty()) {
    if (IsControl(text.front())) {
      text.remove_prefix(1);
    } else if (text.starts_with(kByteOrderMark)) {
      text.remove_prefix(kByteOrderMark.size());
    } else if (IsControl(text.back())) {
      text.remove_suffix(1);
    } else {
      break;
    }
  }
  return text;
}

// The length of the UTF-8 character in front of `text`; 0 if there is none.
std::size_t CharacterLength(std::string_view text) {
  for (std::size_t length = 1; length <= std::min<std::size_t>(text.size(), 4); ++length) {
    if (IsValidUtf8(text.substr(0, length))) return length;
  }
  return 0;
}

bool IsHexDigit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Whether somebody typed a byte that is no character, such as \xC0, in either case.
bool IsTypedByte(std::string_view text) {
  return text.size() >= 4 && text[0] == '\\' && text[1] == 'x' && IsHexDigit(text[2]) &&
         text[2] >= '8' && IsHexDigit(text[3]);
}

char Lower(char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::string CanonicalCode(std::string_view bytes) {
  std::string_view rest = WithoutEnds(bytes);
  std::string form;
  form.reserve(rest.size());
  while (!rest.empty()) {
    std::size_t length = CharacterLength(rest);
    if (length == 0) {
      form += fmt::format("\\x{:02x}", static_cast<unsigned char>(rest.front()));
      length = 1;
    } else if (IsTypedByte(rest)) {
      form += {'\\', 'x', Lower(rest[2]), Lower(rest[3])};
      length = 4;
    } else {
      form += rest.substr(0, length);
    }
    rest.remove_prefix(length);
  }
  return form;
}

}  // namespace doorward::inline domain
