// What a terminal cannot do is told: before anything is sent, and when it is sent all the same.

#include <gtest/gtest.h>

#include "integration/commands/terminal_rig.hpp"

namespace doorward::capabilities_test {

Json Totp() { return {{"type", "totp"}, {"secret", "JBSWY3DPEHPK3PXP"}}; }
Json Bluetooth() { return {{"type", "bluetooth"}, {"key", ToBase64(Bytes(16, 7))}}; }
Json Finger(const std::string& sensor) {
  return {{"type", "fingerprint"}, {"sensor", sensor}, {"template", ToBase64(Bytes(64, 7))}};
}

Json Someone(const std::string& id, std::vector<Json> credentials) {
  return {{"id", id}, {"credentials", Json(std::move(credentials))}};
}

TEST(Unsupported, IsACredentialThatNoReaderCouldEverShow) {
  TerminalRig rig;
  for (const Json& credential : {Totp(), Bluetooth()}) {
    const Json error =
        rig.Refused("people.put", People({Someone("ana", {Card("04A1B2C3")}),
                                          Someone("ben", {Card("04D4E5F6"), credential})}));
    EXPECT_EQ(error["code"], "unsupported");
    EXPECT_EQ(error["path"], "people[1].credentials[1]");
    EXPECT_TRUE(rig.PeopleInDatabase().empty());
  }
}

TEST(Unsupported, EveryPlaceIsNamedAtOnce) {
  TerminalRig rig;
  const Json error =
      rig.Refused("people.put", People({Someone("ana", {Totp()}), Someone("ben", {Bluetooth()})}));
  EXPECT_EQ(error["path"], "people[0].credentials[0]");
  EXPECT_NE(error["message"].get<std::string>().find("people[1].credentials[0]"),
            std::string::npos);
  EXPECT_EQ(error["message"].get<std::string>().find("JBSWY3DP"), std::string::npos);
}

TEST(Unsupported, IsFoundBeforeAnyPhotoIsLookedAt) {
  TerminalRig rig;
  const Json photo{{"type", "face"}, {"photo", ToBase64(Bytes(16, 7))}};
  EXPECT_EQ(rig.Refused("people.put", People({Someone("ana", {photo, Totp()})}))["code"],
            "unsupported");
}

// An earlier version took them. Reading a person, changing the name and writing it back goes on.
TEST(Unsupported, WhatIsHeldAlreadyMayBePutBack) {
  TerminalRig rig;
  {
    auto transaction = rig.people().Begin();
    ASSERT_TRUE(transaction);
    const Person person{
        .id = PersonId("ana"),
        .credentials = {TotpCredential{Bytes(20, 0x11)}, BluetoothCredential{Bytes(16, 0x22)}}};
    ASSERT_TRUE(rig.people().PutPeople(std::vector{person}));
    ASSERT_TRUE(transaction->Commit());
  }
  Json person = rig.Must("people.get", {{"id", "ana"}})["person"];
  ASSERT_EQ(person["credentials"].size(), 2U);
  person["name"] = "Ana";
  EXPECT_EQ(rig.Must("people.put", People({person})),
            (Json{{"changed", 1}, {"unread", {{"totp", 1}, {"bluetooth", 1}}}}));
  EXPECT_EQ(rig.Must("people.get", {{"id", "ana"}})["person"], person);
}

// The same people go to every terminal, and one without a keypad keeps their cards.
TEST(Unread, IsKeptAndCounted) {
  TerminalRig rig({.has_face_model = false,
                   .capabilities = {.read = {CredentialType::kCard, CredentialType::kFace,
                                             CredentialType::kFingerprint},
                                    .fingerprint_sensors = {"zfm"}}});
  const Json people =
      People({Someone("ana", {Card("04A1B2C3"), Pin("482913"), Finger("optical-x")}),
              Someone("ben", {FaceJson(FaceOf(1)), Pin("482914"), Finger("zfm")})});
  EXPECT_EQ(rig.Must("people.put", people),
            (Json{{"changed", 2}, {"unread", {{"pin", 2}, {"face", 1}, {"fingerprint", 1}}}}));
  EXPECT_EQ(rig.Must("people.put", People({Someone("cem", {Card("04FFFFFF")})})),
            (Json{{"changed", 1}}));
}

TEST(Capabilities, AreThoseOfTheConfigurationAndTheModel) {
  TerminalRig rig({.has_face_model = false,
                   .capabilities = {.read = {CredentialType::kCard, CredentialType::kFace},
                                    .factors = {{DoorId("main"), {"card+face"}}}}});
  const Json told = rig.Must("device.info", Json::object())["capabilities"];
  EXPECT_EQ(told["protocol"], 1);
  EXPECT_EQ(told["credentials"]["taken"], (Json{"card", "face", "fingerprint", "qr", "pin"}));
  EXPECT_EQ(told["credentials"]["read"], (Json::array({"card"})));  // No model, no face.
  EXPECT_EQ(told["faces"], nullptr);
  EXPECT_EQ(told["fingerprint_sensors"], Json::array());
  EXPECT_EQ(told["factors"], (Json{{"main", {"card+face"}}}));
  EXPECT_EQ(told["door_modes"], (Json{"normal", "lockdown", "free"}));
  EXPECT_EQ(told["limits"]["message_bytes"], 1024 * 1024);
  EXPECT_EQ(told["limits"]["items_per_command"], 500);
}

TEST(Capabilities, NameTheFaceModel) {
  TerminalRig rig;
  const Json told = rig.Must("device.info", Json::object())["capabilities"];
  EXPECT_EQ(told["faces"]["model"], "fake");
  EXPECT_EQ(told["faces"]["vector_length"], 128);
}

TEST(Capabilities, NameWhatEachReaderEnrols) {
  TerminalRig rig({.readers = true, .enrols_at_device = true});
  const Json told = rig.Must("device.info", Json::object())["capabilities"]["enrollment"];
  EXPECT_EQ(told["source"], "device");
  EXPECT_EQ(told["readers"]["nfc"], (Json::array({"card"})));
  EXPECT_EQ(told["readers"]["cam"], (Json::array({"face"})));
}

}  // namespace doorward::capabilities_test
