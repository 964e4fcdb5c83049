// door.*, records.*, config.* and device.*.

#include <gtest/gtest.h>

#include "integration/commands/terminal_rig.hpp"

namespace doorward::door_test {

TEST(DoorRelease, SetsTheStrikeOfThatDoorBeforeItReplies) {
  TerminalRig rig({.doors = {"main", "back"}});
  EXPECT_EQ(rig.Must("door.release", {{"door", "back"}, {"reason", "courier"}}), Json::object());
  EXPECT_EQ(rig.Releases("back"), 1);
  EXPECT_EQ(rig.Releases("main"), 0);
}

TEST(DoorRelease, NamesTheDoorsThereAre) {
  TerminalRig rig({.doors = {"main", "back"}});
  const Json error = rig.Refused("door.release", {{"door", "cellar"}});
  EXPECT_EQ(error["code"], "not_found");
  EXPECT_EQ(error["path"], "door");
  EXPECT_EQ(error["message"], "no such door; this terminal has: back, main");
}

TEST(DoorRelease, IsDeniedInLockdown) {
  TerminalRig rig;
  rig.Must("door.mode", {{"door", "main"}, {"mode", "lockdown"}});
  EXPECT_EQ(rig.Refused("door.release", {{"door", "main"}})["code"], "permission_denied");
  EXPECT_EQ(rig.Releases(), 0);
}

TEST(DoorRelease, RefusesWhatIsNone) {
  TerminalRig rig;
  for (const Json& arguments :
       {Json::object(), Json{{"door", ""}}, Json{{"door", 7}}, Json{{"door", nullptr}},
        Json{{"door", {"main"}}}, Json{{"door", "ma in"}}, Json{{"door", "main\n"}},
        Json{{"door", "main"}, {"reason", std::string(81, 'x')}},
        Json{{"door", "main"}, {"reason", 7}}, Json{{"door", "main"}, {"force", true}}}) {
    EXPECT_EQ(rig.Refused("door.release", arguments)["code"], "invalid_argument") << arguments;
  }
  EXPECT_EQ(rig.Releases(), 0);
}

TEST(DoorMode, IsInForceAtOnceAndAfterARestart) {
  TerminalRig rig;
  rig.Must("door.mode",
           {{"door", "main"}, {"mode", "lockdown"}, {"until", "2026-11-24T08:00:00Z"}});
  EXPECT_EQ(rig.access().Doors()[DoorId("main")].mode, DoorMode::kLockdown);
  rig.Restart();
  EXPECT_EQ(rig.access().Doors()[DoorId("main")].mode, DoorMode::kLockdown);
  rig.Must("door.mode", {{"door", "main"}, {"mode", "normal"}});
  rig.Restart();
  EXPECT_EQ(rig.access().Doors()[DoorId("main")].mode, DoorMode::kNormal);
}

TEST(DoorMode, RefusesWhatIsNone) {
  TerminalRig rig;
  for (const Json& arguments :
       {Json{{"door", "main"}}, Json{{"mode", "free"}}, Json{{"door", "main"}, {"mode", "open"}},
        Json{{"door", "main"}, {"mode", 1}}, Json{{"door", "main"}, {"mode", "FREE"}},
        Json{{"door", "main"}, {"mode", "free"}, {"until", "tomorrow"}},
        Json{{"door", "main"}, {"mode", "free"}, {"until", "2026-11-23T08:00:00Z"}},
        Json{{"door", "main"}, {"mode", "normal"}, {"until", "2026-11-24T08:00:00Z"}}}) {
    EXPECT_EQ(rig.Refused("door.mode", arguments)["code"], "invalid_argument") << arguments;
  }
  EXPECT_EQ(rig.access().Doors()[DoorId("main")].mode, DoorMode::kNormal);
  EXPECT_EQ(rig.Refused("door.mode", {{"door", "cellar"}, {"mode", "free"}})["code"], "not_found");
}

TEST(Records, AreFoundPageByPage) {
  TerminalRig rig;
  for (int i = 0; i < 5; ++i) rig.Must("permissions.delete", {{"ids", Json::array()}});
  ASSERT_EQ(rig.CommandRecords().size(), 5U);
  const Json first = rig.Must("records.query", {{"kind", "command"}, {"limit", 3}});
  ASSERT_EQ(first["records"].size(), 3U);
  EXPECT_EQ(first["next"], first["records"][2]["seq"]);
  EXPECT_EQ(first["log_id"].get<std::string>().size(), 32U);
  const Json rest =
      rig.Must("records.query", {{"kind", "command"}, {"limit", 3}, {"after_seq", first["next"]}});
  EXPECT_EQ(rest["records"].size(), 2U);
  EXPECT_FALSE(rest.contains("next"));
}

TEST(Records, RefusesWhatIsNone) {
  TerminalRig rig;
  for (const Json& arguments :
       {Json{{"after_seq", -1}}, Json{{"after_seq", 1.5}}, Json{{"after_seq", "1"}},
        Json{{"limit", 0}}, Json{{"limit", 501}}, Json{{"kind", "all"}}, Json{{"person", ""}},
        Json{{"person", "' OR 1=1"}}, Json{{"seq", 1}}}) {
    EXPECT_EQ(rig.Refused("records.query", arguments)["code"], "invalid_argument") << arguments;
  }
  for (const Json& arguments :
       {Json::object(), Json{{"seq", 0}}, Json{{"seq", "../../etc/passwd"}}, Json{{"seq", 1e30}}}) {
    EXPECT_EQ(rig.Refused("records.snapshot", arguments)["code"], "invalid_argument") << arguments;
  }
  EXPECT_EQ(rig.Refused("records.snapshot", {{"seq", 1}})["code"], "not_found");
}

TEST(Config, IsPatchedWholeOrNotAtAll) {
  TerminalRig rig;
  EXPECT_EQ(rig.Must("config.get", Json::object()), rig.config);
  EXPECT_EQ(rig.Must("config.put", {{"face", {{"frames", 2}}}})["face"]["frames"], 2);
  EXPECT_EQ(rig.Refused("config.put", {{"nonsense", 1}})["path"], "nonsense");
  EXPECT_EQ(rig.Refused("config.get", {{"face", 1}})["code"], "invalid_argument");
}

TEST(Device, TellsItsStatusAndCounters) {
  TerminalRig rig;
  const Json info = rig.Must("device.info", Json::object());
  EXPECT_EQ(info["online"], true);
  EXPECT_EQ(info["counters"]["granted"], 0);
  EXPECT_EQ(info["counters"]["commands_done"], 0);
  EXPECT_FALSE(info["counters"].contains("mqtt_reconnects"));
  EXPECT_EQ(rig.Refused("device.info", {{"all", true}})["code"], "invalid_argument");
}

TEST(Device, TellsWhatBecameOfCommands) {
  TerminalRig rig;
  const Json delete_all{{"all", true}};
  rig.Must("people.delete", delete_all);
  rig.Refused("people.delete", Json::object());
  const Json release = rig.Envelope("old", "door.release", {{"door", "main"}});
  rig.Send(release);
  rig.Send(release);
  rig.clock.Advance(std::chrono::minutes(1));
  Json late = release;
  late["id"] = "late";
  rig.Send(late);
  rig.router().Handle("{", BackOffice());
  const Json counters = rig.Must("device.info", Json::object())["counters"];
  EXPECT_EQ(counters["commands_done"], 2);
  EXPECT_EQ(counters["commands_failed"], 1);
  EXPECT_EQ(counters["commands_repeated"], 1);
  EXPECT_EQ(counters["commands_expired"], 1);
  EXPECT_EQ(counters["commands_malformed"], 1);
}

TEST(Device, TheClockIsTrustedOnTheWordOfWhoeverSeesIt) {
  TerminalRig rig;
  rig.clock.RaiseFloor(rig.clock.WallNow() + std::chrono::hours(24 * 365 * 70));
  const auto ask = [&](const WallTime& time, const Caller& caller) {
    return rig.Do("clock.trust", {{"time", FormatTime(time)}}, caller);
  };
  const WallTime now = rig.clock.WallNow();
  EXPECT_EQ(ask(now, BackOffice())["error"]["code"], "permission_denied");
  const Json refused = ask(now + std::chrono::minutes(2), LocalUser());
  EXPECT_EQ(refused["error"]["path"], "time");
  EXPECT_EQ(rig.clock.Trust(), ClockTrust::kUnsure);
  EXPECT_TRUE(ask(now + std::chrono::seconds(30), LocalUser())["ok"]);
  EXPECT_EQ(rig.clock.Trust(), ClockTrust::kTrusted);
}

TEST(Device, RestartsOncePerCommand) {
  TerminalRig rig;
  rig.Refused("device.restart", {{"now", true}});
  EXPECT_EQ(rig.restarts, 0);
  rig.Must("device.restart", Json::object());
  EXPECT_EQ(rig.restarts, 1);
}

}  // namespace doorward::door_test
