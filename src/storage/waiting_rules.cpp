#include "storage/waiting_rules.hpp"

#include "doorward/core/log.hpp"

namespace doorward::inline storage {

void WaitingRules::Add(std::vector<RuleRow> rows) {
  for (RuleRow& row : rows) {
    if (!row.IsWithinBounds()) {  // The log would refuse the records with it, again and again.
      LogError(LogPart{"records"}, "a row of rule state is out of bounds and is not kept");
      continue;
    }
    values_[{std::move(row.rule), std::move(row.key)}] = row.value;
  }
}

std::vector<RuleRow> WaitingRules::Take() {
  std::vector<RuleRow> rows;
  rows.reserve(values_.size());
  for (const auto& [name, value] : values_) rows.push_back({name.first, name.second, value});
  values_.clear();
  return rows;
}

}  // namespace doorward::inline storage
