#include "control/line_buffer.hpp"

namespace doorward::inline control {

std::optional<std::string> LineBuffer::TakeLine() {
  const std::size_t end = pending_.find('\n');
  if (end == std::string::npos) return std::nullopt;
  std::string line = pending_.substr(0, end);
  pending_.erase(0, end + 1);
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return line;
}

}  // namespace doorward::inline control
