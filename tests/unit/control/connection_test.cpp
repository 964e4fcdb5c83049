#include "control/connection.hpp"

#include <gtest/gtest.h>
#include <poll.h>

namespace doorward::connection_test {

const SteadyTime kNow{std::chrono::hours(1)};
const SteadyTime kLater = kNow + LineBuffer::kPatience;

// A connection, and the client's end of it.
class ConnectionTest : public testing::Test {
 protected:
  ConnectionTest() {
    int ends[2] = {-1, -1};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
    connection.emplace(FileDescriptor(ends[0]), 1000, 0, kNow);
    client = FileDescriptor(ends[1]);
  }

  void Say(std::string_view text, SteadyTime now = kNow) {
    EXPECT_EQ(::send(client.get(), text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
    connection->Read(now);
  }

  FileDescriptor client;
  std::optional<Connection> connection;
};

TEST_F(ConnectionTest, WaitsForAnIdleClientForFiveMinutesAfterItsLastReply) {
  EXPECT_EQ(connection->Wants(), POLLIN);
  const SteadyTime asked = kNow + std::chrono::seconds(299);
  EXPECT_FALSE(connection->Finished(asked));
  Say("a\n", asked);
  ASSERT_TRUE(connection->TakeLine());
  connection->Send({.text = "reply"}, asked);
  EXPECT_FALSE(connection->Finished(asked + std::chrono::seconds(299)));
  EXPECT_TRUE(connection->Finished(asked + std::chrono::seconds(300)));
}

TEST_F(ConnectionTest, GivesUpALineThatComesByteByByteForEver) {
  SteadyTime now = kNow;
  for (; now < kNow + LineBuffer::kLongest; now += std::chrono::seconds(20)) {
    ASSERT_FALSE(connection->Finished(now));
    Say("x", now);
  }
  EXPECT_TRUE(connection->Finished(now));
}

TEST_F(ConnectionTest, GivesUpAClientThatStopsInTheMiddleOfALine) {
  Say("{\"id\"");
  EXPECT_EQ(connection->deadline(), kLater);
  EXPECT_FALSE(connection->Finished(kLater - Milliseconds(1)));
  EXPECT_TRUE(connection->Finished(kLater));
}

TEST_F(ConnectionTest, GivesUpAClientThatDoesNotTakeItsReply) {
  Say("a\n");
  ASSERT_TRUE(connection->TakeLine());
  connection->Send({.text = std::string(8 << 20, 'x')}, kNow);
  EXPECT_EQ(connection->Wants(), POLLOUT);
  EXPECT_FALSE(connection->Finished(kLater - Milliseconds(1)));
  EXPECT_TRUE(connection->Finished(kLater));
}

TEST_F(ConnectionTest, ReadsNoFurtherWhileThereIsALineToServe) {
  Say("a\nb\n");
  EXPECT_EQ(connection->Wants(), 0);
  EXPECT_EQ(connection->TakeLine()->line, "a");
  connection->Send({.text = "reply"}, kNow);
  EXPECT_EQ(connection->Wants(), 0);
  EXPECT_EQ(connection->TakeLine()->line, "b");
  EXPECT_EQ(connection->Wants(), 0);
  connection->Send({.text = "reply"}, kNow);
  EXPECT_EQ(connection->Wants(), POLLIN);
}

TEST_F(ConnectionTest, StaysWhileALineIsServedHoweverLongThatTakes) {
  Say("a\n");
  ASSERT_TRUE(connection->TakeLine());
  client = FileDescriptor();
  EXPECT_TRUE(connection->is_served());
  EXPECT_FALSE(connection->deadline());
  EXPECT_FALSE(connection->Finished(kNow + std::chrono::hours(1)));
  connection->Send({.text = "reply"}, kNow);
  EXPECT_TRUE(connection->Finished(kNow));
}

TEST_F(ConnectionTest, ServesNoLineBeforeTheReplyToTheOneBeforeIsOut) {
  Say("a\nb\n");
  ASSERT_TRUE(connection->TakeLine());
  EXPECT_FALSE(connection->HasWork());
  EXPECT_FALSE(connection->TakeLine());
  connection->Send({.text = std::string(8 << 20, 'x')}, kNow);
  EXPECT_FALSE(connection->HasWork());
  EXPECT_FALSE(connection->TakeLine());
}

TEST_F(ConnectionTest, EndsAfterTheReplyToALineThatIsTooLong) {
  Say(std::string(1001, 'x'));
  const auto line = connection->TakeLine();
  ASSERT_TRUE(line);
  EXPECT_EQ(line->line.size(), 1001U);
  connection->Send({.text = "too long"}, kNow);
  EXPECT_FALSE(connection->TakeLine());
  EXPECT_TRUE(connection->Finished(kNow));
}

TEST_F(ConnectionTest, EndsWithTheClient) {
  client = FileDescriptor();
  connection->Read(kNow);
  EXPECT_TRUE(connection->Finished(kNow));
}

}  // namespace doorward::connection_test
