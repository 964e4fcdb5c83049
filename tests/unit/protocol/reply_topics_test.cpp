#include "doorward/protocol/reply_topics.hpp"

#include <gtest/gtest.h>

#include "doorward/sync/mqtt_session.hpp"

namespace doorward::reply_topics_test {

TEST(ReplyTopics, ByDefaultOnlyTopicsForRepliesAreTaken) {
  const ReplyTopics topics("site/v1", "door-1", DefaultReplyTopics());
  for (const char* good : {"site/v1/door-1/reply", "site/v1/door-1/reply/desk-7",
                           "site/v1/office/a", "site/v1/office/desk/7/replies"}) {
    EXPECT_TRUE(topics.Allows(good)) << good;
  }
  for (const char* bad : {"",
                          "reply",
                          "site/v1/door-1",
                          "site/v1/door-1/command",
                          "site/v1/door-1/status",
                          "site/v1/door-1/records",
                          "site/v1/door-1/records/ack",
                          "site/v1/door-2/reply",
                          "site/v1/door-2/command",
                          "site/v1/group/all/command",
                          "site/v1/office/command",
                          "site/v1/office/status",
                          "other/office/a",
                          "/site/v1/office/a",
                          "site/v1/officer/a",
                          "$SYS/broker",
                          "$share/g/site/v1/office/a",
                          "site/v1/office/+",
                          "site/v1/office/#",
                          "site/v1/door-1/reply/a\nb",
                          "site/v1/door-1/replyx"}) {
    EXPECT_FALSE(topics.Allows(bad)) << bad;
  }
  EXPECT_FALSE(topics.Allows(std::string_view("site/v1/office/a\0b", 18)));
  EXPECT_FALSE(topics.Allows("site/v1/office/" + std::string(500, 'x')));
}

TEST(ReplyTopics, APatternOfAnInstallerIsTakenAsABrokerWould) {
  const ReplyTopics topics("p", "d", {"desk/+/in", "all/#"});
  EXPECT_TRUE(topics.Allows("desk/7/in"));
  EXPECT_TRUE(topics.Allows("all"));
  EXPECT_TRUE(topics.Allows("all/x/y"));
  EXPECT_FALSE(topics.Allows("desk/7/8/in"));
  EXPECT_FALSE(topics.Allows("desk/7"));
  EXPECT_FALSE(topics.Allows("p/d/reply"));
}

TEST(ReplyTopics, HoweverWideThePatternsNobodyElsesTopicsAreTaken) {
  const ReplyTopics topics("p", "d", {"p/#"});
  EXPECT_TRUE(topics.Allows("p/desk"));
  for (const char* bad : {"p/d/command", "p/d/status", "p/other/records", "p/x/snapshots/4"}) {
    EXPECT_FALSE(topics.Allows(bad)) << bad;
  }
}

TEST(ReplyTopics, PatternsAreChecked) {
  for (const char* good : {"{root}/reply", "{prefix}/office/#", "desk/+/in", "desk"}) {
    EXPECT_TRUE(IsReplyPattern(good)) << good;
  }
  for (const char* bad :
       {"", "#", "+/a", "$SYS/a", "/a", "a//b", "a/#/b", "a/b+", "a/{root}", "{roof}/a"}) {
    EXPECT_FALSE(IsReplyPattern(bad)) << bad;
  }
}

}  // namespace doorward::reply_topics_test
