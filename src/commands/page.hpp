// A long list, given in pieces: as many items as were asked for, or fewer if the reply would get too
// long for one message.

#pragma once

#include "doorward/core/json_reader.hpp"

namespace doorward {

class Page {
 public:
  static constexpr std::int64_t kMaxItems = 500;
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
  Json Finish(const char* name) && {
    Json result{{name, Json::array()}};
    if (overflowed_ || items_.size() == limit_) result["next"] = std::move(last_);
    result[name] = std::move(items_);
    return result;
  }

 private:
  const std::size_t limit_;
  Json items_ = Json::array();
  Json last_;
  std::size_t bytes_ = 0;
  bool overflowed_ = false;
};

// Where a list command begins and how much it wants: {"after"?, "limit"?}.
struct PageRequest {
  std::string after;
  std::int64_t limit = Page::kMaxItems;

  void Read(JsonReader& reader) {
    reader.Optional("after", after, IdText());
    reader.Optional("limit", limit, Range{1, Page::kMaxItems});
  }
};

}  // namespace doorward
