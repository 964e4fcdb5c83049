// The configuration is read strictly, whole, and every fault is told at once with its path.

#include "doorward/app/config.hpp"

#include <gtest/gtest.h>

namespace doorward::config_test {

Json Good() {
  return *ParseJson(R"({
    "device": {"id": "door-1", "time_zone": "Asia/Shanghai", "groups": ["site-a"]},
    "storage": {"directory": "/var/lib/doorward"},
    "mqtt": {"url": "mqtts://broker:8883", "username": "door-1", "password_file": "/etc/pw"},
    "doors": [{"id": "main",
               "strike": {"driver": "gpio", "chip": "/dev/gpiochip0", "line": 5, "active": "low"},
               "contact": {"driver": "gpio", "line": 6, "debounce_ms": 40},
               "exit_button": {"driver": "simulated"}}],
    "readers": [
      {"id": "cam", "door": "main", "driver": "camera", "source": "/dev/video0", "reads": ["face", "qr"]},
      {"id": "nfc", "door": "main", "direction": "out", "driver": "serial_line", "port": "/dev/ttyS1",
       "baud": 115200, "reads": ["card"]},
      {"id": "pad", "door": "main", "driver": "simulated", "reads": ["pin"]}],
    "face": {"models": "/usr/share/doorward/models", "frames": 2}
  })");
}

std::string FaultsOf(const Json& json) {
  const auto config = ReadConfig(json);
  return config ? "" : config.error().Text();
}

TEST(Config, TakesEveryValue) {
  const auto config = ReadConfig(Good());
  ASSERT_TRUE(config) << config.error().Text();
  EXPECT_EQ(config->device, "door-1");
  EXPECT_EQ(config->zone.name(), "Asia/Shanghai");
  ASSERT_TRUE(config->mqtt);
  EXPECT_EQ(config->mqtt->device, "door-1");
  EXPECT_EQ(config->mqtt->groups, std::vector<std::string>{"site-a"});
  EXPECT_EQ(config->mqtt_password_file, "/etc/pw");
  ASSERT_EQ(config->doors.size(), 1U);
  const DoorSection& door = config->doors[0];
  const auto& strike = std::get<GpioLineConfig>(door.strike);
  EXPECT_EQ(strike.line, 5U);
  EXPECT_FALSE(strike.active_high);
  EXPECT_EQ(door.door.contact_debounce, Milliseconds(40));
  EXPECT_TRUE(door.door.has_exit_button);
  ASSERT_EQ(config->readers.size(), 3U);
  EXPECT_TRUE(config->readers[0].is_camera());
  EXPECT_TRUE(config->readers[0].reads.contains("qr"));
  EXPECT_EQ(config->readers[1].reader.direction, Direction::kOut);
  EXPECT_EQ(config->readers[1].driver, "serial_line");
  EXPECT_FALSE(config->readers[1].device.is_simulated);
  EXPECT_TRUE(config->readers[2].device.is_simulated);
  EXPECT_EQ(config->readers[2].reads, ReadsWords{"pin"});
  EXPECT_EQ(config->face.face.frames, 2);
}

TEST(Config, ReportsEveryFaultWithItsPath) {
  Json json = Good();
  json["doors"][0]["release_for_ms"] = 0;
  json["doors"][0]["hold_limt_ms"] = 9;
  json["readers"][1]["baud"] = 9601;
  EXPECT_EQ(FaultsOf(json),
            "doors[0].release_for_ms: 0 is outside 500..60000\n"
            "doors[0].hold_limt_ms: unknown key (did you mean \"hold_limit_ms\"?)\n"
            "readers[1].baud: 9601 is not a usual rate: 9600, 19200, 38400, 57600, 115200 …");
}

struct FaultCase {
  const char* pointer;  // RFC 6901: where to put
  const char* value;    // this JSON; null removes.
  const char* fault;    // What the report must say.
};

class ConfigFaults : public testing::TestWithParam<FaultCase> {};

TEST_P(ConfigFaults, AreToldWithTheirPath) {
  const FaultCase& row = GetParam();
  Json json = Good();
  const Json::json_pointer pointer(row.pointer);
  const Json value = *ParseJson(row.value);
  if (value.is_null()) {
    json[pointer.parent_pointer()].erase(pointer.back());
  } else {
    json[pointer] = value;
  }
  EXPECT_NE(FaultsOf(json).find(row.fault), std::string::npos) << FaultsOf(json);
}

constexpr FaultCase kFaults[] = {
    {"/device", "null", "device: missing"},
    {"/device/id", R"("a/b")", "device.id: expected"},
    {"/device/id", R"("")", "device.id: "},
    {"/device/id", "7", "device.id: expected a string"},
    {"/device/time_zone", R"("Mars/Base")", "device.time_zone: there is no time zone"},
    {"/device/groups/0", R"("a+b")", "device.groups[0]: expected"},
    {"/storage", "null", "storage: missing"},
    {"/storage/directory", R"("data")", "storage.directory: expected an absolute path"},
    {"/storage/record_capacity", "99", "storage.record_capacity: 99 is outside"},
    {"/storage/record_capacity", "1e3", "storage.record_capacity: expected a whole number"},
    {"/storage/record_capacity", "18446744073709551615", "is outside 100..10000000"},
    {"/storage/snapshot_capacity", "-1", "storage.snapshot_capacity: -1 is outside"},
    {"/mqtt/url", R"("mqtt://broker")", "mqtt.url: mqtt:// is not encrypted"},
    {"/mqtt/url", R"("http://broker")", "mqtt.url: expected mqtts://"},
    {"/mqtt/certificate_file", R"("/c")", "certificate_file and key_file go together"},
    {"/mqtt/topic_prefix", R"("a/#")", "mqtt.topic_prefix: expected topic levels"},
    {"/mqtt/topic_prefix", R"("$SYS/a")", "mqtt.topic_prefix: expected topic levels"},
    {"/mqtt/protocol", R"("4")", "mqtt.protocol: expected one of 5, 3.1.1"},
    {"/mqtt/password", R"("hunter2")", "mqtt.password: unknown key"},
    {"/doors", "[]", "doors: expected at least one door"},
    {"/doors", "{}", "doors: expected an array"},
    {"/doors/0/id", "null", "doors[0].id: missing"},
    {"/doors/0/strike", "null", "doors[0].strike: missing"},
    {"/doors/0/strike/driver", R"("relay")",
     "doors[0].strike.driver: expected one of gpio, simulated"},
    {"/doors/0/strike/line", "null", "doors[0].strike.line: missing"},
    {"/doors/0/strike/line", "6",
     "doors[0].contact.line: line 6 of /dev/gpiochip0 is used already"},
    {"/doors/0/strike/debounce_ms", "5", "doors[0].strike.debounce_ms: unknown key"},
    {"/doors/0/contact/debounce_ms", "1001", "doors[0].contact.debounce_ms: 1001 is outside"},
    {"/doors/0/lock_type", R"("magnet")", "doors[0].lock_type: expected one of"},
    {"/readers/0/door", R"("side")", "readers[0].door: there is no door \"side\""},
    {"/readers/0/reads", R"(["card"])", "readers[0].reads: no one device"},
    {"/readers/0/reads", "[]", "readers[0].reads: expected at least one"},
    {"/readers/0/rotate_deg", "45", "readers[0].rotate_deg: expected 0, 90, 180 or 270"},
    {"/readers/0/rotate_deg", "360", "readers[0].rotate_deg: 360 is outside"},
    {"/readers/0/mirror", "1", "readers[0].mirror: expected"},
    {"/readers/1/reads", R"(["card", "qr"])", "readers[1].reads: no one device"},
    {"/readers/1/reads", R"(["fingerprint"])", "readers[1].reads: no one device"},
    {"/readers/1/id", R"("cam")", "reader \"cam\" is used already, by readers[0].id"},
    {"/readers/1/port", "null", "readers[1].port: missing"},
    {"/readers/2/reads", R"(["pin", "fingerprint"])", "readers[2].reads: no one device"},
    {"/readers/2/reads", R"(["face", "card"])", "readers[2].reads: no one device"},
    {"/readers/2/driver", R"("telepathy")", "readers[2].driver: expected one of camera, "},
    {"/readers/2/reads/0", R"("iris")", "readers[2].reads[0]: expected one of"},
    {"/face/frames", "0", "face.frames: 0 is outside"},
    {"/face/false_accept_rate", "0.5", "face.false_accept_rate: 0.5 is outside"},
    {"/face", "null", "face.models: missing: readers[0] reads faces"},
    {"/verification", R"({"mode": "online"})", "verification.mode: this version decides locally"},
    {"/enrollment", R"("both")", "enrollment: expected one of"},
    {"/control", R"({"socket": "sock"})", "control.socket: expected an absolute path"},
    {"/log", R"({"level": "loud"})", "log.level: expected one of"},
    {"/dors", "1", "dors: unknown key (did you mean \"doors\"?)"},
};

INSTANTIATE_TEST_SUITE_P(All, ConfigFaults, testing::ValuesIn(kFaults));

TEST(Config, TakesCommentsInTheFile) {
  const std::string text = "// what it is\n" + Good().dump() + "\n/* the end */\n";
  EXPECT_TRUE(ParseConfig(text));
}

TEST(Config, AMagnetLetsGoWithoutTheDaemonUnlessToldOtherwise) {
  Json json = Good();
  Json& door = json["doors"][0];
  const auto rest = [&] { return ReadConfig(json).value().doors[0].door.rest; };
  EXPECT_EQ(rest(), Strike::kSecure);
  door["rest"] = "released";
  EXPECT_EQ(rest(), Strike::kRelease);
  door["lock_type"] = "fail_safe";
  door.erase("rest");
  EXPECT_EQ(rest(), Strike::kRelease);
  door["rest"] = "secured";
  EXPECT_EQ(rest(), Strike::kSecure);
}

TEST(Config, TakesPlaintextOnlyIfAllowed) {
  Json json = Good();
  json["mqtt"]["url"] = "mqtt://127.0.0.1:1883";
  json["mqtt"]["allow_plaintext"] = true;
  EXPECT_EQ(FaultsOf(json), "");
}

}  // namespace doorward::config_test
