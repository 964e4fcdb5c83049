// Commands as values: what a sender writes is what a terminal reads.

#include <gtest/gtest.h>

#include "doorward/protocol/device_commands.hpp"
#include "doorward/protocol/door_commands.hpp"
#include "doorward/protocol/enrol_commands.hpp"
#include "doorward/protocol/people_commands.hpp"
#include "doorward/protocol/record_commands.hpp"
#include "doorward/protocol/reply.hpp"
#include "doorward/protocol/rights_commands.hpp"
#include "doorward/protocol/status.hpp"
#include "doorward/protocol/watch_command.hpp"

namespace doorward::commands_test {

const WallTime kNow = *ParseTime("2026-11-23T08:00:00Z");

// Written, read and written again it is the same; and nothing of it is left unread.
template <typename Command>
void ExpectBothWays(const Command& command) {
  SCOPED_TRACE(std::string(Command::kName));
  const Json json = ArgumentsOf(command);
  const auto read = ReadCommand<Command>(json);
  ASSERT_TRUE(read) << read.error().Text();
  EXPECT_EQ(ArgumentsOf(*read), json);
}

TEST(Commands, AreReadAsTheyWereWritten) {
  ExpectBothWays(ReleaseDoor{DoorId("main")});
  ExpectBothWays(ReleaseDoor{DoorId("main"), "courier"});
  ExpectBothWays(SetDoorMode{DoorId("main"), DoorMode::kLockdown});
  ExpectBothWays(SetDoorMode{DoorId("main"), DoorMode::kFree, kNow});
  ExpectBothWays(GetConfig{});
  ExpectBothWays(PutConfig{Json{{"face", {{"frames", 2}}}}});
  ExpectBothWays(GetDeviceInfo{});
  ExpectBothWays(RestartDevice{});
  ExpectBothWays(TrustClock{kNow});
  ExpectBothWays(StartEnrolment{PersonId("1"), CredentialType::kFace});
  ExpectBothWays(StartEnrolment{PersonId("1"), CredentialType::kCard, ReaderId("nfc"),
                                std::chrono::seconds(5)});
  ExpectBothWays(GetEnrolment{"ctl-1"});
  ExpectBothWays(CancelEnrolment{"ctl-1"});
  ExpectBothWays(
      PutPeople{{Person{.id = PersonId("1"), .credentials = {PinCredential{"482913"}}}}});
  ExpectBothWays(DeletePeople{.ids = {PersonId("1"), PersonId("2")}});
  ExpectBothWays(DeletePeople{.all = true});
  ExpectBothWays(GetPerson{PersonId("1")});
  ExpectBothWays(ListPeople{});
  ExpectBothWays(ListPeople{{.after = "1", .limit = 7}});
  ExpectBothWays(PutPermissions{{Permission{.id = PermissionId("p"), .doors = {DoorId("main")}}}});
  ExpectBothWays(DeletePermissions{{PermissionId("p")}});
  ExpectBothWays(ListPermissions{});
  ExpectBothWays(PutHolidays{{Holiday{HolidayId("cn"), "", {{2026, 10, 1}}}}});
  ExpectBothWays(DeleteHolidays{{HolidayId("cn")}});
  ExpectBothWays(ListHolidays{});
  ExpectBothWays(QueryRecords{});
  ExpectBothWays(QueryRecords{{.after_seq = 9,
                               .limit = 3,
                               .person = PersonId("1"),
                               .kind = RecordKind::kAlarm,
                               .card = "04A1B2C3"}});
  ExpectBothWays(QueryRecords{{.code = "VISIT-7731"}});
  ExpectBothWays(GetSnapshot{4711});
  ExpectBothWays(Watch{});
  ExpectBothWays(Watch{.records = false, .status = true});
  ExpectBothWays(Watch{.after_seq = 0, .kind = RecordKind::kAlarm, .person = PersonId("1")});
}

TEST(Watch, IsOfRecordsFromNowOnUnlessItSaysOtherwise) {
  const auto watch = ReadCommand<Watch>(Json::object());
  ASSERT_TRUE(watch);
  EXPECT_TRUE(watch->records);
  EXPECT_FALSE(watch->status);
  EXPECT_FALSE(watch->after_seq);
  EXPECT_EQ(ReadCommand<Watch>({{"after_seq", 0}})->after_seq, 0);
}

TEST(Watch, RefusesWhatMakesNoSense) {
  const auto path_of = [](const Json& arguments) {
    const auto watch = ReadCommand<Watch>(arguments);
    return watch ? "none" : watch.error().path;
  };
  EXPECT_EQ(path_of({{"after_seq", -1}}), "after_seq");
  EXPECT_EQ(path_of({{"kind", "nonsense"}}), "kind");
  EXPECT_EQ(path_of({{"person", "a b"}}), "person");
  EXPECT_EQ(path_of({{"records", 1}}), "records");
  EXPECT_EQ(path_of({{"limit", 1}}), "limit");
  EXPECT_EQ(path_of({{"records", false}}), "status");
  EXPECT_EQ(path_of({{"records", false}, {"status", true}, {"kind", "door"}}), "kind");
}

TEST(WatchLines, NameTheWatchAndOneThing) {
  const WatchLines lines("w1");
  EXPECT_EQ(lines.Record({{"seq", 7}}), R"({"record":{"seq":7},"watch":"w1"})");
  EXPECT_EQ(lines.Status({{"online", true}}), R"({"status":{"online":true},"watch":"w1"})");
  EXPECT_EQ(lines.Overwritten({.from = 1, .to = 3}),
            R"({"overwritten":{"from":1,"to":3},"watch":"w1"})");
  EXPECT_EQ(lines.NewLog("0d5b"), R"({"log_id":"0d5b","watch":"w1"})");
}

TEST(Status, WithoutWhatIsVolatileTellsOfChangesAlone) {
  const Json status = {
      {"at", "now"}, {"backlog", 1}, {"records", {{"last_seq", 7}}}, {"people", 2}};
  EXPECT_EQ(WithoutVolatile(status), (Json{{"people", 2}}));
}

TEST(Commands, NeedTheRightOfTheirFamily) {
  EXPECT_EQ(GetPerson::kNeeds, Right::kLook);
  EXPECT_EQ(PutPeople::kNeeds, Right::kPeople);
  EXPECT_EQ(DeleteHolidays::kNeeds, Right::kPeople);
  EXPECT_EQ(ReleaseDoor::kNeeds, Right::kDoors);
  EXPECT_EQ(StartEnrolment::kNeeds, Right::kEnrol);
  EXPECT_EQ(RestartDevice::kNeeds, Right::kConfigure);
  EXPECT_EQ(TrustClock::kNeeds, Right::kPresence);
}

TEST(Reply, IsReadAsItWasWritten) {
  const Envelope command{.id = "1", .name = "people.get"};
  const auto good = ReadReply(WriteReply(command, Json{{"changed", 1}}, kNow));
  ASSERT_TRUE(good);
  EXPECT_EQ(good->id, "1");
  EXPECT_EQ(good->name, "people.get");
  EXPECT_EQ(good->outcome, (Json{{"changed", 1}}));
  const Error error{ErrorCode::kNotFound, "no such person", "id"};
  const auto bad = ReadReply(WriteReply(command, Fail(error), kNow));
  ASSERT_TRUE(bad);
  ASSERT_FALSE(bad->outcome);
  EXPECT_EQ(bad->outcome.error(), error);
}

TEST(Reply, WithoutAReadableIdHasNone) {
  EXPECT_EQ(ReadReply(WriteReply({}, Json::object(), kNow))->id, "");
}

TEST(Reply, OfAnotherVersionIsStillUnderstood) {
  const auto reply = ReadReply(R"({"id":"1","ok":false,"error":{"code":"too_rainy","extra":1}})");
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->outcome.error().code, ErrorCode::kInternal);
  EXPECT_EQ(ReadReply(R"({"ok":false})")->outcome.error().message, "no reason given");
}

TEST(Reply, IsNotMadeOfAnything) {
  for (const char* text :
       {"", "null", "[]", "{}", R"({"ok":"yes"})", R"({"ok":1})", "{\"ok\":true"}) {
    EXPECT_FALSE(ReadReply(text)) << text;
  }
}

}  // namespace doorward::commands_test
