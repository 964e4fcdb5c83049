#include "storage/waiting_rules.hpp"

#include <gtest/gtest.h>

namespace doorward::waiting_rules_test {

TEST(WaitingRules, KeepTheNewestOfEachAndGiveThemOnce) {
  WaitingRules waiting;
  EXPECT_TRUE(waiting.empty());
  waiting.Add({{"a", "b", 1}, {"a", "c", 1}, {"b", "c", 1}});
  waiting.Add({{"a", "b", 2}, {"a", "c", {}}});
  EXPECT_FALSE(waiting.empty());
  EXPECT_EQ(waiting.Take(), (std::vector<RuleRow>{{"a", "b", 2}, {"a", "c", {}}, {"b", "c", 1}}));
  EXPECT_TRUE(waiting.empty());
  EXPECT_TRUE(waiting.Take().empty());
}

TEST(WaitingRules, LeaveOutWhatTheLogWouldRefuse) {
  WaitingRules waiting;
  waiting.Add({{"a", std::string(kMaxRuleKeyBytes + 1, 'k'), 1}, {"", "b", 1}, {"a", "b", 1}});
  EXPECT_EQ(waiting.Take(), (std::vector<RuleRow>{{"a", "b", 1}}));
}

}  // namespace doorward::waiting_rules_test
