// A table of keys is read strictly, and tells what may stand there.

#include "doorward/core/config_key.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace doorward::config_key_test {

struct Lamp {
  std::string port;
  int level = 3;
  int baud = 9600;
  Milliseconds on_for{200};
  double gain = 0.5;
  bool inverted = false;
  std::size_t colour = 0;
};

std::vector<ConfigKey> LampKeys(Lamp& lamp) {
  return {
      {.name = "port", .value = DeviceValue(lamp.port), .about = "where it is", .required = true},
      {.name = "level", .value = NumberValue(lamp.level, {1, 5}), .about = "how bright"},
      {.name = "baud",
       .value = NumberOfValue(lamp.baud, {9600, 19200}, "expected 9600 or 19200"),
       .about = "how fast"},
      {.name = "on_for_ms", .value = NumberValue(lamp.on_for, {20, 10'000}), .about = "how long"},
      {.name = "gain", .value = RealValue(lamp.gain, 0.0, 1.5), .about = "how strong"},
      {.name = "wiring",
       .value = EitherValue(lamp.inverted, "normal", "inverted"),
       .about = "which way",
       .only_for = "card qr"},
      {.name = "colour",
       .value = Checked(
           ChoiceValue({"red", "green", "blue"}, 0, [&lamp](std::size_t at) { lamp.colour = at; }),
           [&lamp] { return lamp.colour == 2 ? "there is no blue yet" : ""; }),
       .about = "which colour"},
  };
}

std::string FaultsOf(const char* text, Lamp& lamp, std::string_view reads = "card") {
  const Json json = *ParseJson(text);
  JsonFaults faults;
  JsonReader reader(json, "lamp", faults);
  ReadKeys(reader, LampKeys(lamp), reads);
  reader.Finish();
  const Status status = faults.ToStatus();
  return status ? "" : status.error().Text();
}

TEST(ConfigKeys, TakeEveryValue) {
  Lamp lamp;
  EXPECT_EQ(FaultsOf(R"({"port": "/dev/lamp", "level": 5, "baud": 19200, "on_for_ms": 20,
                         "gain": 1.5, "wiring": "inverted", "colour": "green"})",
                     lamp),
            "");
  EXPECT_EQ(lamp.port, "/dev/lamp");
  EXPECT_EQ(lamp.level, 5);
  EXPECT_EQ(lamp.baud, 19200);
  EXPECT_EQ(lamp.on_for, Milliseconds(20));
  EXPECT_EQ(lamp.gain, 1.5);
  EXPECT_TRUE(lamp.inverted);
  EXPECT_EQ(lamp.colour, 1U);
}

TEST(ConfigKeys, LeaveWhatIsNotSaid) {
  Lamp lamp;
  EXPECT_EQ(FaultsOf(R"({"port": "/dev/lamp"})", lamp), "");
  EXPECT_EQ(lamp.level, 3);
  EXPECT_FALSE(lamp.inverted);
}

TEST(ConfigKeys, TellEveryFaultInTheOrderOfTheTable) {
  Lamp lamp;
  EXPECT_EQ(FaultsOf(R"({"level": 6, "baud": 10000, "on_for_ms": "1", "gain": 2, "wiring": "other",
                         "colour": "blue", "colours": 1})",
                     lamp),
            "lamp.port: missing\n"
            "lamp.level: 6 is outside 1..5\n"
            "lamp.baud: expected 9600 or 19200\n"
            "lamp.on_for_ms: expected a whole number, found string\n"
            "lamp.gain: 2 is outside 0.0..1.5\n"
            "lamp.wiring: expected one of normal, inverted\n"
            "lamp.colour: there is no blue yet\n"
            "lamp.colours: unknown key (did you mean \"colour\"?)");
}

TEST(ConfigKeys, AKeyForOtherReadersIsUnknown) {
  Lamp lamp;
  EXPECT_EQ(FaultsOf(R"({"port": "/dev/lamp", "wiring": "inverted"})", lamp, "pin"),
            "lamp.wiring: unknown key");
}

TEST(ConfigKeys, SayWhatMayStandThereAndTheDefault) {
  Lamp lamp;
  const Json rows = DescribeKeys(LampKeys(lamp));
  std::vector<std::string> told;
  for (const Json& row : rows) {
    told.push_back(row["name"].get<std::string>() + ": " + row["values"].get<std::string>() + "; " +
                   row["default"].dump());
  }
  EXPECT_THAT(
      told, testing::ElementsAre("port: path; null", "level: 1 to 5; 3", "baud: 9600, 19200; 9600",
                                 "on_for_ms: 20 to 10,000; 200", "gain: 0 to 1.5; 0.5",
                                 "wiring: `normal`, `inverted`; \"normal\"",
                                 "colour: `red`, `green`, `blue`; \"red\""));
  EXPECT_EQ(rows[0]["names"], "device");
  EXPECT_EQ(rows[0]["required"], true);
  EXPECT_EQ(rows[1]["schema"], (Json{{"type", "integer"}, {"minimum", 1}, {"maximum", 5}}));
}

}  // namespace doorward::config_key_test
