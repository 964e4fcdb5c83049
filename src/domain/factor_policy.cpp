#include "doorward/domain/factor_policy.hpp"

#include <algorithm>

namespace doorward::inline domain {
namespace {

std::vector<FactorSet> EachAlone() { return {AllFactors().begin(), AllFactors().end()}; }

}  // namespace

std::span<const Factor> AllFactors() {
  static const std::vector<Factor> kFactors = [] {
    std::vector<Factor> factors;
    for (const CredentialTypeRow& row : kCredentialTypes) {
      if (row.read_as != ReadAs::kNothing) factors.push_back(row.value);
    }
    return factors;
  }();
  return kFactors;
}

std::string FactorSet::Text() const {
  std::string text;
  for (const Factor factor : AllFactors()) {
    if (!Contains(factor)) continue;
    if (!text.empty()) text += '+';
    text += CredentialTypeName(factor);
  }
  return text;
}

FactorPolicy::FactorPolicy() : FactorPolicy(EachAlone()) {}

FactorPolicy::FactorPolicy(std::vector<FactorSet> ways) {
  for (const FactorSet way : ways) {
    const bool needless = std::ranges::any_of(
        ways, [&](FactorSet other) { return way != other && way.Contains(other); });
    if (!needless && std::ranges::find(ways_, way) == ways_.end()) ways_.push_back(way);
  }
  std::ranges::sort(ways_, {}, &FactorSet::Text);
}

FactorPolicy FactorPolicy::And(const FactorPolicy& other) const {
  std::vector<FactorSet> both;
  for (const FactorSet mine : ways_) {
    for (const FactorSet theirs : other.ways_) both.push_back(mine.With(theirs));
  }
  return FactorPolicy(std::move(both));
}

FactorPolicy FactorPolicy::Or(const FactorPolicy& other) const {
  std::vector<FactorSet> either = ways_;
  either.insert(either.end(), other.ways_.begin(), other.ways_.end());
  return FactorPolicy(std::move(either));
}

bool FactorPolicy::IsEnough(FactorSet shown) const {
  return std::ranges::any_of(ways_, [&](FactorSet way) { return shown.Contains(way); });
}

FactorSet FactorPolicy::Wanted(FactorSet shown) const {
  FactorSet wanted;
  for (const FactorSet way : ways_) wanted = wanted.With(way.Without(shown));
  return wanted;
}

std::string FactorPolicy::Text() const {
  if (*this == FactorPolicy()) return "any";
  std::string text;
  for (const FactorSet way : ways_) text += (text.empty() ? "" : " or ") + way.Text();
  return text;
}

FactorPolicy PolicyAt(std::span<const FactorRule> rules, const TimeZone& zone, WallTime now,
                      ClockTrust clock) {
  if (clock == ClockTrust::kUnsure) {
    FactorPolicy all;
    for (const FactorRule& rule : rules) all = all.And(rule.require);
    return all;
  }
  const auto rule = std::ranges::find_if(rules, [&](const FactorRule& one) {
    return Ask(one.when, HolidayTable(), zone, now) == ScheduleAnswer::kAllowed;
  });
  return rule == rules.end() ? FactorPolicy() : rule->require;
}

}  // namespace doorward::inline domain
