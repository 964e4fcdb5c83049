// Commands as values: what a sender writes is what a terminal reads.

#include <gtest/gtest.h>

#include "doorward/protocol/device_commands.hpp"
#include "doorward/protocol/door_commands.hpp"
#include "doorward/protocol/enrol_commands.hpp"
#include "doorward/protocol/people_commands.hpp"
#include "doorward/protocol/record_commands.hpp"
#include "doorward/protocol/reply.hpp"
#include "doorward/protocol/rights_commands.hpp"

namespace doorward::commands_test {

const WallTime kNow = *ParseTime("2026-11-23T08:00:00Z");

// Written, read and written again it is the same; and nothing of it is left unread.
template <typename Command>
void ExpectBothWays(const Command& command) {
  SCOPED_TRACE(std::string(Command::kName));
  const Json json = command.ToJson();
  const auto read = Command::Parse(json);
  ASSERT_TRUE(read) << read.error().Text();
  EXPECT_EQ(read->ToJson(), json);
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
