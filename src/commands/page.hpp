// A long list, given in pieces: as many items as were asked for, or fewer if the reply would get too
// long for one message.

#pragma once

#include "doorward/core/json.hpp"

namespace doorward::inline commands {

class Page {
 public:
  static constexpr std::size_t kMaxBytes = 768 * 1024;

  explicit Page(std::size_t limit) : limit_(limit) {}

  // Appends `item`, whose place in the list is `key`. False if the page is full; it is left as is.
  bool Add(Json item, Json key) {
    const std::size_t size = DumpJson(item).size();
    if (items_.size() == limit_ || (!items_.empty() && bytes_ + size > kMaxBytes)) {
      overflowed_ = true;
      return false;
    }
    bytes_ += size;
    items_.push_back(std::move(item));
    last_ = std::move(key);
    return true;
  }

  // {<name>: [...]}, and `next` (what to give as `after`) if the list may go on.
  Json Finish(std::string_view name) && {
    Json result{{std::string(name), Json::array()}};
    if (overflowed_ || items_.size() == limit_) result["next"] = std::move(last_);
    result[std::string(name)] = std::move(items_);
    return result;
  }

 private:
  const std::size_t limit_;
  Json items_ = Json::array();
  Json last_;
  std::size_t bytes_ = 0;
  bool overflowed_ = false;
};

}  // namespace doorward::inline commands
