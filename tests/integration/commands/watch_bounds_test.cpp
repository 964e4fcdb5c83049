// Whoever watches is bounded: nothing waits for them, nobody waits for them, and places are shared with them.

#include <poll.h>

#include <future>
#include <semaphore>

#include "control/connection.hpp"
#include "control/places.hpp"
#include "integration/commands/watch_rig.hpp"

namespace doorward::watch_bounds_test {

constexpr int kCapacity = 100;

class SmallRing : public WatchRig {
 protected:
  SmallRing() : WatchRig({.record_capacity = kCapacity}) {}
};

TEST_F(SmallRing, SaysWhatTheRingHasOverwritten) {
  Append(250);
  const RecordSeq last = rig.LastSeq();
  Watcher watcher(socket, {{"after_seq", 10}});
  EXPECT_EQ(watcher.Next()["overwritten"], (Json{{"from", 11}, {"to", last - kCapacity}}));
  EXPECT_TRUE(watcher.GivesAll(last - kCapacity, last));
}

// Far more goes by than its socket holds. It gets the beginning and the end of it, and is told what it missed.
TEST_F(SmallRing, ASlowWatcherHoldsNobodyUpAndIsToldWhatItMissed) {
  constexpr int kRecords = 6'000;
  Watcher slow(socket, {{"after_seq", 0}});
  const std::string long_text(kMaxRecordText, 'x');
  for (int i = 0; i < kRecords; ++i) rig.Append(Some(RecordKind::kSystem, "", long_text));
  const RecordSeq last = rig.LastSeq();
  EXPECT_EQ(Watcher(socket, Json::object()).begun["last_seq"], last);

  RecordSeq seen = 0;
  int missed = 0;
  while (seen < last) {
    Json line = slow.Next();
    ASSERT_TRUE(line.is_object()) << line;
    if (line.contains("overwritten")) {
      EXPECT_EQ(line["overwritten"]["from"], seen + 1);
      seen = line["overwritten"]["to"];
      ++missed;
    } else {
      EXPECT_EQ(line["record"]["seq"], ++seen);
    }
  }
  EXPECT_GT(missed, 0);
}

class WatchBounds : public WatchRig {
 protected:
  static TerminalRig::Options WithAQueryThatWaits(std::binary_semaphore& begun,
                                                  std::binary_semaphore& go_on) {
    CommandSpec wait{.name = "test.wait"};
    wait.run = [&](const Json&, CommandContext&, const std::string&,
                   CommandSpec::AfterCommit&) -> Result<Json> {
      begun.release();
      go_on.acquire();
      return Json::object();
    };
    return {.extra_commands = {wait}};
  }
  WatchBounds() : WatchRig(WithAQueryThatWaits(begun, go_on)) {}

  std::unique_ptr<WatchStream> Stream(const Json& arguments) {
    Caller caller = LocalUser();
    std::unique_ptr<WatchStream> stream;
    caller.watch = &stream;
    const Json reply = Json::parse(rig.Send(rig.Envelope("w", "watch", arguments), caller));
    EXPECT_EQ(reply["ok"], true) << reply;
    return stream;
  }

  std::binary_semaphore begun{0};
  std::binary_semaphore go_on{0};
};

TEST_F(WatchBounds, APieceIsBounded) {
  const std::string long_text(kMaxRecordText, '"');
  for (int i = 0; i < 1'500; ++i) rig.Append(Some(RecordKind::kSystem, "", long_text));
  rig.LastSeq();
  const auto stream = Stream({{"after_seq", 0}});
  bool more = true;
  int pieces = 0;
  for (; more; ++pieces) {
    const WatchStream::Piece piece = stream->Next(false);
    EXPECT_LT(piece.lines.size(), WatchStream::kMaxPieceBytes + 16 * 1024);
    more = piece.more;
  }
  EXPECT_GE(pieces, 6);
  EXPECT_EQ(stream->Next(false).lines, "");
}

// The longest without a question gives way, whether it watches or not; the others go on.
TEST_F(WatchBounds, OfEightThatWatchTheFirstGivesWay) {
  std::vector<std::unique_ptr<Watcher>> watchers;
  for (std::size_t i = 0; i < ControlServer::kMaxConnections; ++i) {
    watchers.push_back(std::make_unique<Watcher>(socket, Json::object()));
  }
  Append(1);
  for (const auto& watcher : watchers) EXPECT_EQ(watcher->NextSeq(), rig.LastSeq());
  Watcher ninth(socket, Json::object());
  Json told = watchers[0]->Next();
  EXPECT_EQ(told["id"], nullptr);
  EXPECT_EQ(told["error"]["code"], "resource_exhausted");
  EXPECT_EQ(watchers[0]->Next(), "unavailable");
  Append(1);
  for (std::size_t i = 1; i < watchers.size(); ++i) {
    EXPECT_EQ(watchers[i]->NextSeq(), rig.LastSeq()) << i;
  }
  EXPECT_EQ(ninth.NextSeq(), rig.LastSeq());
}

TEST_F(WatchBounds, WhoAskedSinceStaysHoweverLongOthersWatch) {
  auto idle = ControlClient::Connect(socket);
  ASSERT_TRUE(idle->Call(R"({"id":"1","name":"people.list"})", Watcher::kPatience));
  std::vector<std::unique_ptr<Watcher>> watchers;
  for (std::size_t i = 1; i < ControlServer::kMaxConnections; ++i) {
    watchers.push_back(std::make_unique<Watcher>(socket, Json::object()));
  }
  ASSERT_TRUE(idle->Call(R"({"id":"2","name":"people.list"})", Watcher::kPatience));
  Append(10);  // What it is sent is nothing that it asked for.
  EXPECT_TRUE(watchers[0]->GivesAll(watchers[0]->begun["last_seq"], rig.LastSeq()));
  const Watcher newcomer(socket, Json::object());
  EXPECT_EQ(watchers[0]->Next()["error"]["code"], "resource_exhausted");
  EXPECT_TRUE(idle->Call(R"({"id":"3","name":"people.list"})", Watcher::kPatience));
}

// While a slow query holds the lane up, all watchers wait in it; a newcomer finds a place nevertheless, and what
// the lane brings for the one that is gone goes to nobody.
TEST_F(WatchBounds, GivesWayAlsoWhileItIsBeingLookedAfter) {
  std::vector<std::unique_ptr<Watcher>> watchers;
  for (std::size_t i = 1; i < ControlServer::kMaxConnections; ++i) {
    watchers.push_back(std::make_unique<Watcher>(socket, Json::object()));
  }
  auto slow = std::async(std::launch::async, [this] {
    auto client = ControlClient::Connect(socket);
    return client->Call(R"({"id":"slow","name":"test.wait"})", Watcher::kPatience).has_value();
  });
  begun.acquire();
  const RecordSeq before = rig.LastSeq();
  Append(1);
  rig.LastSeq();
  auto newcomer = ControlClient::Connect(socket);
  ASSERT_TRUE(newcomer);
  // In another lane, and so answered at once.
  const auto reply = newcomer->Call(
      R"({"id":"new","name":"door.release","arguments":{"door":"main"}})", Watcher::kPatience);
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(Json::parse(*reply)["ok"], true) << *reply;
  go_on.release();
  EXPECT_TRUE(slow.get());
  EXPECT_EQ(watchers[0]->Next()["error"]["code"], "resource_exhausted");
  EXPECT_EQ(watchers[1]->NextSeq(), before + 1);
  EXPECT_EQ(newcomer->Next(Milliseconds(1)).error().code, ErrorCode::kTimeout);
}

// One connection, and the client's end of it, without a server.
class WatchingConnection : public WatchBounds {
 protected:
  WatchingConnection() {
    int ends[2] = {-1, -1};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends), 0);
    connection.emplace_back(FileDescriptor(ends[0]), 1000, 0, kNow);
    client = FileDescriptor(ends[1]);
    Say("watch\n");
    EXPECT_TRUE(one().TakeLine());
    one().Send({.text = "reply", .stream = Stream({{"status", true}})}, kNow);
  }
  Connection& one() { return connection.front(); }
  void Say(std::string_view text) {
    EXPECT_EQ(::send(client.get(), text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
    one().Read(kNow);
  }
  // Takes a look and gives `text` as what came of it.
  void Look(std::string text, bool more = false) {
    auto look = one().TakeLook(0, kNow);
    ASSERT_TRUE(look);
    one().Send(
        {.text = std::move(text), .stream = std::move(look->stream), .is_look = true, .more = more},
        kNow);
  }

  const SteadyTime kNow{std::chrono::hours(1)};
  const SteadyTime kLater = kNow + LineBuffer::kPatience;
  FileDescriptor client;
  std::vector<Connection> connection;
};

TEST_F(WatchingConnection, MayBeIdleForAsLongAsItLikes) {
  Look("");
  EXPECT_FALSE(one().deadline());
  EXPECT_FALSE(one().Finished(kNow + std::chrono::hours(1000)));
  EXPECT_EQ(one().Wants(), POLLIN);
}

TEST_F(WatchingConnection, IsGivenUpIfItDoesNotTakeWhatItIsSent) {
  Look(std::string(8 << 20, 'x'), true);
  EXPECT_EQ(one().Wants(), POLLOUT);
  EXPECT_FALSE(one().TakeLook(1, kNow)) << "nothing is fetched before it is sent";
  EXPECT_FALSE(one().status_due());
  EXPECT_FALSE(one().Finished(kLater - Milliseconds(1)));
  EXPECT_TRUE(one().Finished(kLater));
}

TEST_F(WatchingConnection, IsLookedAfterOnlyWithReason) {
  Look("");  // After its beginning there may be something.
  EXPECT_FALSE(one().TakeLook(0, kNow));
  EXPECT_EQ(one().status_due(), kNow + Connection::kStatusInterval);
  const auto news = one().TakeLook(1, kNow);
  ASSERT_TRUE(news);
  EXPECT_FALSE(news->with_status);
  EXPECT_FALSE(one().TakeLook(2, kNow)) << "one at a time";
}

TEST_F(WatchingConnection, ALineOfItIsServedBetweenPieces) {
  auto look = one().TakeLook(0, kNow);
  ASSERT_TRUE(look);
  const std::string line = "a\n";
  ASSERT_EQ(::send(client.get(), line.data(), line.size(), 0), 2);
  one().Send({.text = "piece\n", .stream = std::move(look->stream), .is_look = true, .more = true},
             kNow);
  auto task = one().TakeLine();
  ASSERT_TRUE(task);
  EXPECT_EQ(task->line, "a");
  EXPECT_NE(task->stream, nullptr);
  EXPECT_FALSE(one().TakeLook(1, kNow)) << "not while a line is served";
}

TEST_F(WatchingConnection, GivesWayDuringALookButNotDuringALine) {
  auto look = one().TakeLook(0, kNow);
  ASSERT_TRUE(look);
  EXPECT_EQ(WhoGivesWay(connection, 0), 0U);
  one().Send({.text = "", .stream = std::move(look->stream), .is_look = true}, kNow);
  Say("a\n");
  EXPECT_FALSE(WhoGivesWay(connection, 0));
}

TEST_F(WatchingConnection, EndsWhenTheClientHasSaidAll) {
  Look("");
  ::shutdown(client.get(), SHUT_WR);
  one().Read(kNow);
  EXPECT_TRUE(one().Finished(kNow));
}

}  // namespace doorward::watch_bounds_test
