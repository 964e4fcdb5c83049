// People, permissions, holidays and records as JSON. Credentials and schedules: json_codec_test.cpp.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "doorward/domain/json_codec.hpp"
#include "fakes/person_generators.hpp"

namespace doorward::json_codec_people_test {

using testing::HasSubstr;

struct BadRow {
  std::string change;  // A merge patch for the good document.
  std::string path;
  std::string message;
};

template <typename Read>
void ExpectRefused(Read read, const Json& good, const std::vector<BadRow>& rows) {
  for (const BadRow& row : rows) {
    SCOPED_TRACE(row.change.substr(0, 200));
    Json json = good;
    json.update(*ParseJson(row.change));
    JsonFaults faults;
    read(json, "x", faults);
    if (faults.empty()) {
      ADD_FAILURE() << "accepted";
      continue;
    }
    EXPECT_EQ(faults.faults().front().path, row.path);
    EXPECT_THAT(faults.faults().front().message, HasSubstr(row.message));
  }
}

// Every key of `good` with values of every wrong type; and without it, if it is in `required`.
template <typename Read>
void ExpectTypesChecked(Read read, const Json& good, const std::vector<std::string>& required) {
  for (const auto& [key, value] : good.items()) {
    for (const char* odd : {"null", "true", "1", "-1.5", "\"\\u0007?\"", "[]", "{}", "[[]]",
                            "[null]", "[1]", "[{}]", "{\"a\":1}"}) {
      Json json = good;
      json[key] = *ParseJson(odd);
      if (json[key].type() == value.type() && json[key].size() <= value.size()) continue;
      JsonFaults faults;
      read(json, "x", faults);
      ASSERT_FALSE(faults.empty()) << json;
      EXPECT_THAT(faults.faults().front().path, testing::StartsWith("x." + key)) << json;
    }
    Json without = good;
    without.erase(key);
    JsonFaults faults;
    read(without, "x", faults);
    const bool needed = std::find(required.begin(), required.end(), key) != required.end();
    EXPECT_EQ(faults.empty(), !needed) << key;
  }
}

Json GoodPerson() {
  return *ParseJson(R"({"id":"1001","name":"张伟","department":"R&D","employee_no":"A-17",
      "valid_from":"2026-01-01T00:00:00Z","valid_until":"2027-01-01T00:00:00+08:00",
      "groups":["staff"],"permissions":["office-hours"],
      "credentials":[{"type":"card","uid":"04A1B2C3D4E5F6"}]})");
}

std::string Many(const std::string& key, int count) {
  Json json;
  for (int i = 0; i < count; ++i) json[key].push_back("g" + std::to_string(i));
  return json.dump();
}

TEST(PeopleJson, ReadsThePersonOfTheProtocol) {
  JsonFaults faults;
  const PersonInput input = ReadPerson(GoodPerson(), "people[0]", faults);
  ASSERT_TRUE(faults.empty()) << faults.faults().front().Text();
  EXPECT_EQ(input.person.id, PersonId("1001"));
  EXPECT_EQ(input.person.name, "张伟");
  EXPECT_EQ(input.person.validity.from, *ParseTime("2026-01-01T00:00:00Z"));
  EXPECT_EQ(input.person.permissions, std::vector{PermissionId("office-hours")});
  EXPECT_EQ(input.person.credentials,
            std::vector<Credential>{CardCredential{*FromHex("04A1B2C3D4E5F6")}});
}

TEST(PeopleJson, RefusesBadPeople) {
  const std::string card = R"({"type":"card","uid":"01020304"})";
  std::vector<BadRow> rows = {
      {R"({"credentials":[)" + card + "," + card + "]}", "x.credentials[1]", "is given twice"},
      {R"({"credentials":[{"type":"pin","pin":"1234"},{"type":"pin","pin":"5678"}]})",
       "x.credentials[1]", "at most one pin"},
      {R"({"credentials":[{"type":"pin","pin":"1234"},{"type":"pin","held":true}]})",
       "x.credentials[1]", "at most one pin"},
      {R"({"credentials":[{"type":"totp","held":true},{"type":"totp","held":true}]})",
       "x.credentials[1]", "at most one totp"},
      {R"({"credentials":[)" + card + R"(,{"type":"card","uid":"01"}]})", "x.credentials[1].uid",
       "card uid: expected 4 to 10 bytes of hex"},
      {R"({"credentials":[{"type":"face","photo":""}]})", "x.credentials[0].photo", "photo"},
      {R"({"credentials":[{"type":"face","photo":"%%%%"}]})", "x.credentials[0].photo", "photo"},
      {R"({"valid_until":"2025-01-01T00:00:00Z"})", "x.valid_until", "must be after valid_from"},
      {R"({"valid_from":"yesterday"})", "x.valid_from", ""},
      {R"({"groups":["a","a"]})", "x.groups[1]", "is given twice"},
      {R"({"permissions":["a","b","a"]})", "x.permissions[2]", "is given twice"},
      {R"({"permisions":[]})", "x.permisions", "did you mean \"permissions\""},
      {Many("groups", 65), "x.groups", "at most 64"},
      {Many("permissions", 65), "x.permissions", "at most 64"},
      {Many("credentials", 17), "x.credentials", "at most 16"},
  };
  for (const char* key : {"name", "department", "employee_no"}) {
    const Json patch = {{key, std::string(257, 'n')}};
    rows.push_back({patch.dump(), std::string("x.") + key, "longer than 256 bytes"});
  }
  for (const std::string& id : {std::string(), std::string(65, 'i'), std::string("a b"),
                                std::string("a/b"), std::string("'--"), std::string("张"),
                                std::string("a\n"), std::string("#"), std::string("+")}) {
    rows.push_back({Json{{"id", id}}.dump(), "x.id", "expected an id"});
    rows.push_back({Json{{"groups", {id}}}.dump(), "x.groups[0]", "expected an id"});
    rows.push_back({Json{{"permissions", {id}}}.dump(), "x.permissions[0]", "expected an id"});
  }
  ExpectRefused(ReadPerson, GoodPerson(), rows);
  ExpectTypesChecked(ReadPerson, GoodPerson(), {"id"});
}

TEST(PeopleJson, TakesPhotosAside) {
  Json json = GoodPerson();
  json["credentials"].push_back({{"type", "face"}, {"photo", ToBase64(Bytes{0xFF, 0xD8})}});
  JsonFaults faults;
  const PersonInput input = ReadPerson(json, "people[3]", faults);
  ASSERT_TRUE(faults.empty());
  ASSERT_EQ(input.photos.size(), 1U);
  EXPECT_EQ(input.photos[0].file, (Bytes{0xFF, 0xD8}));
  EXPECT_EQ(input.photos[0].path, "people[3].credentials[1].photo");
  EXPECT_EQ(input.person.credentials.size(), 1U);
}

TEST(PeopleJson, SecretsAreNotTold) {
  Person person{.id = PersonId("1")};
  person.credentials = {PinCredential{"482913"}, TotpCredential{Bytes(20, 0x41)},
                        BluetoothCredential{Bytes(16, 0x42)}, BluetoothCredential{Bytes(16, 0x43)}};
  const Json json = PersonToJson(person);
  EXPECT_EQ(json["credentials"], *ParseJson(R"([{"type":"pin","held":true},
      {"type":"totp","held":true},{"type":"bluetooth","held":true},{"type":"bluetooth","held":true}])"));
  JsonFaults faults;
  person.credentials = {HeldSecret{CredentialType::kPin}, HeldSecret{CredentialType::kTotp},
                        HeldSecret{CredentialType::kBluetooth},
                        HeldSecret{CredentialType::kBluetooth}};
  EXPECT_EQ(ReadPerson(json, "", faults).person, person);
  EXPECT_TRUE(faults.empty());
}

RC_GTEST_PROP(PeopleJson, PeopleSurviveTheirJson, ()) {
  const Person person = *AnyPerson();
  JsonFaults faults;
  const auto json = ParseJson(DumpJson(PersonToJson(person)));
  RC_ASSERT(json.has_value());
  const PersonInput read = ReadPerson(*json, "", faults);
  RC_LOG() << (faults.empty() ? "" : faults.faults().front().Text());
  RC_ASSERT(faults.empty());
  RC_ASSERT(read.photos.empty());
  RC_ASSERT(read.person == person);
}

RC_GTEST_PROP(PeopleJson, PermissionsSurviveTheirJson, ()) {
  const Permission permission = *AnyPermission();
  JsonFaults faults;
  const auto json = ParseJson(DumpJson(PermissionToJson(permission)));
  RC_ASSERT(json.has_value());
  RC_ASSERT(ReadPermission(*json, "", faults) == permission);
  RC_ASSERT(faults.empty());
}

TEST(PeopleJson, RefusesBadPermissionsAndHolidays) {
  const Json permission =
      *ParseJson(R"({"id":"office","doors":["main"],"when":{"type":"always"}})");
  ExpectRefused(ReadPermission, permission,
                {{R"({"doors":[]})", "x.doors", "at least one"},
                 {R"({"doors":["main","main"]})", "x.doors[1]", "is given twice"},
                 {R"({"doors":["a b"]})", "x.doors[0]", "expected an id"},
                 {Many("doors", 65), "x.doors", "at most 64"},
                 {R"({"door":"main"})", "x.door", "did you mean \"doors\""},
                 {R"({"when":{"type":"daily","slots":["x"]}})", "x.when.slots[0]", ""},
                 {R"({"when":{"type":"always","x":1}})", "x.when.x", "unknown key"}});
  ExpectTypesChecked(ReadPermission, permission, {"id", "doors", "when"});

  const Json holiday = *ParseJson(R"({"id":"cn-2026","name":"春节","dates":["2026-02-17"]})");
  std::vector<BadRow> rows = {
      {R"({"dates":["2026-02-17","2026-02-17"]})", "x.dates[1]", "is given twice"},
      {R"({"date":"2026-02-17"})", "x.date", "did you mean \"dates\""},
      {Many("dates", 1001), "x.dates", "at most 1000"},
      {Json{{"name", std::string(257, 'n')}}.dump(), "x.name", "longer than 256"}};
  for (const char* date : {"", "2026-02-30", "2026-2-17", "20260217", "2026-13-01", "2026-00-10",
                           "2026-01-00", "26-01-01", "2026-02-17T00:00:00Z", "2026/02/17",
                           "2025-02-29", " 2026-02-17", "2026-02-17 ", "-026-02-17"}) {
    rows.push_back({Json{{"dates", {date}}}.dump(), "x.dates[0]", ""});
  }
  ExpectRefused(ReadHoliday, holiday, rows);
  ExpectTypesChecked(ReadHoliday, holiday, {"id", "dates"});
}

TEST(PeopleJson, HolidaysSurviveTheirJson) {
  const Holiday holiday{
      HolidayId("cn"), "春节 '\"", {{2026, 2, 17}, {2024, 2, 29}, {1999, 12, 31}}};
  JsonFaults faults;
  EXPECT_EQ(ReadHoliday(HolidayToJson(holiday), "", faults), holiday);
  EXPECT_TRUE(faults.empty());
}

TEST(PeopleJson, SecretsAreToldToATerminalAlone) {
  const Person person{.id = PersonId("1"),
                      .credentials = {PinCredential{"482913"}, TotpCredential{Bytes(20, 0xA5)},
                                      BluetoothCredential{Bytes(16, 7)}}};
  EXPECT_EQ(PersonToJson(person).dump().find("482913"), std::string::npos);
  JsonFaults faults;
  const PersonInput read = ReadPerson(PersonToJson(person, Secrets::kTold), "", faults);
  EXPECT_TRUE(faults.empty());
  EXPECT_EQ(read.person, person);
}

}  // namespace doorward::json_codec_people_test
