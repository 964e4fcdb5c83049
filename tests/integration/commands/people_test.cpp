// people.*: all or nothing, bounds, and what the index and the database then hold.

#include <gtest/gtest.h>

#include "doorward/protocol/reply.hpp"
#include "fakes/face_numbers.hpp"
#include "integration/commands/terminal_rig.hpp"

namespace doorward::people_test {

Json HeldPin() { return {{"type", "pin"}, {"held", true}}; }

Json Someone(const std::string& id, std::vector<Json> credentials = {}) {
  return {{"id", id}, {"credentials", Json(std::move(credentials))}};
}

const PersonRights* Owner(TerminalRig& rig, const char* uid) {
  static std::shared_ptr<const CredentialIndex> index;
  index = rig.index().Get();
  return index->FindByKey(KeyOfCard(*FromHex(uid)));
}

TEST(PeoplePut, CountsAtOnce) {
  TerminalRig rig;
  EXPECT_EQ(rig.Must("people.put", People({Someone("ana", {Card("04A1B2C3")}), Someone("ben")})),
            (Json{{"changed", 2}}));
  ASSERT_NE(Owner(rig, "04A1B2C3"), nullptr);
  EXPECT_EQ(Owner(rig, "04A1B2C3")->id, PersonId("ana"));
  rig.Restart();
  ASSERT_NE(Owner(rig, "04A1B2C3"), nullptr);
}

TEST(PeoplePut, ReplacesThePersonWhole) {
  TerminalRig rig;
  rig.Must("people.put", People({Someone("ana", {Card("04A1B2C3"), Pin("482913")})}));
  rig.Must("people.put", People({Someone("ana", {Card("04FFFFFF")})}));
  EXPECT_EQ(Owner(rig, "04A1B2C3"), nullptr);
  EXPECT_NE(Owner(rig, "04FFFFFF"), nullptr);
  EXPECT_EQ(rig.index().Get()->FindByKey(KeyOfPin(rig.box(), "482913")), nullptr);
}

TEST(PeoplePut, OneFaultAndNobodyIsPut) {
  TerminalRig rig;
  std::vector<Json> people;
  for (int i = 0; i < 500; ++i) people.push_back(Someone("p" + std::to_string(i)));
  people[499]["credentials"] = {Card("04A1")};
  const Json error = rig.Refused("people.put", People(people));
  EXPECT_EQ(error["code"], "invalid_argument");
  EXPECT_EQ(error["path"], "people[499].credentials[0].uid");
  EXPECT_TRUE(rig.PeopleInDatabase().empty());
  EXPECT_EQ(rig.index().Get()->people(), 0U);
}

TEST(PeoplePut, NobodyTakesAnothersCredential) {
  TerminalRig rig;
  rig.Must("people.put", People({Someone("ana", {Card("04A1B2C3"), Pin("482913")})}));
  const Json error =
      rig.Refused("people.put", People({Someone("ben"), Someone("eve", {Card("04A1B2C3")})}));
  EXPECT_EQ(error["code"], "already_exists");
  EXPECT_EQ(error["path"], "people[1].credentials[0]");
  EXPECT_EQ(rig.Refused("people.put", People({Someone("eve", {Pin("482913")})}))["code"],
            "already_exists");
  EXPECT_EQ(DumpJson(error).find("04A1B2C3"), std::string::npos);
  EXPECT_EQ(rig.PeopleInDatabase().size(), 1U);
  EXPECT_EQ(Owner(rig, "04A1B2C3")->id, PersonId("ana"));
}

TEST(PeoplePut, TwoMaySwapCardsInOneCommand) {
  TerminalRig rig;
  rig.Must("people.put",
           People({Someone("ana", {Card("04A1B2C3")}), Someone("ben", {Card("04D4E5F6")})}));
  rig.Must("people.put",
           People({Someone("ana", {Card("04D4E5F6")}), Someone("ben", {Card("04A1B2C3")})}));
  EXPECT_EQ(Owner(rig, "04D4E5F6")->id, PersonId("ana"));
  EXPECT_EQ(Owner(rig, "04A1B2C3")->id, PersonId("ben"));
}

TEST(PeoplePut, WritingBackWhatWasReadLosesNoPin) {
  TerminalRig rig;
  rig.Must("people.put", People({Someone("ana", {Pin("482913")})}));
  const Json read = rig.Must("people.get", {{"id", "ana"}})["person"];
  EXPECT_EQ(read["credentials"], Json::array({HeldPin()}));
  EXPECT_EQ(DumpJson(read).find("482913"), std::string::npos);
  Json edited = read;
  edited["name"] = "Ana";
  rig.Must("people.put", People({edited}));
  const auto index = rig.index().Get();
  ASSERT_NE(index->FindByKey(KeyOfPin(rig.box(), "482913")), nullptr);
}

TEST(PeoplePut, NobodyKeepsAPinThatIsNotHeld) {
  TerminalRig rig;
  EXPECT_EQ(rig.Refused("people.put", People({Someone("ana", {HeldPin()})}))["code"], "not_found");
  EXPECT_TRUE(rig.PeopleInDatabase().empty());
}

struct Refusal {
  const char* what;
  Json arguments;
  const char* path;
};

std::vector<Refusal> Refusals() {
  const auto person = [](const char* key, Json value) {
    Json json = Someone("ana");
    json[key] = std::move(value);
    return People({json});
  };
  const auto credential = [](Json value) { return People({Someone("ana", {std::move(value)})}); };
  FaceNumbers nan = FaceOf(1);
  nan[5] = std::nanf("");
  FaceNumbers huge = FaceOf(1);
  huge[5] = 1e30F;
  std::vector<Json> many(501, Someone("x"));
  return {
      {"nothing", Json::object(), "people"},
      {"no array", {{"people", Json::object()}}, "people"},
      {"too many", People(many), "people"},
      {"not an object", People({Json(7)}), "people[0]"},
      {"unknown key", {{"people", Json::array()}, {"peple", 1}}, "peple"},
      {"the same id twice", People({Someone("ana"), Someone("ana")}), "people[1].id"},
      {"no id", People({Json::object()}), "people[0].id"},
      {"id with a space", People({Someone("a b")}), "people[0].id"},
      {"id with SQL", People({Someone("a';--")}), "people[0].id"},
      {"id too long", People({Someone(std::string(65, 'a'))}), "people[0].id"},
      {"name too long", person("name", std::string(257, 'a')), "people[0].name"},
      {"name no text", person("name", 7), "people[0].name"},
      {"valid_from no time", person("valid_from", "soon"), "people[0].valid_from"},
      {"groups no array", person("groups", "staff"), "people[0].groups"},
      {"unknown in person", person("admin", true), "people[0].admin"},
      {"card too short", credential(Card("04A1")), "people[0].credentials[0].uid"},
      {"card too long", credential(Card(std::string(22, 'A'))), "people[0].credentials[0].uid"},
      {"card no hex", credential(Card("04A1B2CX")), "people[0].credentials[0].uid"},
      {"pin of letters", credential(Pin("12ab")), "people[0].credentials[0].pin"},
      {"pin too short", credential(Pin("123")), "people[0].credentials[0].pin"},
      {"no type", credential(Json::object()), "people[0].credentials[0].type"},
      {"unknown type", credential({{"type", "iris"}}), "people[0].credentials[0].type"},
      {"vector of zeros", credential(FaceJson(FaceNumbers{})), "people[0].credentials[0].vector"},
      {"vector with NaN", credential(FaceJson(nan)), "people[0].credentials[0].vector"},
      {"vector too large", credential(FaceJson(huge)), "people[0].credentials[0].vector"},
      {"vector too short", credential({{"type", "face"}, {"vector", "AAAA"}, {"model", "fake"}}),
       "people[0].credentials[0].vector"},
      {"vector of 127 numbers", credential(FaceJson(std::vector<float>(127, 0.12F))),
       "people[0].credentials[0].vector"},
      {"vector of 512 numbers", credential(FaceJson(std::vector<float>(512, 0.1F))),
       "people[0].credentials[0].vector"},
      {"vector of another model", credential(FaceJson(FaceOf(1), "arcface")),
       "people[0].credentials[0].model"},
      {"photo no base64", credential({{"type", "face"}, {"photo", "!"}}),
       "people[0].credentials[0].photo"},
      {"photo no picture", credential({{"type", "face"}, {"photo", "QUJD"}}),
       "people[0].credentials[0].photo"},
      {"photo and vector", credential({{"type", "face"}, {"photo", "QUJD"}, {"vector", "AAAA"}}),
       nullptr},
  };
}

TEST(PeoplePut, SaysWhatIsWrongAndWhere) {
  TerminalRig rig;
  for (const Refusal& row : Refusals()) {
    SCOPED_TRACE(row.what);
    const Json error = rig.Refused("people.put", row.arguments);
    EXPECT_EQ(error.value("code", ""), "invalid_argument");
    if (row.path == nullptr) continue;
    EXPECT_EQ(error.value("path", ""), row.path) << error;
  }
  EXPECT_TRUE(rig.PeopleInDatabase().empty());
}

// Threat 1: what is stored comes back as it was, and does nothing on its way.
TEST(PeoplePut, TakesAnyTextAsText) {
  TerminalRig rig;
  const std::vector<std::string> texts = {"'; DROP TABLE people; --",
                                          "\" OR \"\"=\"",
                                          "%n%s%x",
                                          "${HOME}",
                                          "$(reboot)",
                                          "`reboot`",
                                          "../../etc/passwd",
                                          "\xE5\xBC\xA0\xE4\xBC\x9F",
                                          "<script>",
                                          "a\\b",
                                          "\xF0\x9F\x9A\xAA",
                                          std::string(256, 'x')};
  for (const std::string& text : texts) {
    SCOPED_TRACE(text);
    Json person = Someone("ana", {{{"type", "qr"}, {"text", text}}});
    for (const char* key : {"name", "department", "employee_no"}) person[key] = text;
    rig.Must("people.put", People({person}));
    const Json back = rig.Must("people.get", {{"id", "ana"}})["person"];
    for (const char* key : {"name", "department", "employee_no"}) EXPECT_EQ(back[key], text);
    EXPECT_EQ(back["credentials"][0]["text"], text);
    EXPECT_NE(rig.index().Get()->FindByKey(KeyOfQr(text)), nullptr);
  }
  EXPECT_EQ(rig.PeopleInDatabase().size(), 1U);
}

TEST(PeopleDelete, TakesBackAllThatWasHeld) {
  TerminalRig rig;
  rig.Must("people.put",
           People({Someone("ana", {Card("04A1B2C3"), FaceJson(FaceOf(1))}), Someone("ben")}));
  EXPECT_EQ(rig.Must("people.delete", {{"ids", {"ana", "nobody"}}}), (Json{{"deleted", 1}}));
  EXPECT_EQ(Owner(rig, "04A1B2C3"), nullptr);
  EXPECT_EQ(rig.index().Get()->faces().size(), 0U);
  EXPECT_EQ(rig.Must("people.delete", {{"all", true}}), (Json{{"deleted", 1}}));
  EXPECT_EQ(rig.index().Get()->people(), 0U);
  EXPECT_TRUE(rig.PeopleInDatabase().empty());
}

TEST(PeopleDelete, NeedsToBeToldWhom) {
  TerminalRig rig;
  rig.Must("people.put", People({Someone("ana")}));
  for (const Json& arguments :
       {Json::object(), Json{{"all", false}}, Json{{"all", "true"}}, Json{{"ids", "ana"}},
        Json{{"ids", {"ana"}}, {"all", true}}, Json{{"ids", {"ana"}}, {"all", false}},
        Json{{"ids", {"ana", "ana"}}}, Json{{"ids", {7}}}, Json{{"id", "ana"}}}) {
    EXPECT_EQ(rig.Refused("people.delete", arguments)["code"], "invalid_argument") << arguments;
  }
  EXPECT_EQ(rig.PeopleInDatabase().size(), 1U);
}

TEST(PeopleGet, DoesNotKnowWhoIsNotThere) {
  TerminalRig rig;
  const Json error = rig.Refused("people.get", {{"id", "ana"}});
  EXPECT_EQ(error["code"], "not_found");
  EXPECT_EQ(error["path"], "id");
}

TEST(PeopleList, GoesPageByPage) {
  TerminalRig rig;
  std::vector<Json> people;
  for (int i = 0; i < 7; ++i) people.push_back(Someone("p" + std::to_string(i)));
  rig.Must("people.put", People(people));
  std::vector<std::string> ids;
  Json arguments = {{"limit", 3}};
  for (int pages = 0; pages < 10; ++pages) {
    const Json page = rig.Must("people.list", arguments);
    for (const Json& person : page["people"]) ids.push_back(person["id"]);
    if (!page.contains("next")) break;
    arguments["after"] = page["next"];
  }
  EXPECT_EQ(ids, (std::vector<std::string>{"p0", "p1", "p2", "p3", "p4", "p5", "p6"}));
}

TEST(PeopleList, APageFitsIntoAMessage) {
  TerminalRig rig({.refuse_duplicate_faces = false});
  for (int batch = 0; batch < 5; ++batch) {
    std::vector<Json> people;
    for (int i = 0; i < 40; ++i) {
      std::vector<Json> faces;
      for (unsigned face = 0; face < 16; ++face) faces.push_back(FaceJson(FaceOf(face)));
      people.push_back(Someone("p" + std::to_string(batch * 40 + i), faces));
    }
    rig.Must("people.put", People(people));
  }
  std::size_t seen = 0;
  Json arguments = Json::object();
  for (int pages = 0; pages < 200; ++pages) {
    const Json page = rig.Must("people.list", arguments);
    seen += page["people"].size();
    if (!page.contains("next")) break;
    arguments["after"] = page["next"];
  }
  EXPECT_EQ(seen, 200U);
}

Json Finger(int number, std::size_t bytes = 512) {
  Bytes data(bytes, static_cast<std::uint8_t>(number));
  data[0] = static_cast<std::uint8_t>(number >> 8);
  return {{"type", "fingerprint"}, {"sensor", "zfm"}, {"template", ToBase64(data)}};
}

// The terminal fills the slots of such a module: a number would name somebody else's finger.
TEST(PeoplePut, ASlotOfAManagedSensorIsRefused) {
  TerminalRig rig;
  Json slot = {{"type", "fingerprint"}, {"sensor", "zfm"}, {"slot", 7}};
  const auto refusal = [&] {
    const Json error =
        rig.Refused("people.put", People({Someone("ana", {Card("04A1B2C3"), slot})}));
    EXPECT_EQ(error["code"], "invalid_argument");
    return error["path"];
  };
  EXPECT_EQ(refusal(), "people[0].credentials[1].slot");
  slot["template"] = Finger(1)["template"];
  EXPECT_EQ(refusal(), "people[0].credentials[1].slot");
  slot = {{"type", "fingerprint"}, {"sensor", "another"}, {"slot", 7}};
  rig.Must("people.put", People({Someone("ana", {Card("04A1B2C3"), slot})}));
}

TEST(PeoplePut, NobodyTakesAnothersFinger) {
  TerminalRig rig;
  rig.Must("people.put", People({Someone("ana", {Finger(1)})}));
  const Json error = rig.Refused("people.put", People({Someone("ben", {Finger(2), Finger(1)})}));
  EXPECT_EQ(error["code"], "already_exists");
  EXPECT_EQ(error["path"], "people[0].credentials[1]");
  rig.Must("people.put", People({Someone("ana", {Finger(2)}), Someone("ben", {Finger(1)})}));
}

// 500 people whose templates come in one message, go out in pages, and come back from these.
TEST(PeopleList, TemplatesGoUpAndDown) {
  TerminalRig rig;
  std::vector<Json> people;
  for (int i = 0; i < 500; ++i) people.push_back(Someone(std::to_string(1000 + i), {Finger(i)}));
  EXPECT_LT(People(people).dump().size(), kMaxReplyBytes);
  rig.Must("people.put", People(people));
  EXPECT_EQ(rig.Must("people.get", {{"id", "1007"}})["person"]["credentials"],
            Json::array({Finger(7)}));
  std::vector<Json> big;
  for (int i = 0; i < 300; ++i) {
    big.push_back(Someone(std::to_string(1000 + i), {Finger(i, 1536)}));
  }
  rig.Must("people.put", People(big));

  std::vector<Json> exported;
  Json next = "";
  while (!next.is_null()) {
    const Json arguments = next == "" ? Json::object() : Json{{"after", next}};
    const std::string reply =
        rig.Send(rig.Envelope("l" + next.get<std::string>(), "people.list", arguments));
    EXPECT_LE(reply.size(), kMaxReplyBytes);
    const Json page = Json::parse(reply)["result"];
    for (const Json& person : page["people"]) exported.push_back(person);
    next = page.value("next", Json());
  }
  ASSERT_EQ(exported.size(), 500U);
  EXPECT_EQ(exported[3]["credentials"], Json::array({Finger(3, 1536)}));
  EXPECT_EQ(exported[499]["credentials"], Json::array({Finger(499)}));
  rig.Must("people.delete", {{"all", true}});
  for (std::size_t i = 0; i < 500; i += 250) {
    rig.Must("people.put",
             People(std::vector<Json>(exported.begin() + static_cast<std::ptrdiff_t>(i),
                                      exported.begin() + static_cast<std::ptrdiff_t>(i + 250))));
  }
  EXPECT_EQ(rig.index().Get()->TemplatesOf("zfm").size(), 500U);
}

}  // namespace doorward::people_test
