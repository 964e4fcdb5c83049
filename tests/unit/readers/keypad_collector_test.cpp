#include "readers/keypad_collector.hpp"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace doorward::keypad_collector_test {

using std::chrono::seconds;

struct Case {
  std::string_view keys;
  std::vector<std::string> entered;
};

class KeypadCollectorKeys : public testing::TestWithParam<Case> {};

TEST_P(KeypadCollectorKeys, GiveWhatWasEntered) {
  KeypadCollector collector;
  std::vector<std::string> entered;
  SteadyTime now = SteadyTime() + seconds(100);
  for (const char key : GetParam().keys) {
    now += seconds(1);
    if (auto digits = collector.Press(key, now)) entered.push_back(*digits);
  }
  EXPECT_EQ(entered, GetParam().entered);
}

INSTANTIATE_TEST_SUITE_P(All, KeypadCollectorKeys,
                         testing::Values(Case{"482913#", {"482913"}}, Case{"#", {}},
                                         Case{"##1#", {"1"}}, Case{"48*2913#", {"2913"}},
                                         Case{"1#2#", {"1", "2"}}, Case{"1234", {}},
                                         Case{"12a!\n3#", {"123"}},
                                         Case{"1234567890123456#", {"1234567890123456"}},
                                         Case{"12345678901234567#", {"1234567890123456"}},
                                         Case{"123456789012345678901234*7#", {"7"}}));

TEST(KeypadCollector, APauseClears) {
  KeypadCollector collector;
  const SteadyTime start = SteadyTime() + seconds(100);
  EXPECT_FALSE(collector.Press('1', start));
  EXPECT_FALSE(collector.Press('2', start + KeypadCollector::kPause));
  EXPECT_EQ(collector.Press('#', start + KeypadCollector::kPause + seconds(9)), "2");
}

TEST(KeypadCollector, KeysThatKeepComingDoNotPause) {
  KeypadCollector collector;
  SteadyTime now = SteadyTime() + seconds(100);
  for (const char key : std::string("1234")) {
    EXPECT_FALSE(collector.Press(key, now));
    now += KeypadCollector::kPause - Milliseconds(1);
  }
  EXPECT_EQ(collector.Press('#', now), "1234");
}

}  // namespace doorward::keypad_collector_test
