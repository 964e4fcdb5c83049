// What a rule must remember over restarts, such as the wrong PINs at a reader: a row a rule and key. The
// storage keeps it with the record that made it so, in one transaction. Pure values.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace doorward::inline domain {

inline constexpr std::size_t kMaxRuleBytes = 32;
inline constexpr std::size_t kMaxRuleKeyBytes = 128;

struct RuleRow {
  std::string rule;                   // At most kMaxRuleBytes, and not empty.
  std::string key;                    // Whom or what it is about; at most kMaxRuleKeyBytes.
  std::optional<std::int64_t> value;  // nullopt: the row goes.

  bool IsWithinBounds() const {
    return !rule.empty() && rule.size() <= kMaxRuleBytes && key.size() <= kMaxRuleKeyBytes;
  }

  friend bool operator==(const RuleRow&, const RuleRow&) = default;
};

}  // namespace doorward::inline domain
