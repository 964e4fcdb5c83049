#include "drivers/serial_line/fixed_item_parser.hpp"

#include <algorithm>
#include <utility>

namespace doorward::inline drivers {

std::vector<std::string> FixedItemParser::Feed(std::string_view bytes, SteadyTime now) {
  if (now - last_byte_at_ > kSilence && !pending_.empty()) {
    pending_.clear();
    ++dropped_;
  }
  if (!bytes.empty()) last_byte_at_ = now;

  std::vector<std::string> items;
  while (!bytes.empty()) {
    const std::size_t taken = std::min(bytes.size(), item_bytes_ - pending_.size());
    pending_ += bytes.substr(0, taken);
    bytes.remove_prefix(taken);
    if (pending_.size() == item_bytes_) items.push_back(std::exchange(pending_, {}));
  }
  return items;
}

}  // namespace doorward::inline drivers
