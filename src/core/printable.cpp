#include "doorward/core/printable.hpp"

#include <fmt/format.h>

#include "core/utf8.hpp"

namespace doorward::inline core {
namespace {

// `sequence` is well-formed.
char32_t CodePointOf(std::string_view sequence) {
  const auto first = static_cast<unsigned char>(sequence.front());
  if (sequence.size() == 1) return first;
  char32_t point = first & (0x7FU >> sequence.size());
  for (const char next : sequence.substr(1)) {
    point = point << 6U | (static_cast<unsigned char>(next) & 0x3FU);
  }
  return point;
}

bool IsWithin(char32_t point, char32_t first, char32_t last) {
  return first <= point && point <= last;
}

// Controls; marks, embeddings and isolates of direction (Unicode UAX #9); separators of lines and
// paragraphs; tags and spaces that nobody sees. Not the joiners U+200C and U+200D, which names in Persian
// and Hindi need.
bool IsHidden(char32_t point) {
  return point < 0x20 || IsWithin(point, 0x7F, 0x9F) || point == 0x061C || point == 0x200B ||
         IsWithin(point, 0x200E, 0x200F) || IsWithin(point, 0x2028, 0x202E) ||
         IsWithin(point, 0x2060, 0x206F) || point == 0xFEFF || IsWithin(point, 0xFFF9, 0xFFFB) ||
         IsWithin(point, 0xE0000, 0xE007F);
}

// As JSON writes it: beyond U+FFFF in two halves.
std::string EscapeOf(char32_t point) {
  const auto value = static_cast<std::uint32_t>(point);
  if (value <= 0xFFFF) return fmt::format("\\u{:04x}", value);
  const std::uint32_t rest = value - 0x10000;
  return fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (rest >> 10U), 0xDC00 + (rest & 0x3FFU));
}

std::string Escaped(std::string_view text, bool keep_newlines) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = SequenceLength(text);
    if (length == 0) {
      shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(text.front()));
      text.remove_prefix(1);
      continue;
    }
    const std::string_view sequence = text.substr(0, length);
    const char32_t point = CodePointOf(sequence);
    const bool stays = !IsHidden(point) || (keep_newlines && point == U'\n');
    shown += stays ? std::string(sequence) : EscapeOf(point);
    text.remove_prefix(length);
  }
  return shown;
}

}  // namespace

std::string Printable(std::string_view text) { return Escaped(text, false); }
std::string PrintableLines(std::string_view text) { return Escaped(text, true); }

}  // namespace doorward::inline core
