// Which factors are enough: against an evaluator that knows no normal form.

#include "doorward/domain/factor_policy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <memory>

namespace doorward::factor_policy_test {

using testing::HasSubstr;

FactorPolicy Policy(std::string_view text) {
  const auto policy = FactorPolicy::Parse(text);
  EXPECT_TRUE(policy) << text << ": " << policy.error().message;
  return policy.value_or(FactorPolicy());
}

std::vector<FactorSet> EverySet() {
  std::vector<FactorSet> sets(1);
  for (const Factor factor : AllFactors()) {
    const std::size_t count = sets.size();
    for (std::size_t i = 0; i < count; ++i) sets.push_back(sets[i].With(factor));
  }
  return sets;
}

// An expression as a tree, its text, and its plain meaning.
struct Expression {
  std::string text;
  std::function<bool(FactorSet)> holds;
};

Expression AnyExpression(int depth) {
  const int kind = depth == 0 ? 0 : *rc::gen::inRange(0, 3);
  if (kind == 0) {
    const Factor factor =
        *rc::gen::elementOf(std::vector<Factor>(AllFactors().begin(), AllFactors().end()));
    return {std::string(CredentialTypeName(factor)),
            [factor](FactorSet shown) { return shown.Contains(factor); }};
  }
  const Expression a = AnyExpression(depth - 1);
  const Expression b = AnyExpression(depth - 1);
  const std::string word = kind == 1 ? " or " : *rc::gen::element<std::string>(" and ", "+", " + ");
  return {"(" + a.text + ")" + word + "(" + b.text + ")", [=](FactorSet shown) {
            return kind == 1 ? a.holds(shown) || b.holds(shown) : a.holds(shown) && b.holds(shown);
          }};
}

RC_GTEST_PROP(FactorPolicy, IsWhatItsExpressionSays, ()) {
  const Expression expression = AnyExpression(*rc::gen::inRange(0, 4));
  RC_PRE(expression.text.size() <= FactorPolicy::kMaxBytes);
  const auto policy = FactorPolicy::Parse(expression.text);
  RC_ASSERT(policy.has_value());
  RC_ASSERT(*FactorPolicy::Parse(policy->Text()) == *policy);
  for (const FactorSet shown : EverySet()) {
    RC_ASSERT(policy->IsEnough(shown) == expression.holds(shown));
    // Whatever is wanted is part of a way that it completes, and all that is wanted is enough.
    RC_ASSERT(policy->IsEnough(shown.With(policy->Wanted(shown))));
    RC_ASSERT(policy->Wanted(shown).Without(shown) == policy->Wanted(shown));
  }
}

RC_GTEST_PROP(FactorPolicy, BothMeansBoth, ()) {
  const auto a = FactorPolicy::Parse(AnyExpression(2).text);
  const auto b = FactorPolicy::Parse(AnyExpression(2).text);
  for (const FactorSet shown : EverySet()) {
    RC_ASSERT(a->And(*b).IsEnough(shown) == (a->IsEnough(shown) && b->IsEnough(shown)));
  }
}

TEST(FactorPolicyText, KeepsTheSmallestWays) {
  EXPECT_EQ(Policy("card or card+pin").Text(), "card");
  EXPECT_EQ(Policy("Face OR (card AND pin)").Text(), "card+pin or face");
  EXPECT_EQ(Policy("pin+card+pin").Text(), "card+pin");
  EXPECT_EQ(Policy("any").Text(), "any");
  EXPECT_EQ(Policy("card or face or fingerprint or qr or pin"), FactorPolicy());
  EXPECT_EQ(Policy("card and face or pin").Text(), "card+face or pin") << "and binds tighter";
}

TEST(FactorPolicyText, SaysWhatIsStillWanted) {
  const FactorPolicy policy = Policy("face or (card and pin)");
  EXPECT_EQ(policy.factors().Text(), "card+face+pin");
  EXPECT_EQ(policy.Wanted(Factor::kCard).Text(), "face+pin");
  EXPECT_TRUE(FactorPolicy().IsEnough(Factor::kQr));
  EXPECT_FALSE(FactorPolicy().IsEnough({}));
}

struct Bad {
  std::string text;
  const char* message;
};

TEST(FactorPolicyText, SaysWhereItIsWrong) {
  const Bad table[] = {
      {"", "column 1: expected card, face, fingerprint, qr, pin or (, found the end"},
      {"iris", "column 1: expected card"},
      {"card or", "column 8: expected card"},
      {"card pin", "column 6: expected and, or, + or the end, found \"pin\""},
      {"card & pin", "column 6: expected and, or, + or the end, found \"&\""},
      {"(card", "column 6: expected and, or, + or )"},
      {"card)", "column 5: expected"},
      {"any or card", "column 5: expected"},
      {"card or any", "column 9: expected card"},
      {"+card", "column 1: expected card"},
      {"card++pin", "column 6: expected card"},
      {"门", "column 1: expected card"},
      {std::string("card\0", 5), "column 5: expected"},
      {std::string(17, '(') + "card" + std::string(17, ')'), "expected fewer parentheses"},
      {std::string(257, ' '), "longer than 256 bytes"}};
  for (const Bad& bad : table) {
    const auto policy = FactorPolicy::Parse(bad.text);
    ASSERT_FALSE(policy) << bad.text;
    EXPECT_EQ(policy.error().code, ErrorCode::kInvalidArgument);
    EXPECT_THAT(policy.error().message, HasSubstr(bad.message));
  }
  EXPECT_TRUE(FactorPolicy::Parse(std::string(16, '(') + "card" + std::string(16, ')')));
}

TEST(PolicyAt, TheFirstRuleThatAppliesCounts) {
  const WallTime noon = *ParseTime("2026-11-23T12:00:00Z");
  const WallTime night = *ParseTime("2026-11-23T23:00:00Z");
  const std::vector<FactorRule> rules = {
      {.when = DailySchedule{.slots = {{.start = 480, .end = 1080}}, .validity = {}},
       .require = Policy("card")},
      {.require = Policy("card+pin")}};
  const auto at = [&](WallTime now, ClockTrust clock) {
    return PolicyAt(rules, TimeZone::Utc(), now, clock).Text();
  };
  EXPECT_EQ(at(noon, ClockTrust::kTrusted), "card");
  EXPECT_EQ(at(night, ClockTrust::kTrusted), "card+pin");
  EXPECT_EQ(at(noon, ClockTrust::kUnsure), "card+pin") << "it could be night";
  EXPECT_EQ(PolicyAt({}, TimeZone::Utc(), noon, ClockTrust::kUnsure), FactorPolicy());
}

}  // namespace doorward::factor_policy_test
