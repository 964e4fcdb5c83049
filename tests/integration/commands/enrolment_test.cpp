// enroll.*: what is shown at a reader becomes a credential, or nothing does.

#include "integration/commands/enrolment_rig.hpp"

namespace doorward::enrolment_test {

TEST_F(EnrolmentTest, ACardThatIsShownOpensFromThenOn) {
  const std::string id = Start("ana");
  EXPECT_EQ(Ask(id), (Json{{"state", "waiting"}, {"guidance", "Hold the card to the reader."}}));
  Show("04A1B2C3");
  EXPECT_EQ(AskUntil(id, "done")["credential"], "card:04A1B2C3");
  EXPECT_EQ(Credentials("ana"), Json::array({Card("04A1B2C3")}));
  EXPECT_EQ(Attempts(), 0U);  // Of the showing itself.
  EXPECT_EQ(rig_.Releases(), 0);

  const Record attempt = Attempt("04A1B2C3", "nfc");
  EXPECT_TRUE(attempt.granted);
  EXPECT_EQ(attempt.person, PersonId("ana"));
  rig_.Restart();
  EXPECT_TRUE(Attempt("04A1B2C3", "nfc").granted);
}

TEST_F(EnrolmentTest, LeavesTheRecordsOfItsBeginningAndItsEnd) {
  const std::string id = Start("ana");
  Show("04A1B2C3");
  AskUntil(id, "done");
  const Record record = Outcome(Event::kEnrolled);
  EXPECT_EQ(record.kind, RecordKind::kCommand);
  EXPECT_EQ(record.reader, ReaderId("nfc"));
  EXPECT_EQ(record.person, PersonId("ana"));
  EXPECT_EQ(record.credential_type, CredentialType::kCard);
  EXPECT_EQ(record.credential_value, "04A1B2C3");
  AwaitRecord([](const Record& one) { return one.detail == "enroll.start from back_office"; });
}

TEST_F(EnrolmentTest, OtherReadersAndTheDoorGoOn) {
  const std::string first = Start("ana");
  Show("04A1B2C3");
  AskUntil(first, "done");
  Start("ben");
  EXPECT_TRUE(Attempt("04A1B2C3", "side").granted);
  rig_.Must("door.release", {{"door", "main"}});
  rig_.Must("door.mode", {{"door", "main"}, {"mode", "lockdown"}});
  EXPECT_EQ(Attempt("04A1B2C3", "side").reason, Reason::kLockdown);
}

TEST_F(EnrolmentTest, TheCardOfSomebodyElseIsRefused) {
  const std::string first = Start("ana");
  Show("04A1B2C3");
  AskUntil(first, "done");
  const std::string second = Start("ben");
  Show("04A1B2C3");
  const Json status = AskUntil(second, "failed");
  EXPECT_EQ(status["error"], (Json{{"code", "already_exists"},
                                   {"message", "this card is enrolled for another person"}}));
  EXPECT_FALSE(status.contains("credential"));
  EXPECT_TRUE(Credentials("ben").empty());
  EXPECT_EQ(rig_.Releases(), 0);
  EXPECT_EQ(Outcome().credential_value, "04A1B2C3");

  const std::string third = Start("ana");  // Nor one's own twice.
  Show("04A1B2C3");
  EXPECT_EQ(AskUntil(third, "failed")["error"]["code"], "already_exists");
  EXPECT_EQ(Credentials("ana").size(), 1U);
}

TEST_F(EnrolmentTest, KeepsWhatThePersonHas) {
  rig_.Must("people.put", People({Someone("ana", {Pin("482913")})}));
  for (const char* uid : {"04A1B2C3", "04A1B2C4"}) {
    const std::string id = Start("ana");
    Show(uid);
    AskUntil(id, "done");
  }
  EXPECT_EQ(Credentials("ana"),
            Json::array({{{"type", "pin"}, {"held", true}}, Card("04A1B2C3"), Card("04A1B2C4")}));
  EXPECT_NE(rig_.index().Get()->FindByKey(KeyOfPin(rig_.box(), "482913")), nullptr);
}

TEST_F(EnrolmentTest, ASecondOneIsRefusedAndToldWhichRuns) {
  const std::string id = Start("ana");
  const Json error =
      rig_.Refused("enroll.start", {{"person", "ben"}, {"type", "card"}, {"reader", "side"}});
  EXPECT_EQ(error["code"], "resource_exhausted");
  EXPECT_NE(error["message"].get<std::string>().find("\"nfc\": " + id), std::string::npos);
  EXPECT_EQ(Ask(id)["state"], "waiting");
}

TEST_F(EnrolmentTest, ARepeatedStartStartsNothing) {
  const Json start =
      rig_.Envelope("x", "enroll.start", {{"person", "ana"}, {"type", "card"}, {"reader", "nfc"}});
  const std::string first = rig_.Send(start);
  ASSERT_TRUE(Json::parse(first)["ok"]) << first;
  rig_.Must("enroll.cancel", {{"enrollment", "x"}});
  EXPECT_EQ(rig_.Send(start), first);
  EXPECT_EQ(Ask("x")["state"], "cancelled");
  const Json late =
      rig_.Envelope("y", "enroll.start", {{"person", "ana"}, {"type", "card"}, {"reader", "nfc"}});
  rig_.clock.Advance(std::chrono::seconds(11));
  EXPECT_EQ(Json::parse(rig_.Send(late))["error"]["code"], "expired");
}

TEST_F(EnrolmentTest, ACancelledOneTakesNothingAndTheReaderWorksAgain) {
  const std::string id = Start("ana");
  EXPECT_EQ(rig_.Must("enroll.cancel", {{"enrollment", id}})["state"], "cancelled");
  EXPECT_EQ(rig_.Must("enroll.cancel", {{"enrollment", id}})["state"], "cancelled");
  EXPECT_EQ(Attempt("04A1B2C3", "nfc").reason, Reason::kUnknownCredential);
  EXPECT_TRUE(Credentials("ana").empty());
  EXPECT_NE(Outcome().detail.find("as was asked"), std::string::npos);
}

TEST_F(EnrolmentTest, ACancelThatComesTooLateSaysSo) {
  const std::string id = Start("ana");
  Show("04A1B2C3");
  AskUntil(id, "done");
  EXPECT_EQ(rig_.Must("enroll.cancel", {{"enrollment", id}})["state"], "done");
  EXPECT_EQ(Credentials("ana").size(), 1U);
}

TEST_F(EnrolmentTest, EndsWhenItsTimeIsOver) {
  const std::string id = Start("ana", "card", "nfc", 5);
  EXPECT_EQ(AskUntil(id, "failed")["error"]["code"], "timeout");
  EXPECT_EQ(Attempt("04A1B2C3", "nfc").reason, Reason::kUnknownCredential);
}

TEST_F(EnrolmentTest, EndsWhenNobodyAsksForIt) {
  const std::string id = Start("ana");
  EXPECT_NE(Outcome().detail.find("asks no longer"), std::string::npos);
  EXPECT_EQ(Ask(id)["state"], "cancelled");
  EXPECT_EQ(Attempt("04A1B2C3", "nfc").reason, Reason::kUnknownCredential);
}

TEST_F(EnrolmentTest, ARestartEndsItAndLeavesNothing) {
  const std::string id = Start("ana");
  rig_.Restart();
  EXPECT_EQ(rig_.Refused("enroll.status", {{"enrollment", id}})["code"], "not_found");
  EXPECT_EQ(rig_.Refused("enroll.cancel", {{"enrollment", id}})["code"], "not_found");
  EXPECT_NE(Outcome().detail.find("the terminal stops"), std::string::npos);
  EXPECT_EQ(Attempt("04A1B2C3", "nfc").reason, Reason::kUnknownCredential);
  EXPECT_TRUE(Credentials("ana").empty());
}

TEST_F(EnrolmentTest, APersonWhoIsDeletedMeanwhileIsNotMadeAnew) {
  const std::string id = Start("ana");
  rig_.Must("people.delete", {{"ids", {"ana"}}});
  Show("04A1B2C3");
  EXPECT_EQ(AskUntil(id, "failed")["error"]["code"], "not_found");
  EXPECT_EQ(rig_.PeopleInDatabase().size(), 1U);
  EXPECT_EQ(rig_.index().Get()->FindByKey(KeyOfCard(*FromHex("04A1B2C3"))), nullptr);
}

TEST_F(EnrolmentTest, APersonHasRoomForSixteen) {
  rig_.Must("people.put", People({Someone("ana", [] {
              std::vector<Json> codes;
              for (int i = 0; i < 16; ++i) {
                codes.push_back({{"type", "qr"}, {"text", std::to_string(i)}});
              }
              return codes;
            }())}));
  const std::string id = Start("ana");
  Show("04A1B2C3");
  EXPECT_EQ(AskUntil(id, "failed")["error"]["code"], "invalid_argument");
  EXPECT_EQ(Credentials("ana").size(), 16U);
}

TEST_F(EnrolmentTest, RefusesWhatCannotBegin) {
  const std::vector<std::tuple<Json, const char*, const char*>> rows = {
      {{{"person", "eve"}, {"type", "card"}, {"reader", "nfc"}}, "not_found", "person"},
      {{{"person", "ana"}, {"type", "card"}}, "invalid_argument", "reader"},
      {{{"person", "ana"}, {"type", "card"}, {"reader", "cam"}}, "not_found", "reader"},
      {{{"person", "ana"}, {"type", "card"}, {"reader", "none"}}, "not_found", "reader"},
      {{{"person", "ana"}, {"type", "pin"}}, "invalid_argument", "type"},
      {{{"person", "ana"}}, "invalid_argument", "type"},
      {{{"type", "card"}}, "invalid_argument", "person"},
      {{{"person", "ana"}, {"type", "face"}, {"timeout_s", 4}}, "invalid_argument", "timeout_s"},
      {{{"person", "ana"}, {"type", "face"}, {"timeout_s", 121}}, "invalid_argument", "timeout_s"},
      {{{"person", "ana"}, {"type", "face"}, {"more", 1}}, "invalid_argument", "more"},
  };
  for (const auto& [arguments, code, path] : rows) {
    const Json error = rig_.Refused("enroll.start", arguments);
    EXPECT_EQ(error["code"], code) << arguments;
    EXPECT_EQ(error["path"], path) << arguments;
  }
  const std::string message =
      rig_.Refused("enroll.start", {{"person", "ana"}, {"type", "card"}})["message"];
  EXPECT_NE(message.find("nfc, side"), std::string::npos) << message;
  for (const char* name : {"enroll.status", "enroll.cancel"}) {
    EXPECT_EQ(rig_.Refused(name, Json::object())["path"], "enrollment");
    EXPECT_EQ(rig_.Refused(name, {{"enrollment", "none"}})["code"], "not_found");
  }
}

class BackOfficeModeTest : public EnrolmentTest {
 protected:
  BackOfficeModeTest() : EnrolmentTest({.readers = true}) {}
};

TEST_F(BackOfficeModeTest, NobodyEnrolsAtTheTerminal) {
  for (const char* name : {"enroll.start", "enroll.status", "enroll.cancel"}) {
    const Json error =
        rig_.Refused(name, std::string(name) == "enroll.start"
                               ? Json{{"person", "ana"}, {"type", "card"}, {"reader", "nfc"}}
                               : Json{{"enrollment", "x"}});
    EXPECT_EQ(error["code"], "permission_denied");
    EXPECT_NE(error["message"].get<std::string>().find("\"enrollment\""), std::string::npos);
  }
  rig_.Must("people.put", People({Someone("ana", {Card("04A1B2C3"), FaceJson(FaceOf(1))})}));
  EXPECT_TRUE(Attempt("04A1B2C3", "nfc").granted);
  rig_.Must("people.put", People({Someone("ana")}));
  EXPECT_TRUE(Credentials("ana").empty());
}

class DeviceModeTest : public EnrolmentTest {
 protected:
  void SetUp() override {
    const std::string id = Start("ana");
    Show("04A1B2C3");
    AskUntil(id, "done");
  }
};

TEST_F(DeviceModeTest, APutWithoutWhatIsEnrolledKeepsIt) {
  rig_.Must(
      "people.put",
      People({{{"id", "ana"}, {"name", "Ana"}, {"credentials", {Pin("482913")}}}, Someone("cem")}));
  EXPECT_EQ(Credentials("ana"), Json::array({{{"type", "pin"}, {"held", true}}, Card("04A1B2C3")}));
  // All else is replaced: the permissions are gone, and so is the right.
  EXPECT_EQ(Attempt("04A1B2C3", "nfc").reason, Reason::kNoPermission);
  rig_.Must("people.put", People({Someone("ana")}));
  EXPECT_EQ(Credentials("ana"), Json::array({Card("04A1B2C3")}));
  EXPECT_TRUE(Attempt("04A1B2C3", "nfc").granted);
}

TEST_F(DeviceModeTest, APutThatBringsMoreIsRefusedWhole) {
  const Json finger = {{"type", "fingerprint"}, {"sensor", "simulated"}, {"slot", 7}};
  for (const Json& credential : {Card("0B0B0B0B"), FaceJson(FaceOf(1)), finger}) {
    const Json error = rig_.Refused(
        "people.put",
        People({Someone("cem"), Someone("ana", {Card("04A1B2C3"), Pin("482913"), credential})}));
    EXPECT_EQ(error["code"], "permission_denied") << credential;
    EXPECT_EQ(error["path"], "people[1].credentials[2]") << credential;
  }
  EXPECT_EQ(rig_.PeopleInDatabase().size(), 2U);
  // Another person's card is no exception.
  EXPECT_EQ(rig_.Refused("people.put", People({Someone("ben", {Card("04A1B2C3")})}))["code"],
            "permission_denied");
}

TEST_F(DeviceModeTest, PhotosAreRefusedUnread) {
  rig_.engine().Show({FakeFaceEngine::FaceOf(FaceOf(1))});
  const Json photo = {{"type", "face"}, {"photo", ToBase64(Bytes(100, 1))}};
  const Json error = rig_.Refused("people.put", People({Someone("ben", {photo})}));
  EXPECT_EQ(error["code"], "permission_denied");
  EXPECT_EQ(error["path"], "people[0].credentials[0].photo");
}

TEST_F(DeviceModeTest, WhatWasReadCanBeWrittenBack) {
  const Json ana = rig_.Must("people.get", {{"id", "ana"}})["person"];
  rig_.Must("people.put", People({ana}));
  EXPECT_EQ(rig_.Must("people.get", {{"id", "ana"}})["person"], ana);
}

TEST_F(DeviceModeTest, ADeletedPersonIsGoneWithAll) {
  rig_.Must("people.delete", {{"ids", {"ana"}}});
  rig_.Must("people.put", People({Someone("ana")}));
  EXPECT_TRUE(Credentials("ana").empty());
  EXPECT_EQ(Attempt("04A1B2C3", "nfc").reason, Reason::kUnknownCredential);
}

}  // namespace doorward::enrolment_test
