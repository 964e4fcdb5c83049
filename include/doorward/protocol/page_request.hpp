// Where a list command begins and how much it wants: {"after"?, "limit"?}.

#pragma once

#include <cstdint>
#include <string>

#include "doorward/core/json_reader.hpp"

namespace doorward::inline protocol {

inline constexpr std::int64_t kMaxPageItems = 500;

struct PageRequest {
  std::string after = {};  // The `next` of the page before; empty: from the beginning.
  std::int64_t limit = kMaxPageItems;

  template <typename Self, typename Visit>
  static void Arguments(Self& self, Visit& visit) {
    visit.Optional("after", self.after, IdText(), "The `next` of the page before.");
    visit.Optional("limit", self.limit, Range{1, kMaxPageItems}, "How many at most.");
  }
};

}  // namespace doorward::inline protocol
