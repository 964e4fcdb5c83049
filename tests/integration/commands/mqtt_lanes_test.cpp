// Over MQTT no lane waits for another, and the status for none; changes keep their order.

#include <gtest/gtest.h>

#include <future>

#include "doorward/sync/mqtt_session.hpp"
#include "fakes/fake_mqtt_client.hpp"
#include "integration/commands/held_photos.hpp"

namespace doorward::mqtt_lanes_test {

class MqttLanesTest : public testing::Test {
 protected:
  MqttLanesTest() {
    auto opened = RecordLog::Open({.file = folder.path() / "records.db"}, box);
    EXPECT_TRUE(opened);
    log = std::move(*opened);
    snapshots = SnapshotStore::Open(folder.path() / "snapshots", 1, box);
    writer = std::make_unique<RecordWriter>(*log, *snapshots, rig.clock, health, [] {});
    session = std::make_unique<MqttSession>(
        SessionConfig{.mqtt = {.url = "mqtts://broker"}, .device = "door-1"}, rig.router(), *log,
        *writer, TimeZone::Utc(),
        [this] {
          return Json{{"round", round.load()}};
        },
        rig.clock, health,
        [this](const MqttConfig&, MqttCallbacks given) -> Result<std::unique_ptr<MqttClient>> {
          callbacks = std::move(given);  // Before the first message is published.
          return std::make_unique<FakeMqttClient>(broker);
        });
    EXPECT_FALSE(broker.WaitForMessages(1).empty());
  }

  void Send(const std::string& id, const std::string& name, const Json& arguments) {
    callbacks.on_message({.topic = "doorward/v1/door-1/command",
                          .payload = DumpJson(rig.Envelope(id, name, arguments))});
  }

  // The place of the first message that `is_it` says yes to; waits for it.
  std::optional<std::size_t> PlaceOf(const std::function<bool(const Json&)>& is_it) {
    for (std::size_t count = 1;; ++count) {
      const auto messages = broker.WaitForMessages(count);
      if (messages.size() < count) return std::nullopt;
      if (is_it(Json::parse(messages[count - 1].payload, nullptr, false))) return count - 1;
    }
  }
  std::optional<std::size_t> PlaceOfReply(const std::string& id) {
    return PlaceOf([&id](const Json& message) { return message.value("id", "") == id; });
  }
  bool IsDone(const std::string& id, const std::string& name, const Json& arguments) {
    Send(id, name, arguments);
    const auto place = PlaceOfReply(id);
    return place && Json::parse(broker.WaitForMessages(*place + 1)[*place].payload)["ok"];
  }

  TempDir folder;
  const SecretBox box{Bytes(32, 7)};
  TerminalRig rig;
  Health health;
  std::unique_ptr<RecordLog> log;
  std::unique_ptr<SnapshotStore> snapshots;
  std::unique_ptr<RecordWriter> writer;
  FakeBroker broker;
  std::atomic<int> round = 0;
  MqttCallbacks callbacks;
  std::unique_ptr<MqttSession> session;
  HeldPhotos photos{rig.engine(), 500};
};

TEST_F(MqttLanesTest, ALockdownIsAnsweredWhile500PhotosAreBeingEnrolled) {
  Send("import", "people.put", photos.Arguments());
  ASSERT_TRUE(photos.AwaitUnderWay());
  EXPECT_TRUE(IsDone("release", "door.release", {{"door", "main"}}));
  EXPECT_TRUE(IsDone("lockdown", "door.mode", {{"door", "main"}, {"mode", "lockdown"}}));
  EXPECT_EQ(rig.access().Doors()[DoorId("main")].mode, DoorMode::kLockdown);
  EXPECT_TRUE(IsDone("query", "people.list", Json::object()));
  EXPECT_TRUE(IsDone("info", "device.info", Json::object()));
  photos.LetGo();
  EXPECT_TRUE(PlaceOfReply("import"));
  EXPECT_GT(PlaceOfReply("import"), PlaceOfReply("info"));
  EXPECT_EQ(rig.index().Get()->faces().size(), 500U);
}

TEST_F(MqttLanesTest, TheStatusIsPublishedWhilePhotosAreBeingEnrolled) {
  Send("import", "people.put", photos.Arguments());
  ASSERT_TRUE(photos.AwaitUnderWay());
  round = 7;
  EXPECT_TRUE(PlaceOf([](const Json& message) { return message.value("round", 0) == 7; }));
}

TEST_F(MqttLanesTest, ChangesOfOneSenderKeepTheirOrder) {
  Send("import", "people.put", photos.Arguments());
  ASSERT_TRUE(photos.AwaitUnderWay());
  Send("after", "people.put", {{"people", {{{"id", "p0"}, {"name", "the later one"}}}}});
  // What could overtake has had its chance once a later query is answered, and acts too.
  EXPECT_TRUE(IsDone("query", "people.list", Json::object()));
  EXPECT_TRUE(IsDone("act", "door.release", {{"door", "main"}}));
  photos.LetGo();
  ASSERT_TRUE(PlaceOfReply("after"));
  EXPECT_LT(PlaceOfReply("import"), PlaceOfReply("after"));
  EXPECT_EQ(rig.PeopleInDatabase().at(0).name, "the later one");
}

TEST_F(MqttLanesTest, AStopWaitsForWhatIsUnderWayAndAnswersItBeforeTheGoodbye) {
  Send("import", "people.put", photos.Arguments());
  ASSERT_TRUE(photos.AwaitUnderWay());
  std::future<void> stopped = std::async(std::launch::async, [this] { session.reset(); });
  photos.LetGo();
  stopped.get();
  const auto goodbye =
      PlaceOf([](const Json& message) { return message.value("online", true) == false; });
  ASSERT_TRUE(PlaceOfReply("import"));
  EXPECT_LT(PlaceOfReply("import"), goodbye);
  EXPECT_EQ(rig.PeopleInDatabase().size(), 500U);
}

}  // namespace doorward::mqtt_lanes_test
