// `watch` over the control socket: what is given, in which order, and what is refused.

#include <fstream>
#include <thread>

#include "integration/commands/watch_rig.hpp"

namespace doorward::watch_test {

class WatchTest : public WatchRig {};

TEST_F(WatchTest, GivesWhatComesFromNowOn) {
  Append(3);
  const RecordSeq before = rig.LastSeq();
  Watcher watcher(socket, Json::object());
  EXPECT_EQ(watcher.begun["last_seq"], before);
  EXPECT_EQ(watcher.begun["log_id"], rig.Must("records.query", Json::object())["log_id"]);
  Append(1, RecordKind::kAccess, "1001");
  Json line = watcher.Next();
  EXPECT_EQ(line["watch"], "w");
  EXPECT_EQ(line.size(), 2U);
  const Json asked = rig.Must("records.query", {{"after_seq", before}});
  EXPECT_EQ(Json::array({line["record"]}), asked["records"]);
}

TEST_F(WatchTest, CatchesUpAndGoesOnWithoutHoleOrDouble) {
  constexpr int kBefore = 700;  // Some pages.
  constexpr int kMeanwhile = 700;
  Append(kBefore);
  std::thread door([this] { Append(kMeanwhile); });
  std::vector<std::thread> watching;
  for (int i = 0; i < 4; ++i) {
    watching.emplace_back([this] {
      Watcher watcher(socket, {{"after_seq", 0}});
      EXPECT_TRUE(watcher.GivesAll(0, kBefore + kMeanwhile));
    });
  }
  Watcher late(socket, Json::object());
  door.join();
  const RecordSeq begun = late.begun["last_seq"];
  EXPECT_TRUE(late.GivesAll(begun, rig.LastSeq()));
  for (std::thread& one : watching) one.join();
}

TEST_F(WatchTest, GivesOnlyWhatPassesTheFilter) {
  Append(300, RecordKind::kSystem);
  Watcher alarms(socket, {{"kind", "alarm"}, {"after_seq", 0}});
  Watcher hers(socket, {{"person", "1001"}, {"after_seq", 0}});
  Watcher neither(socket, {{"person", "1002"}, {"kind", "door"}});
  Append(5, RecordKind::kAccess, "1002");
  Append(1, RecordKind::kAlarm);
  Append(300, RecordKind::kSystem);
  Append(1, RecordKind::kAccess, "1001");
  Append(1, RecordKind::kDoor, "1002");
  EXPECT_EQ(alarms.Next()["record"]["kind"], "alarm");
  EXPECT_EQ(hers.Next()["record"]["person"], "1001");
  EXPECT_EQ(neither.Next()["record"]["kind"], "door");
  Append(1, RecordKind::kAlarm);
  EXPECT_EQ(alarms.NextSeq(), rig.LastSeq());
}

TEST_F(WatchTest, GivesTheStatusAtOnceAndWhenItChanges) {
  rig.SetStatus({{"online", true}, {"at", "1"}});
  Watcher watcher(socket, {{"records", false}, {"status", true}});
  EXPECT_EQ(watcher.Next()["status"], (Json{{"online", true}, {"at", "1"}}));
  // Of what changes all the time alone nothing is said.
  rig.SetStatus({{"online", true}, {"at", "2"}, {"backlog", 7}});
  for (const int looks = rig.status_looks(); rig.status_looks() < looks + 2;) {
    std::this_thread::yield();
  }
  Append(3);
  rig.SetStatus({{"online", true}, {"at", "3"}, {"people", 1}});
  Json line = watcher.Next();
  EXPECT_EQ(line["watch"], "w");
  EXPECT_EQ(line["status"], (Json{{"online", true}, {"at", "3"}, {"people", 1}}));
}

TEST_F(WatchTest, GivesRecordsAndTheStatusTogether) {
  Watcher watcher(socket, {{"status", true}});
  EXPECT_TRUE(watcher.Next().contains("status"));
  Append(2);
  EXPECT_EQ(watcher.NextSeq(), rig.LastSeq() - 1);
  EXPECT_EQ(watcher.NextSeq(), rig.LastSeq());
}

TEST_F(WatchTest, LooksAtNoStatusThatNobodyWatches) {
  Watcher watcher(socket, Json::object());
  const int looks = rig.status_looks();
  Append(100);
  EXPECT_TRUE(watcher.GivesAll(watcher.begun["last_seq"], rig.LastSeq()));
  EXPECT_EQ(rig.status_looks(), looks);
}

TEST_F(WatchTest, RefusesWhatMakesNoSenseAndGoesOn) {
  auto client = ControlClient::Connect(socket);
  ASSERT_TRUE(client);
  for (const char* arguments :
       {R"({"after_seq":-1})", R"({"kind":"nonsense"})", R"({"person":""})", R"({"limit":5})",
        R"({"records":false})", R"({"records":false,"status":true,"after_seq":1})"}) {
    const auto reply =
        client->Call(R"({"id":"w","name":"watch","arguments":)" + std::string(arguments) + "}",
                     Watcher::kPatience);
    ASSERT_TRUE(reply);
    EXPECT_EQ(Json::parse(*reply)["error"]["code"], "invalid_argument") << arguments;
  }
  Append(1);
  const auto reply = client->Call(R"({"id":"l","name":"people.list"})", Watcher::kPatience);
  ASSERT_TRUE(reply);
  EXPECT_EQ(Json::parse(*reply)["id"], "l");
}

TEST_F(WatchTest, IsRefusedOverMqtt) {
  const Json error = rig.Refused("watch", Json::object());
  EXPECT_EQ(error["code"], "unsupported");
  EXPECT_NE(std::string(error["message"]).find("over MQTT records come by themselves"),
            std::string::npos);
}

// Further lines are answered in order, between what is watched; the watch loses nothing by them.
TEST_F(WatchTest, AnswersFurtherLinesAndBeginsNoSecondWatch) {
  Watcher watcher(socket, {{"after_seq", 0}});
  std::thread door([this] { Append(500); });
  RecordSeq seen = 0;
  const auto answer = [&](const std::string& name, const std::string& id) {
    Json line = watcher.Ask(name, Json::object(), id);
    for (; line.contains("record"); line = watcher.Next()) {
      EXPECT_EQ(line["record"]["seq"], ++seen);
    }
    EXPECT_EQ(line["id"], id);
    return line;
  };
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(answer("people.list", "list-" + std::to_string(i))["ok"], true);
    EXPECT_EQ(answer("watch", "w2-" + std::to_string(i))["error"]["code"], "resource_exhausted");
  }
  door.join();
  EXPECT_TRUE(watcher.GivesAll(seen, rig.LastSeq()));
}

TEST_F(WatchTest, EndsWithTheServer) {
  Watcher watcher(socket, {{"status", true}});
  EXPECT_TRUE(watcher.Next().contains("status"));
  Append(1);
  Stop();
  Json line = watcher.Next();
  while (line.is_object()) line = watcher.Next();
  EXPECT_EQ(line, "unavailable");
}

TEST_F(WatchTest, EndsWithTheClientAndLeavesItsPlace) {
  for (std::size_t i = 0; i < 3 * ControlServer::kMaxConnections; ++i) {
    Watcher watcher(socket, Json::object());
    Append(1);
    EXPECT_TRUE(watcher.GivesAll(watcher.begun["last_seq"], rig.LastSeq()));
  }
}

TEST_F(WatchTest, SaysThatTheLogIsANewOneAndGoesOn) {
  Append(300);
  Watcher watcher(socket, {{"after_seq", 0}});
  EXPECT_TRUE(watcher.GivesAll(0, rig.LastSeq()));
  const auto file = rig.folder() / "records.db";
  std::fstream(file, std::ios::binary | std::ios::in | std::ios::out)
      << std::string(static_cast<std::size_t>(std::filesystem::file_size(file)), 'x');
  std::filesystem::resize_file(file.string() + "-wal", 0);
  RecordSeq seen = rig.LastSeq();
  const auto log_id = [this] { return rig.Must("records.query", Json::object())["log_id"]; };
  while (log_id() == watcher.begun["log_id"]) Append(1);  // Until a query meets the damage.
  Append(1);

  // Of those appended before it was met, what could not be saved is told as lost.
  const RecordSeq last = rig.LastSeq();
  std::string told;
  while (seen < last) {
    Json line = watcher.Next();
    ASSERT_TRUE(line.is_object()) << line;
    if (line.contains("log_id")) {
      told = line["log_id"];
    } else if (line.contains("overwritten")) {
      EXPECT_EQ(line["overwritten"]["from"], seen + 1);
      seen = line["overwritten"]["to"];
    } else {
      EXPECT_EQ(line["record"]["seq"], ++seen);
    }
  }
  EXPECT_EQ(told, log_id());
}

}  // namespace doorward::watch_test
