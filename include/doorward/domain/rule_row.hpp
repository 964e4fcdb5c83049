// One thing that a rule must not forget, as storage keeps it: the change rides with the record in its
// transaction, and all rows are there again at the next start.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace doorward::inline domain {

struct RuleRow {
  static constexpr std::size_t kMaxRule = 32;  // Bytes.
  static constexpr std::size_t kMaxKey = 128;

  std::string rule;                   // Whose it is: "pin".
  std::string key;                    // What it is about, in that rule's words.
  std::optional<std::int64_t> value;  // nullopt: the row goes.

  friend bool operator==(const RuleRow&, const RuleRow&) = default;
};

}  // namespace doorward::inline domain
