// An MQTT library that never comes back is noticed.

#include <gtest/gtest.h>

#include <latch>

#include "doorward/sync/mqtt_session.hpp"
#include "fakes/fake_clock.hpp"
#include "fakes/fake_mqtt_client.hpp"
#include "fakes/temp_dir.hpp"
#include "integration/commands/terminal_rig.hpp"

namespace doorward::mqtt_hang_test {

// Connects when the test lets it.
class StuckClient final : public MqttClient {
 public:
  StuckClient(std::latch& entered, std::latch& leave) : entered_(entered), leave_(leave) {}

  Status Connect(Milliseconds) override {
    entered_.count_down();
    leave_.wait();
    return Fail(ErrorCode::kUnavailable, "scripted");
  }
  Status Subscribe(const std::vector<std::string>&, Milliseconds) override { return {}; }
  Status Publish(const MqttMessage&) override { return Fail(ErrorCode::kUnavailable, "scripted"); }
  bool connected() const override { return false; }
  void Disconnect(Milliseconds) override {}

 private:
  std::latch& entered_;
  std::latch& leave_;
};

TEST(MqttHang, IsSeenAfterAMinuteAndNotBefore) {
  TerminalRig rig;
  const TempDir folder;
  const SecretBox box(Bytes(32, 7));
  FakeClock clock;
  Health health;
  auto log = RecordLog::Open({.file = folder.path() / "records.db"}, box);
  auto snapshots = SnapshotStore::Open(folder.path() / "snapshots", 1, box);
  ASSERT_TRUE(log);
  RecordWriter writer(**log, *snapshots, clock, health, [] {});
  std::latch entered(1);
  std::latch leave(1);
  bool first = true;  // Only the sync thread looks at it.
  MqttSession session(
      {.mqtt = {.url = "mqtts://broker"}, .device = "door-1"}, rig.router(), **log, writer,
      TimeZone::Utc(), [] { return Json::object(); }, clock, health,
      [&](const MqttConfig&, const MqttCallbacks&) -> Result<std::unique_ptr<MqttClient>> {
        if (!std::exchange(first, false)) return Fail(ErrorCode::kUnavailable, "scripted");
        return std::make_unique<StuckClient>(entered, leave);
      });
  entered.wait();
  clock.Advance(std::chrono::seconds(60));
  EXPECT_FALSE(session.State().hung);
  clock.Advance(Milliseconds(1));
  EXPECT_TRUE(session.State().hung);
  leave.count_down();
}

}  // namespace doorward::mqtt_hang_test
