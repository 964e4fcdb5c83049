// What the router promises of every command, whatever it is.

#include <gtest/gtest.h>

#include <thread>

#include "integration/commands/terminal_rig.hpp"

namespace doorward::router_test {

const Json kAna = {{"people", {{{"id", "ana"}}}}};

TEST(Router, AnswersWhatIsNoEnvelopeWithNulls) {
  TerminalRig rig;
  for (const char* text : {"", "x", "[]", "{}", R"({"id":7,"name":"people.list"})"}) {
    const Json reply = Json::parse(rig.router().Handle(text, BackOffice()));
    EXPECT_TRUE(reply["id"].is_null());
    EXPECT_EQ(reply["error"]["code"], "invalid_argument");
  }
  EXPECT_EQ(rig.router().counters().malformed, 5U);
}

TEST(Router, RefusesDepthAndSizeBeforeThereIsADocument) {
  TerminalRig rig;
  std::string deep = R"({"id":"a","name":"people.put","arguments":)";
  for (int i = 0; i < 100'000; ++i) deep += R"({"a":)";
  for (const std::string& text : {deep, std::string(8 * 1024 * 1024, 'x')}) {
    const Json reply = Json::parse(rig.router().Handle(text, BackOffice()));
    EXPECT_EQ(reply["error"]["code"], "invalid_argument");
  }
}

TEST(Router, NamesItDoesNotKnowAreUnsupported) {
  TerminalRig rig;
  for (const char* name :
       {"people", "people.pu", "people.putt", "set.begin", "set.put", "set.commit", "set.abort"}) {
    EXPECT_EQ(rig.Refused(name, Json::object())["code"], "unsupported");
  }
}

TEST(Router, KeepsLocalCommandsLocal) {
  int runs = 0;
  TerminalRig rig(
      {.extra_commands = {{.name = "sim.test",
                           .needs = Right::kPresence,
                           .run = [&runs](const Json&, CommandContext&, const std::string&,
                                          CommandSpec::AfterCommit&) -> Result<Json> {
                             ++runs;
                             return Json::object();
                           }}}});
  EXPECT_EQ(rig.Refused("sim.test", Json::object())["code"], "permission_denied");
  EXPECT_EQ(runs, 0);
  EXPECT_TRUE(rig.Do("sim.test", Json::object(), LocalUser())["ok"]);
  EXPECT_EQ(runs, 1);
}

TEST(Router, ARepeatedIdGetsTheStoredReplyAndDoesNothing) {
  TerminalRig rig;
  const std::string first = rig.Send(rig.Envelope("x", "people.put", kAna));
  rig.Must("people.delete", {{"all", true}});
  rig.clock.Advance(std::chrono::hours(24));
  EXPECT_EQ(rig.Send(rig.Envelope("x", "people.put", kAna)), first);
  EXPECT_EQ(rig.Send(rig.Envelope("x", "people.put", {{"people", "something else"}})), first);
  EXPECT_TRUE(rig.PeopleInDatabase().empty());
  rig.Restart();
  EXPECT_EQ(rig.Send(rig.Envelope("x", "people.put", kAna)), first);
  EXPECT_TRUE(rig.PeopleInDatabase().empty());
  EXPECT_EQ(rig.router().counters().repeated, 1U);
}

TEST(Router, AFailureIsRememberedToo) {
  TerminalRig rig;
  const Json wrong = {{"people", {{{"id", ""}}}}};
  const std::string first = rig.Send(rig.Envelope("x", "people.put", wrong));
  EXPECT_FALSE(Json::parse(first)["ok"]);
  EXPECT_EQ(rig.Send(rig.Envelope("x", "people.put", kAna)), first);
  EXPECT_TRUE(rig.PeopleInDatabase().empty());
}

TEST(Router, AQueryIsAnsweredEachTimeAfresh) {
  TerminalRig rig;
  const Json query = rig.Envelope("x", "people.list", Json::object());
  EXPECT_EQ(Json::parse(rig.Send(query))["result"]["people"].size(), 0U);
  rig.Must("people.put", kAna);
  EXPECT_EQ(Json::parse(rig.Send(query))["result"]["people"].size(), 1U);
}

// Threat 4: recorded messages, replayed at once, often, after a restart, and a day later.
TEST(Router, ARecordedReleaseOpensTheDoorOnce) {
  TerminalRig rig;
  const Json recorded = rig.Envelope("x", "door.release", {{"door", "main"}});
  const std::string first = rig.Send(recorded);
  ASSERT_TRUE(Json::parse(first)["ok"]) << first;
  EXPECT_EQ(rig.Releases(), 1);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(rig.Send(recorded), first);
  rig.Restart();
  EXPECT_EQ(rig.Send(recorded), first);
  rig.clock.Advance(std::chrono::hours(24));
  EXPECT_EQ(rig.Send(recorded), first);
  EXPECT_EQ(rig.Releases(), 1);
}

TEST(Router, WhatComesTooLateIsNotDone) {
  TerminalRig rig;
  const Json release = rig.Envelope("x", "door.release", {{"door", "main"}});
  const Json mode = rig.Envelope("y", "door.mode", {{"door", "main"}, {"mode", "free"}});
  const Json restart = rig.Envelope("z", "device.restart", Json::object());
  rig.clock.Advance(std::chrono::seconds(11));
  EXPECT_EQ(Json::parse(rig.Send(release))["error"]["code"], "expired");
  rig.clock.Advance(std::chrono::seconds(50));
  EXPECT_EQ(Json::parse(rig.Send(mode))["error"]["code"], "expired");
  EXPECT_EQ(Json::parse(rig.Send(restart))["error"]["code"], "expired");
  EXPECT_EQ(rig.Releases(), 0);
  EXPECT_EQ(rig.restarts, 0);
  EXPECT_EQ(rig.router().counters().expired, 3U);
}

TEST(Router, NothingThatAgesIsDoneWhileTheClockIsUnsure) {
  TerminalRig rig;
  rig.clock.RaiseFloor(rig.clock.WallNow() + std::chrono::hours(1));
  EXPECT_EQ(rig.Refused("door.release", {{"door", "main"}})["code"], "expired");
  EXPECT_EQ(rig.Releases(), 0);
  rig.Must("people.put", kAna);  // Has no age.
}

// What a crash between intent and outcome leaves behind.
TEST(Router, AnUnknownOutcomeIsToldAndNotRepeated) {
  for (const char* name : {"door.release", "door.mode", "device.restart", "config.put"}) {
    TerminalRig rig;
    rig.WriteJournal({.id = "x", .name = name, .reply = ""});
    rig.Restart();
    for (int i = 0; i < 2; ++i) {
      const Json reply = Json::parse(rig.Send(rig.Envelope("x", name, {{"door", "main"}})));
      EXPECT_EQ(reply["error"]["code"], "unavailable");
      EXPECT_NE(reply["error"]["message"].get<std::string>().find("unknown"), std::string::npos);
    }
    EXPECT_EQ(rig.Releases(), 0);
    EXPECT_EQ(rig.restarts, 0);
  }
}

TEST(Router, TheIntentIsDurableBeforeTheWorldChanges) {
  std::optional<JournalEntry> seen;
  TerminalRig rig(
      {.extra_commands = {{.name = "test.act",
                           .effect = CommandSpec::Effect::kPhysical,
                           .run = [&](const Json&, CommandContext& context, const std::string& id,
                                      CommandSpec::AfterCommit&) -> Result<Json> {
                             auto transaction = context.people.Begin();
                             seen = *context.people.FindJournal(id);
                             return Json::object();
                           }}}});
  rig.Must("test.act", Json::object());
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->name, "test.act");
  EXPECT_TRUE(seen->reply.empty());
}

TEST(Router, WhatChangesSomethingLeavesARecordWithoutSecrets) {
  TerminalRig rig;
  rig.Must(
      "people.put",
      {{"people", {{{"id", "ana"}, {"credentials", {{{"type", "pin"}, {"pin", "482913"}}}}}}}});
  rig.Refused("people.put", {{"people", {{{"id", "eve"}, {"name", 7}}}}});
  rig.Must("people.list", Json::object());
  rig.Do("door.release", {{"door", "main"}}, LocalUser());
  std::vector<std::string> details;
  for (const Record& record : rig.CommandRecords()) {
    details.push_back(std::string(EventName(*record.event)) + ": " + record.detail);
  }
  EXPECT_EQ(details, (std::vector<std::string>{
                         "command_done: people.put from back_office",
                         "command_failed: people.put from back_office: invalid_argument",
                         "command_done: door.release from local"}));
}

TEST(Router, ARestartIsAskedForOnceItsOutcomeIsDurable) {
  TerminalRig rig;
  const Json restart = rig.Envelope("x", "device.restart", Json::object());
  EXPECT_TRUE(Json::parse(rig.Send(restart))["ok"]);
  EXPECT_EQ(rig.restarts, 1);
  rig.Restart();
  EXPECT_TRUE(Json::parse(rig.Send(restart))["ok"]);
  EXPECT_EQ(rig.restarts, 1);
}

TEST(Router, TakesCommandsFromManyThreads) {
  TerminalRig rig;
  std::vector<std::thread> threads;
  std::atomic<int> done = 0;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 10; ++i) {
        const std::string id = std::to_string(thread) + "-" + std::to_string(i);
        const Json reply = Json::parse(rig.Send(
            {{"id", id}, {"name", "people.put"}, {"arguments", {{"people", {{{"id", id}}}}}}}));
        if (reply["ok"]) ++done;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(done, 40);
  EXPECT_EQ(rig.index().Get()->people(), 40U);
  EXPECT_EQ(rig.router().counters().done, 40U);
}

TEST(Router, ARefusalNamesWhatItRefuses) {
  FakeClock clock(*ParseTime("2026-11-23T08:00:00Z"));
  const Error full{ErrorCode::kResourceExhausted, "too many commands wait"};
  EXPECT_EQ(Json::parse(CommandRouter::RefusalFor(
                R"({"id":"a","name":"people.put","arguments":{"people":[]}})", full, clock)),
            Json::parse(R"({"id":"a","name":"people.put","ok":false,"at":"2026-11-23T08:00:00.000Z",
                "error":{"code":"resource_exhausted","message":"too many commands wait"}})"));
  EXPECT_TRUE(Json::parse(CommandRouter::RefusalFor("{{", full, clock))["id"].is_null());
}

}  // namespace doorward::router_test
