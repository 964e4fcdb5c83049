// No lane of commands waits for another. Nothing here measures time: what is slow is held until the rest is done.

#include <gtest/gtest.h>

#include <future>
#include <latch>

#include "integration/commands/held_photos.hpp"

namespace doorward::lanes_test {

constexpr unsigned kMostPhotos = 500;

std::future<std::string> SendAside(TerminalRig& rig, const Json& envelope) {
  return std::async(std::launch::async, [&rig, envelope] { return rig.Send(envelope); });
}

bool IsReady(const std::future<std::string>& reply) {
  return reply.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

TEST(Lanes, ALockdownIsAnsweredWhile500PhotosAreBeingEnrolled) {
  TerminalRig rig;
  std::future<std::string> reply;
  HeldPhotos photos(rig.engine(), kMostPhotos);
  reply = SendAside(rig, rig.Envelope("import", "people.put", photos.Arguments()));
  ASSERT_TRUE(photos.AwaitUnderWay());

  rig.Must("door.release", {{"door", "main"}});
  EXPECT_EQ(rig.Releases(), 1);
  rig.Must("door.mode", {{"door", "main"}, {"mode", "lockdown"}});
  EXPECT_EQ(rig.access().Doors()[DoorId("main")].mode, DoorMode::kLockdown);
  EXPECT_TRUE(rig.Must("people.list", Json::object())["people"].empty());
  rig.Must("device.info", Json::object());
  rig.Must("config.put", {{"face", {{"frames", 2}}}});
  rig.Must("permissions.delete", {{"ids", {"none"}}});  // A change that is quickly prepared.

  EXPECT_FALSE(IsReady(reply));
  photos.LetGo();
  EXPECT_EQ(Json::parse(reply.get())["result"]["changed"], kMostPhotos);
  EXPECT_EQ(rig.index().Get()->faces().size(), kMostPhotos);
}

// A stored change whose preparation and execution do what a test says.
CommandSpec Change(std::function<Status()> prepare, std::function<void()> run) {
  return {
      .name = "test.change",
      .effect = CommandSpec::Effect::kStored,
      .run = [run = std::move(run)](const Json&, CommandContext&, const std::string&,
                                    CommandSpec::AfterCommit&) -> Result<Json> {
        run();
        return Json::object();
      },
      .prepare = [prepare = std::move(prepare)](Json arguments, CommandContext&) -> Result<Json> {
        DW_TRY(prepare());
        return arguments;
      }};
}

TEST(Lanes, WhatComesTwiceWhileItIsPreparedIsCarriedOutOnce) {
  std::latch both_prepare(2);
  int runs = 0;  // Of changes, which take turns.
  TerminalRig rig({.extra_commands = {Change(
                       [&]() -> Status {
                         both_prepare.arrive_and_wait();
                         return {};
                       },
                       [&] { ++runs; })}});
  const Json envelope = rig.Envelope("x", "test.change", Json::object());
  std::future<std::string> first = SendAside(rig, envelope);
  const std::string second = rig.Send(envelope);
  EXPECT_TRUE(Json::parse(second)["ok"]) << second;
  EXPECT_EQ(first.get(), second);
  EXPECT_EQ(runs, 1);
  EXPECT_EQ(rig.router().counters().done, 1U);
  EXPECT_EQ(rig.router().counters().repeated, 1U);
}

TEST(Lanes, AFailedPreparationDoesNotReplaceWhatWasDoneMeanwhile) {
  std::latch first_prepares(1);
  std::latch second_is_done(1);
  std::atomic<int> preparations = 0;
  int runs = 0;
  TerminalRig rig({.extra_commands = {Change(
                       [&]() -> Status {
                         if (++preparations > 1) return {};
                         first_prepares.count_down();
                         second_is_done.wait();
                         return Fail(ErrorCode::kTimeout, "scripted");
                       },
                       [&] { ++runs; })}});
  const Json envelope = rig.Envelope("x", "test.change", Json::object());
  std::future<std::string> first = SendAside(rig, envelope);
  first_prepares.wait();
  const std::string second = rig.Send(envelope);
  second_is_done.count_down();
  EXPECT_TRUE(Json::parse(second)["ok"]) << second;
  EXPECT_EQ(first.get(), second);
  EXPECT_EQ(rig.Send(envelope), second);
  EXPECT_EQ(runs, 1);
}

TEST(Lanes, EachCommandHasOne) {
  TerminalRig rig;
  const auto kind_of = [&rig](const std::string& name, const Json& arguments) {
    return rig.router().LaneOf(DumpJson(rig.Envelope("x", name, arguments))).kind;
  };
  using enum CommandLane::Kind;
  EXPECT_EQ(kind_of("door.mode", {{"door", "main"}, {"mode", "lockdown"}}), kDoorMode);
  EXPECT_EQ(kind_of("door.release", {{"door", "main"}}), kDoorRelease);
  EXPECT_EQ(kind_of("door.release", {{"door", "none"}}), kAct);
  EXPECT_EQ(kind_of("config.put", Json::object()), kAct);
  EXPECT_EQ(kind_of("people.put", {{"people", Json::array()}}), kChange);
  EXPECT_EQ(kind_of("people.list", {{"after", std::string(5000, 'x')}}), kChange);  // Not read.
  EXPECT_EQ(kind_of("people.list", Json::object()), kQuery);
  EXPECT_EQ(kind_of("people.nonsense", Json::object()), kQuery);
  EXPECT_EQ(rig.router().LaneOf("not JSON").lane(), CommandLane::Lane::kQueries);
}

}  // namespace doorward::lanes_test
