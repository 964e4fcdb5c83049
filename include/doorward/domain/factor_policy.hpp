// What one person must show at a door before it opens: an expression over factors.
//
//   any                       any one factor
//   card                      a card, and nothing else
//   card+pin                  both, in any order
//   face or (card and pin)    "+" is another word for "and", which binds tighter than "or"
//
// A policy is kept as the smallest sets of factors each of which is enough. Values; no clock, no I/O.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "doorward/core/result.hpp"
#include "doorward/domain/credential.hpp"
#include "doorward/domain/schedule.hpp"

namespace doorward::inline domain {

// A type of credential that some reader of this version can show.
using Factor = CredentialType;
std::span<const Factor> AllFactors();

class FactorSet {
 public:
  constexpr FactorSet() = default;
  constexpr FactorSet(Factor factor) : bits_(1U << static_cast<unsigned>(factor)) {}  // NOLINT

  constexpr bool empty() const { return bits_ == 0; }
  constexpr bool Contains(FactorSet other) const { return (other.bits_ & ~bits_) == 0; }
  constexpr FactorSet With(FactorSet other) const { return FactorSet(bits_ | other.bits_); }
  constexpr FactorSet Without(FactorSet other) const { return FactorSet(bits_ & ~other.bits_); }

  // "card+pin", in the order of Factor.
  std::string Text() const;

  friend constexpr bool operator==(FactorSet, FactorSet) = default;

 private:
  constexpr explicit FactorSet(unsigned bits) : bits_(bits) {}
  unsigned bits_ = 0;
};

class FactorPolicy {
 public:
  static constexpr std::size_t kMaxBytes = 256;
  static constexpr int kMaxDepth = 16;  // Of parentheses.

  // Any one factor.
  FactorPolicy();

  // kInvalidArgument says what was expected, and at which column (from 1).
  static Result<FactorPolicy> Parse(std::string_view text);

  // Enough for the result is what is enough for both.
  FactorPolicy And(const FactorPolicy& other) const;

  bool IsEnough(FactorSet shown) const;

  // What would bring somebody who has shown that much nearer to enough.
  FactorSet Wanted(FactorSet shown) const;

  // Every factor that the policy speaks of.
  FactorSet factors() const { return Wanted({}); }

  // The smallest sets that are enough; never none.
  std::span<const FactorSet> ways() const { return ways_; }

  // Parse() of it gives this policy.
  std::string Text() const;

  friend bool operator==(const FactorPolicy&, const FactorPolicy&) = default;

 private:
  friend class FactorParser;
  explicit FactorPolicy(std::vector<FactorSet> ways);
  FactorPolicy Or(const FactorPolicy& other) const;

  std::vector<FactorSet> ways_;  // None contains another; in order of Text().
};

// One line of a door's rules. `when` names no holidays: they come from elsewhere and may be missing.
struct FactorRule {
  Schedule when = AlwaysSchedule{};
  FactorPolicy require;
  friend bool operator==(const FactorRule&, const FactorRule&) = default;
};

// What counts at `now`: the first rule that applies. While the clock is unsure it could be any of them,
// and so all must be met. Without a rule that applies, as without rules: any factor.
FactorPolicy PolicyAt(std::span<const FactorRule> rules, const TimeZone& zone, WallTime now,
                      ClockTrust clock);

}  // namespace doorward::inline domain
