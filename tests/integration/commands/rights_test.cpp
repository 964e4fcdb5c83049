// permissions.* and holidays.*: what they change counts at once.

#include <gtest/gtest.h>

#include "integration/commands/terminal_rig.hpp"

namespace doorward::rights_test {

Json Permissions(const std::string& id, Json when, Json doors = {"main"}) {
  return {{"permissions", {{{"id", id}, {"doors", std::move(doors)}, {"when", std::move(when)}}}}};
}

const Json kAlways = {{"type", "always"}};

// Whether Ana may pass the door now.
Verdict AskForAna(TerminalRig& rig) {
  const auto index = rig.index().Get();
  const PersonRights* ana = index->FindPerson(PersonId("ana"));
  if (ana == nullptr) return {.reason = Reason::kUnknownPerson};
  return Decide(*ana, index->rights(),
                {.door = DoorId("main"), .now = rig.clock.WallNow(), .clock = rig.clock.Trust()});
}

void EnrolAna(TerminalRig& rig) {
  rig.Must("people.put", {{"people", {{{"id", "ana"}, {"permissions", {"staff"}}}}}});
}

TEST(Rights, APermissionCountsFromItsReplyOn) {
  TerminalRig rig;
  EnrolAna(rig);
  EXPECT_EQ(AskForAna(rig).reason, Reason::kNoPermission);
  EXPECT_EQ(rig.Must("permissions.put", Permissions("staff", kAlways)), (Json{{"changed", 1}}));
  EXPECT_TRUE(AskForAna(rig).granted);
  rig.Must("permissions.put", Permissions("staff", kAlways, {"back"}));
  EXPECT_EQ(AskForAna(rig).reason, Reason::kNoPermission);
  rig.Must("permissions.put", Permissions("staff", kAlways));
  rig.Restart();
  EXPECT_TRUE(AskForAna(rig).granted);
  EXPECT_EQ(rig.Must("permissions.delete", {{"ids", {"staff", "nobody"}}}), (Json{{"deleted", 1}}));
  EXPECT_EQ(AskForAna(rig).reason, Reason::kNoPermission);
}

TEST(Rights, AHolidayCountsFromItsReplyOn) {
  TerminalRig rig;  // It is Monday, the 23rd of November.
  EnrolAna(rig);
  const Json when = {{"type", "weekly"},
                     {"days", {{"mon", {"00:00-24:00"}}}},
                     {"holidays", {{"feast", Json::array()}}}};
  rig.Must("permissions.put", Permissions("staff", when));
  EXPECT_FALSE(AskForAna(rig).granted);  // There is no such holiday: dangling rights deny.
  const auto feast = [](const char* date) -> Json {
    return {{"holidays", {{{"id", "feast"}, {"name", "Feast"}, {"dates", {date}}}}}};
  };
  rig.Must("holidays.put", feast("2026-11-24"));
  EXPECT_TRUE(AskForAna(rig).granted);
  rig.Must("holidays.put", feast("2026-11-23"));
  EXPECT_EQ(AskForAna(rig).reason, Reason::kHoliday);
  EXPECT_EQ(rig.Must("holidays.delete", {{"ids", {"feast"}}}), (Json{{"deleted", 1}}));
  EXPECT_FALSE(AskForAna(rig).granted);
}

TEST(Rights, OneFaultAndNothingChanges) {
  TerminalRig rig;
  Json two = Permissions("staff", kAlways);
  two["permissions"].push_back(
      {{"id", "bad"}, {"doors", {"main"}}, {"when", {{"type", "daily"}, {"slots", {"9-12"}}}}});
  const Json error = rig.Refused("permissions.put", two);
  EXPECT_EQ(error["code"], "invalid_argument");
  EXPECT_EQ(error["path"], "permissions[1].when.slots[0]");
  EXPECT_TRUE(rig.index().Get()->rights().permissions.empty());
}

TEST(Rights, RefusesWhatIsNone) {
  TerminalRig rig;
  const std::vector<std::pair<const char*, Json>> rows = {
      {"permissions.put", Json::object()},
      {"permissions.put", {{"permissions", 7}}},
      {"permissions.put", Permissions("", kAlways)},
      {"permissions.put", Permissions("x'; DROP TABLE permissions; --", kAlways)},
      {"permissions.put", Permissions("staff", kAlways, Json::array())},
      {"permissions.put", Permissions("staff", kAlways, {"a b"})},
      {"permissions.put", Permissions("staff", Json::object())},
      {"permissions.put", Permissions("staff", {{"type", "never"}})},
      {"permissions.put",
       Permissions("staff", {{"type", "always"}, {"from", "2026-01-01T00:00:00Z"}})},
      {"permissions.put", Permissions("staff", {{"type", "range"}})},
      {"permissions.put",
       Permissions("staff", {{"type", "weekly"}, {"days", {{"funday", Json::array()}}}})},
      {"permissions.delete", Json::object()},
      {"permissions.delete", {{"all", true}}},
      {"permissions.list", {{"limit", 0}}},
      {"permissions.list", {{"limit", 501}}},
      {"permissions.list", {{"after", ""}}},
      {"holidays.put", {{"holidays", {{{"id", "x"}, {"dates", {"2026-02-30"}}}}}}},
      {"holidays.put", {{"holidays", {{{"id", "x"}, {"dates", "2026-02-01"}}}}}},
      {"holidays.delete", {{"ids", {""}}}},
      {"holidays.list", {{"limit", "1"}}},
  };
  for (const auto& [name, arguments] : rows) {
    EXPECT_EQ(rig.Refused(name, arguments).value("code", ""), "invalid_argument")
        << name << arguments;
  }
}

TEST(Rights, AreListedPageByPage) {
  TerminalRig rig;
  for (const char* id : {"c", "a", "b"}) {
    rig.Must("permissions.put", Permissions(id, kAlways));
    rig.Must("holidays.put",
             {{"holidays", {{{"id", id}, {"name", ""}, {"dates", {"2026-11-23"}}}}}});
  }
  for (const std::string table : {"permissions", "holidays"}) {
    const Json first = rig.Must(table + ".list", {{"limit", 2}});
    ASSERT_EQ(first[table].size(), 2U);
    EXPECT_EQ(first[table][0]["id"], "a");
    EXPECT_EQ(first["next"], "b");
    const Json second = rig.Must(table + ".list", {{"limit", 2}, {"after", "b"}});
    ASSERT_EQ(second[table].size(), 1U);
    EXPECT_EQ(second[table][0]["id"], "c");
    EXPECT_FALSE(second.contains("next"));
  }
}

}  // namespace doorward::rights_test
