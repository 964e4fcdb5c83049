// The newest value of each row of rule state that waits to be written. It grows with what there is to
// remember, not with how often that changes.
//
// Thread-safety: none; it is a value.

#pragma once

#include <map>
#include <utility>
#include <vector>

#include "doorward/domain/rule_row.hpp"

namespace doorward::inline storage {

class WaitingRules {
 public:
  void Add(std::vector<RuleRow> rows);

  // All of them, once.
  std::vector<RuleRow> Take();

  bool empty() const { return values_.empty(); }

 private:
  std::map<std::pair<std::string, std::string>, std::optional<std::int64_t>> values_;
};

}  // namespace doorward::inline storage
