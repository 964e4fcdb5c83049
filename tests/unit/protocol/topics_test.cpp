#include "doorward/protocol/topics.hpp"

#include <gtest/gtest.h>

namespace doorward::topics_test {

TEST(Topics, AreTheTerminalsOwn) {
  const Topics topics("doorward/v1", "door-1", {"site-a"});
  EXPECT_EQ(topics.command(), "doorward/v1/door-1/command");
  EXPECT_EQ(topics.reply(), "doorward/v1/door-1/reply");
  EXPECT_EQ(topics.status(), "doorward/v1/door-1/status");
  EXPECT_EQ(topics.records(), "doorward/v1/door-1/records");
  EXPECT_EQ(topics.records_ack(), "doorward/v1/door-1/records/ack");
}

TEST(Topics, CommandsComeToTheTerminalAndItsGroupsAlone) {
  const Topics topics("doorward/v1", "door-1", {"site-a"});
  EXPECT_TRUE(topics.IsCommand("doorward/v1/door-1/command"));
  EXPECT_TRUE(topics.IsCommand("doorward/v1/group/site-a/command"));
  EXPECT_FALSE(topics.IsCommand("doorward/v1/door-2/command"));
  EXPECT_FALSE(topics.IsCommand("doorward/v1/group/site-b/command"));
  EXPECT_FALSE(topics.IsCommand("doorward/v1/door-1/records/ack"));
}

TEST(Topics, NothingIsSubscribedWithAWildcard) {
  for (const std::string& topic : Topics("p", "d", {"a", "b"}).Subscriptions()) {
    EXPECT_EQ(topic.find_first_of("+#"), std::string::npos) << topic;
  }
}

}  // namespace doorward::topics_test
