#include "cli/element_lines.hpp"

namespace doorward::inline cli {

std::vector<std::size_t> ElementLines(std::string_view text, std::string_view key) {
  std::vector<std::size_t> lines;
  std::size_t line = 1;
  int depth = 0;
  int list_depth = 0;  // Of what is in the array; 0: it has not begun.
  bool begins = false;
  std::string_view last_text;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\n') ++line;
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ':') continue;
    if (begins && c != ']') lines.push_back(line);
    begins = false;
    if (c == '"') {
      const std::size_t start = ++at;
      while (text[at] != '"') at += text[at] == '\\' ? 2 : 1;
      last_text = text.substr(start, at - start);
    } else if (c == '[' || c == '{') {
      ++depth;
      const bool found = depth == 1 || (depth == 2 && last_text == key);
      if (c == '[' && list_depth == 0 && found) {
        list_depth = depth;
        begins = true;
      }
    } else if (c == ']' || c == '}') {
      if (depth-- == list_depth) break;
    } else if (c == ',') {
      begins = depth == list_depth;
    }
  }
  return lines;
}

}  // namespace doorward::inline cli
