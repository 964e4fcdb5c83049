// enroll.*: what is shown at a reader becomes a credential, or nothing does.

#include <gtest/gtest.h>

#include "doorward/core/worker.hpp"
#include "fakes/scripted_liveness.hpp"
#include "integration/commands/terminal_rig.hpp"

namespace doorward::enrolment_test {

const TerminalRig::Options kDevice{.readers = true, .enrols_at_device = true};

Json People(std::vector<Json> people) { return {{"people", Json(std::move(people))}}; }
Json Card(const std::string& uid) { return {{"type", "card"}, {"uid", uid}}; }
Json Pin(const std::string& digits) { return {{"type", "pin"}, {"pin", digits}}; }

class EnrolmentTest : public testing::Test {
 protected:
  explicit EnrolmentTest(TerminalRig::Options options = kDevice) : rig_(std::move(options)) {
    rig_.Must("permissions.put",
              {{"permissions",
                {{{"id", "always"}, {"doors", {"main"}}, {"when", {{"type", "always"}}}}}}});
    rig_.Must("people.put", People({Someone("ana"), Someone("ben")}));
  }

  static Json Someone(const std::string& id, std::vector<Json> credentials = {}) {
    return {{"id", id}, {"permissions", {"always"}}, {"credentials", Json(std::move(credentials))}};
  }

  std::string Start(const std::string& person, const std::string& type = "card",
                    const std::string& reader = "nfc", int timeout_s = 60) {
    return rig_.Must("enroll.start", {{"person", person},
                                      {"type", type},
                                      {"reader", reader},
                                      {"timeout_s", timeout_s}})["enrollment"];
  }
  Json Ask(const std::string& id) { return rig_.Must("enroll.status", {{"enrollment", id}}); }
  // Asks until the enrolment is in `state`, as whoever began it would.
  Json AskUntil(const std::string& id, const std::string& state) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    Json status = Ask(id);
    while (status["state"] != state && std::chrono::steady_clock::now() < deadline) {
      WaitFor(std::stop_token(), Milliseconds(5));
      status = Ask(id);
    }
    EXPECT_EQ(status["state"], state) << status;
    return status;
  }
  void Show(const std::string& uid, const std::string& reader = "nfc") {
    // Until its worker has opened the reader there is none to show anything to.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!rig_.board().PresentCard(reader, *FromHex(uid)) &&
           std::chrono::steady_clock::now() < deadline) {
      WaitFor(std::stop_token(), Milliseconds(5));
    }
  }
  Record AwaitRecord(const std::function<bool(const Record&)>& matches) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (std::chrono::steady_clock::now() < deadline) {
      for (const Record& record : rig_.Records()) {
        if (matches(record)) return record;
      }
      WaitFor(std::stop_token(), Milliseconds(20));
    }
    ADD_FAILURE() << "the record did not come";
    return {};
  }
  Record Outcome(Event event = Event::kNotEnrolled) {
    return AwaitRecord([event](const Record& record) { return record.event == event; });
  }
  // The record of the next card at `reader`, as a door decides.
  Record Attempt(const std::string& uid, const std::string& reader) {
    const RecordSeq before = rig_.Records().back().seq;
    Show(uid, reader);
    return AwaitRecord([before](const Record& record) {
      return record.seq > before && record.kind == RecordKind::kAccess;
    });
  }
  std::size_t Attempts() { return rig_.Records(RecordKind::kAccess).size(); }
  Json Credentials(const std::string& person) {
    return rig_.Must("people.get", {{"id", person}})["person"].value("credentials", Json::array());
  }

  TerminalRig rig_;
};

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

class FaceEnrolmentTest : public EnrolmentTest {
 protected:
  explicit FaceEnrolmentTest(TerminalRig::Options options = kDevice)
      : EnrolmentTest(std::move(options)) {}

  using Face = FakeFaceEngine::Face;

  // What the camera's next frames show.
  void Frames(const std::vector<Face>& faces, int count = 1) {
    for (int i = 0; i < count; ++i) rig_.engine().Show(faces);
  }
  // From here on there are frames.
  void Look() {
    const Image grey{.width = 64, .height = 64, .bgr = Bytes(64 * 64 * 3, 128)};
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!rig_.board().ShowFrame("cam", grey) && std::chrono::steady_clock::now() < deadline) {
      WaitFor(std::stop_token(), Milliseconds(5));
    }
  }
};

TEST_F(FaceEnrolmentTest, AFaceOnWhichFramesAgreeIsEnrolled) {
  const auto ana = FakeFaceEngine::FaceOf(FaceOf(1));
  const auto passer_by = FakeFaceEngine::FaceOf(FaceOf(2));
  Frames({});
  Frames({FakeFaceEngine::FaceOf(FaceOf(1), 40)});  // Too far away.
  Frames({ana, FakeFaceEngine::FaceOf(FaceOf(2), 190, 300)});
  Frames({ana}, 2);
  Frames({passer_by}, 2);
  Frames({ana}, 3);
  const std::string id = Start("ana", "face", "cam");
  Look();
  const Json status = AskUntil(id, "done");
  EXPECT_TRUE(status["credential"].get<std::string>().starts_with("face:")) << status;
  EXPECT_EQ(Credentials("ana"), Json::array({FaceJson(FaceOf(1))}));
  EXPECT_EQ(rig_.index().Get()->faces().Search(FaceOf(1)).person, PersonId("ana"));
  EXPECT_EQ(Attempts(), 0U);
}

TEST_F(FaceEnrolmentTest, GuidesWhoeverStandsTooFarAway) {
  Frames({FakeFaceEngine::FaceOf(FaceOf(1), 40)}, 600);
  const std::string id = Start("ana", "face", "cam");
  Look();
  EXPECT_EQ(AskUntil(id, "again")["guidance"], "Come closer to the camera.");
}

TEST_F(FaceEnrolmentTest, TheFaceOfSomebodyElseIsRefused) {
  Frames({FakeFaceEngine::FaceOf(FaceOf(1))}, 3);
  const std::string first = Start("ana", "face", "cam");
  Look();
  AskUntil(first, "done");
  const std::string second = Start("ben", "face", "cam");
  Frames({FakeFaceEngine::FaceOf(FaceNear(1, 0.2F))}, 600);
  EXPECT_EQ(AskUntil(second, "failed")["error"]["message"],
            "this face is enrolled for another person");
  EXPECT_EQ(rig_.index().Get()->faces().size(), 1U);
  EXPECT_TRUE(Credentials("ben").empty());
}

// Who comes first is a spoof, of the next that is not known, and the third is live.
class LiveFaceEnrolmentTest : public FaceEnrolmentTest {
 protected:
  LiveFaceEnrolmentTest()
      : FaceEnrolmentTest(
            {.readers = true, .enrols_at_device = true, .make_liveness = [] {
               return std::make_unique<ScriptedLiveness>(std::vector<std::string>{"s", "u", "l"});
             }}) {}
};

TEST_F(LiveFaceEnrolmentTest, OnlyALiveFaceIsEnrolled) {
  for (unsigned person : {1, 2, 3}) Frames({FakeFaceEngine::FaceOf(FaceOf(person))}, 5);
  const std::string id = Start("ana", "face", "cam");
  Look();
  AskUntil(id, "done");
  EXPECT_EQ(Credentials("ana"), Json::array({FaceJson(FaceOf(3))}));
}

TEST_F(LiveFaceEnrolmentTest, WhoIsTakenForASpoofIsToldWhatToDo) {
  Frames({FakeFaceEngine::FaceOf(FaceOf(1))}, 600);
  const std::string id = Start("ana", "face", "cam");
  Look();
  EXPECT_EQ(AskUntil(id, "again")["guidance"], TextOf(EnrolmentPrompt::kShowLivingFace));
  EXPECT_EQ(rig_.Must("enroll.cancel", {{"enrollment", id}})["state"], "cancelled");
  EXPECT_TRUE(Credentials("ana").empty());
}

class FingerEnrolmentTest : public EnrolmentTest {
 protected:
  // Begins once the module is there.
  std::string StartFinger(const std::string& person) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    Json reply;
    do {
      reply = rig_.Do("enroll.start", {{"person", person}, {"type", "fingerprint"}});
    } while (!reply["ok"] && std::chrono::steady_clock::now() < deadline);
    EXPECT_TRUE(reply["ok"]) << reply;
    const std::string id = reply["result"]["enrollment"];
    while (Ask(id)["guidance"] == TextOf(EnrolmentPrompt::kWaitForSensor)) {
      WaitFor(std::stop_token(), Milliseconds(5));
    }
    return id;
  }
  void Enrol(const std::string& person, const Bytes& finger) {
    const std::string id = StartFinger(person);
    module_.Touch(finger);
    AskUntil(id, "lift");
    module_.Lift();
    AskUntil(id, "again");
    module_.Touch(finger);
    AskUntil(id, "done");
    module_.Lift();
    // Until that is seen, the same finger would be the same showing.
    while (module_.With([](const auto& state) { return state.reported.has_value(); })) {
      WaitFor(std::stop_token(), Milliseconds(5));
    }
  }

  FakeFingerprintModule& module_ = rig_.finger_module();
  const Bytes kAna = Bytes(700, 1);
  const Bytes kBen = Bytes(700, 2);
};

TEST_F(FingerEnrolmentTest, AFingerPutDownTwiceIsEnrolledAndOpens) {
  Enrol("ana", kAna);
  const Json held = Credentials("ana");
  ASSERT_EQ(held.size(), 1U);
  EXPECT_EQ(held[0],
            (Json{{"type", "fingerprint"}, {"sensor", "fake"}, {"template", ToBase64(kAna)}}));
  EXPECT_EQ(Attempts(), 0U);
  // The worker has first to put it into the module.
  const auto in_module = [&] {
    return module_.With([&](const auto& state) { return !state.slots.empty(); });
  };
  while (!in_module()) WaitFor(std::stop_token(), Milliseconds(5));
  module_.Touch(kAna);
  const Record attempt =
      AwaitRecord([](const Record& record) { return record.kind == RecordKind::kAccess; });
  EXPECT_TRUE(attempt.granted);
  EXPECT_EQ(attempt.person, PersonId("ana"));
}

TEST_F(FingerEnrolmentTest, AFingerOfSomebodyElseIsRefused) {
  Enrol("ana", kAna);
  const auto in_module = [&] {
    return module_.With([&](const auto& state) { return !state.slots.empty(); });
  };
  while (!in_module()) WaitFor(std::stop_token(), Milliseconds(5));
  const std::string id = StartFinger("ben");
  module_.Touch(kAna);
  EXPECT_EQ(AskUntil(id, "failed")["error"]["code"], "already_exists");
  EXPECT_TRUE(Credentials("ben").empty());
}

TEST_F(FingerEnrolmentTest, ACancelledOneFreesTheModule) {
  const std::string first = StartFinger("ana");
  module_.Touch(kAna);
  AskUntil(first, "lift");
  rig_.Must("enroll.cancel", {{"enrollment", first}});
  module_.Lift();
  Enrol("ben", kBen);
  EXPECT_TRUE(Credentials("ana").empty());
}

TEST_F(FingerEnrolmentTest, AModuleThatIsUnpluggedEndsIt) {
  const std::string id = StartFinger("ana");
  module_.With([](auto& state) { state.unplugged = true; });
  EXPECT_EQ(AskUntil(id, "failed")["error"]["code"], "unavailable");
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
