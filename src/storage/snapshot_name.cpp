#include "storage/snapshot_name.hpp"

#include <charconv>

namespace doorward::inline storage {
namespace {

constexpr std::string_view kSealed = ".sealed";
constexpr std::string_view kOpen = ".jpg";

}  // namespace

std::string SnapshotName::Text() const {
  const std::string number = std::to_string(seq);
  if (open) return number + std::string(kOpen);
  return number + (mark.empty() ? "" : "-" + mark) + std::string(kSealed);
}

std::optional<SnapshotName> SnapshotName::Parse(std::string_view text) {
  SnapshotName name;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), name.seq);
  if (read.ec != std::errc() || name.seq < 1) return std::nullopt;
  std::string_view rest = text.substr(static_cast<std::size_t>(read.ptr - text.data()));
  name.open = rest == kOpen;
  if (rest.starts_with('-') && rest.ends_with(kSealed)) {
    name.mark = rest.substr(1, rest.size() - 1 - kSealed.size());
  }
  if (name.Text() != text) return std::nullopt;
  return name;
}

}  // namespace doorward::inline storage
