// What waits, in which order it goes on, and who gives way in a flood: counts and order, no clock.

#include "sync/waiting_commands.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace doorward::waiting_commands_test {

using Kind = CommandLane::Kind;
using Lane = CommandLane::Lane;

MqttMessage Command(const std::string& id) { return {.topic = "t", .payload = id}; }

std::string PayloadOf(const std::optional<MqttMessage>& message) {
  return message ? message->payload : "nothing";
}

class WaitingCommandsTest : public testing::Test {
 protected:
  std::string Push(const std::string& id, Kind kind = Kind::kAct, const std::string& mode = {},
                   const std::string& sender = "office") {
    return PayloadOf(waiting.Push(sender, {.kind = kind, .mode = mode}, Command(id)));
  }
  std::string Pop(Lane lane = Lane::kActs) { return PayloadOf(waiting.TryPop(lane)); }

  WaitingCommands waiting;
};

TEST_F(WaitingCommandsTest, KeepsTheOrderOfOneSender) {
  for (const char* id : {"a", "b", "c"}) Push(id);
  EXPECT_EQ(Pop(), "a");
  EXPECT_EQ(Pop(), "b");
  EXPECT_EQ(Pop(), "c");
  EXPECT_EQ(Pop(), "nothing");
}

TEST_F(WaitingCommandsTest, TheEndOfWhatIsUnderWayIsAwaited) {
  for (int round = 0; round < 200; ++round) {
    WaitingCommands one;
    one.Push("office", {.kind = Kind::kAct}, Command("a"));
    ASSERT_TRUE(one.Pop(Lane::kActs));
    one.Close();
    std::atomic<bool> carried_out = false;
    std::jthread lane([&] {
      carried_out = true;
      one.Ended();
    });
    one.AwaitEnd();
    EXPECT_TRUE(carried_out);
  }
}

TEST_F(WaitingCommandsTest, ALockdownHasItsPlaceInAFloodOfAnything) {
  for (int i = 0; i < 2000; ++i) {
    Push("other");
    Push("release", Kind::kDoorRelease);
    Push("normal", Kind::kDoorMode, "main normal");
    Push("free", Kind::kDoorMode, "main free");
  }
  EXPECT_EQ(Push("lockdown", Kind::kDoorMode, "main lockdown"), "nothing");
  for (int i = 0; i < 2000; ++i) {
    Push("other");
    Push("release", Kind::kDoorRelease);
  }
  // Three modes wait, a release between each two.
  for (int turn = 0; turn < 6; ++turn) {
    if (Pop() == "lockdown") return;
  }
  FAIL() << "the lockdown did not come in its turn";
}

TEST_F(WaitingCommandsTest, TheNewestOfAModeCountsAndTheLastModeGoesLast) {
  Push("lock-1", Kind::kDoorMode, "main lockdown");
  Push("normal", Kind::kDoorMode, "main normal");
  EXPECT_EQ(Push("lock-2", Kind::kDoorMode, "main lockdown"), "lock-1");
  EXPECT_EQ(Pop(), "normal");
  EXPECT_EQ(Pop(), "lock-2");
  EXPECT_EQ(Pop(), "nothing");
}

TEST_F(WaitingCommandsTest, OtherWorkGoesOnBesideAFloodOfReleases) {
  Push("other");
  int releases = 0;
  Push("release", Kind::kDoorRelease);
  while (Pop() != "other") {
    ++releases;
    Push("release", Kind::kDoorRelease);
  }
  EXPECT_EQ(releases, WaitingCommands::kDoorsInARow);
}

TEST_F(WaitingCommandsTest, AFloodIsRefusedAtItsSendersShare) {
  for (std::size_t i = 0; i < WaitingCommands::kPlaces; ++i) {
    EXPECT_EQ(Push("flood", Kind::kAct, "", "flooder"), "nothing");
  }
  EXPECT_EQ(Push("one more", Kind::kAct, "", "flooder"), "one more");
  EXPECT_EQ(Push("quiet", Kind::kAct, "", "quiet"), "flood");
  EXPECT_EQ(Pop(), "flood");
  EXPECT_EQ(Pop(), "quiet");
}

TEST_F(WaitingCommandsTest, WhoHoldsNothingGivesWayToWhoHoldsAsMuch) {
  for (std::size_t i = 0; i < WaitingCommands::kPlaces; ++i) {
    Push("old", Kind::kAct, "", "sender " + std::to_string(i));
  }
  EXPECT_EQ(Push("new", Kind::kAct, "", "newcomer"), "new");
}

TEST_F(WaitingCommandsTest, NoLaneWaitsForAnother) {
  Push("change-1", Kind::kChange);
  Push("query", Kind::kQuery);
  Push("change-2", Kind::kChange);
  Push("act", Kind::kAct);
  EXPECT_EQ(Pop(Lane::kActs), "act");
  EXPECT_EQ(Pop(Lane::kActs), "nothing");
  EXPECT_EQ(Pop(Lane::kQueries), "query");
  EXPECT_EQ(Pop(Lane::kChanges), "change-1");
  EXPECT_EQ(Pop(Lane::kChanges), "change-2");
}

TEST_F(WaitingCommandsTest, AFloodTakesNoPlaceOfAnotherLane) {
  for (std::size_t i = 0; i < 2 * WaitingCommands::kPlaces; ++i) Push("change", Kind::kChange);
  EXPECT_EQ(Push("act", Kind::kAct), "nothing");
  EXPECT_EQ(Push("query", Kind::kQuery), "nothing");
}

TEST_F(WaitingCommandsTest, GivesNothingOutWhilePausedAndLosesNothing) {
  waiting.Pause();
  Push("act");
  EXPECT_EQ(Pop(), "nothing");
  waiting.Resume();
  EXPECT_EQ(Pop(), "act");
}

TEST_F(WaitingCommandsTest, WhoWaitsIsLetGoAtTheEnd) {
  std::thread worker([this] { EXPECT_FALSE(waiting.Pop(Lane::kQueries)); });
  waiting.Close();
  worker.join();
  Push("late", Kind::kQuery);
  EXPECT_FALSE(waiting.Pop(Lane::kQueries));
}

}  // namespace doorward::waiting_commands_test
