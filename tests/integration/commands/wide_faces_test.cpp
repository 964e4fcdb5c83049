// A terminal whose model gives 512 numbers: a face goes the whole way, and that of another model does not.

#include <gtest/gtest.h>

#include <algorithm>

#include "doorward/vision/image_codec.hpp"
#include "integration/commands/terminal_rig.hpp"

namespace doorward::wide_faces_test {

const FaceModel kWide{.name = "wide",
                      .sha256 = std::string(64, '1'),
                      .length = 512,
                      .least_norm = 0.9,
                      .most_norm = 1.1};

std::vector<float> Wide(std::size_t person) {
  std::vector<float> numbers(kWide.length);
  numbers[500 + person] = 1;
  return numbers;
}

FaceTemplate Of(const std::vector<float>& numbers) { return MakeFaceTemplate("wide", numbers); }

class WideFacesTest : public testing::Test {
 protected:
  explicit WideFacesTest(bool enrols_at_device = false)
      : rig_({.face_model = kWide, .readers = true, .enrols_at_device = enrols_at_device}) {}

  void SetUp() override {
    rig_.Must("permissions.put",
              {{"permissions",
                {{{"id", "always"}, {"doors", {"main"}}, {"when", {{"type", "always"}}}}}}});
  }
  Json Put(const Json& face) {
    return rig_.Do(
        "people.put",
        {{"people",
          {{{"id", "ana"}, {"permissions", {"always"}}, {"credentials", Json::array({face})}}}}});
  }
  void ExpectRefused(const Json& face, const std::string& path) {
    const Json error = Put(face)["error"];
    EXPECT_EQ(error["code"], "invalid_argument");
    EXPECT_EQ(error["path"], "people[0].credentials[0]." + path);
  }
  // It follows once the record, which can be seen, is known to be durable.
  void ExpectOneRelease() {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (rig_.Releases() == 0 && std::chrono::steady_clock::now() < deadline) {
      WaitFor(std::stop_token(), Milliseconds(5));
    }
    EXPECT_EQ(rig_.Releases(), 1);
  }
  // Another frame of this face, once the one before has been looked at.
  void ShowFace(std::size_t person) {
    const Image grey{.width = 64, .height = 64, .bgr = Bytes(64 * 64 * 3, 128)};
    if (rig_.engine().Played()) rig_.engine().Show({FakeFaceEngine::FaceOf(Of(Wide(person)))});
    static_cast<void>(rig_.board().ShowFrame("cam", grey));
    WaitFor(std::stop_token(), Milliseconds(5));
  }
  // The verdict on the person of whom the camera then has a frame after the other.
  Record Attempt(std::size_t person) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (std::chrono::steady_clock::now() < deadline) {
      ShowFace(person);
      const auto records = rig_.Records(RecordKind::kAccess);
      if (!records.empty()) return records.back();
    }
    ADD_FAILURE() << "no attempt was recorded";
    return {};
  }

  // The first face, for ana.
  void ExpectKeptAndOpensAfterARestart() {
    rig_.Restart();
    EXPECT_EQ(rig_.Must("people.get", {{"id", "ana"}})["person"]["credentials"],
              Json::array({FaceJson(Wide(1), "wide")}));
    EXPECT_EQ(Attempt(1).person, PersonId("ana"));
    ExpectOneRelease();
  }

  TerminalRig rig_;
};

TEST_F(WideFacesTest, OneIsStoredAndOpensAlsoAfterARestart) {
  ASSERT_TRUE(Put(FaceJson(Wide(1), "wide"))["ok"]);
  ExpectKeptAndOpensAfterARestart();
}

TEST_F(WideFacesTest, AStrangerOpensNothing) {
  ASSERT_TRUE(Put(FaceJson(Wide(1), "wide"))["ok"]);
  EXPECT_EQ(Attempt(2).reason, Reason::kUnknownPerson);
  EXPECT_EQ(rig_.Releases(), 0);
}

TEST_F(WideFacesTest, APhotoBecomesOne) {
  const Image grey{.width = 64, .height = 64, .bgr = Bytes(64 * 64 * 3, 128)};
  rig_.engine().Show({FakeFaceEngine::FaceOf(Of(Wide(3)))});
  ASSERT_TRUE(Put({{"type", "face"}, {"photo", ToBase64(*EncodeJpeg(grey))}})["ok"]);
  EXPECT_EQ(rig_.index().Get()->faces().Search(Of(Wide(3))).person, PersonId("ana"));
}

TEST_F(WideFacesTest, AnotherModelsIsRefused) {
  ExpectRefused(FaceJson(FaceOf(1), "fake"), "model");
  ExpectRefused(FaceJson(Wide(1), "dlib-resnet-v1"), "model");
}

TEST_F(WideFacesTest, OneOfAnotherLengthOrNormIsRefused) {
  ExpectRefused(FaceJson(FaceOf(1), "wide"), "vector");
  ExpectRefused(FaceJson(std::vector<float>(512), "wide"), "vector");
  ExpectRefused(FaceJson(std::vector<float>(512, 1.0F), "wide"), "vector");
}

TEST_F(WideFacesTest, TheOfficeIsToldTheLength) {
  const Json told = rig_.Must("device.info", Json::object())["capabilities"]["faces"];
  EXPECT_EQ(told["model"], "wide");
  EXPECT_EQ(told["vector_length"], 512);
}

class WideFaceEnrolmentTest : public WideFacesTest {
 protected:
  WideFaceEnrolmentTest() : WideFacesTest(true) {}

  void SetUp() override {
    WideFacesTest::SetUp();
    for (const char* id : {"ana", "ben"}) {
      rig_.Must("people.put", {{"people", {{{"id", id}, {"permissions", {"always"}}}}}});
    }
  }
  // How the enrolment of `person` ends at the camera, before which somebody with the face `seen` stands.
  Json Enrol(const std::string& person, std::size_t seen) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!rig_.engine().Played() && std::chrono::steady_clock::now() < deadline) {
      WaitFor(std::stop_token(), Milliseconds(5));
    }
    const Json arguments = {{"person", person}, {"type", "face"}, {"reader", "cam"}};
    const Json started = rig_.Must("enroll.start", arguments);
    while (std::chrono::steady_clock::now() < deadline) {
      ShowFace(seen);
      const Json status = rig_.Must("enroll.status", {{"enrollment", started["enrollment"]}});
      if (status["state"] == "done" || status["state"] == "failed") return status;
    }
    ADD_FAILURE() << "the enrolment did not end";
    return {};
  }
};

TEST_F(WideFaceEnrolmentTest, AFaceBeforeTheCameraIsEnrolledAndOpensAlsoAfterARestart) {
  EXPECT_EQ(Enrol("ana", 1)["state"], "done");
  ExpectKeptAndOpensAfterARestart();
}

TEST_F(WideFaceEnrolmentTest, TheFaceOfSomebodyElseIsRefused) {
  EXPECT_EQ(Enrol("ana", 1)["state"], "done");
  EXPECT_EQ(Enrol("ben", 1)["error"]["message"], "this face is enrolled for another person");
  EXPECT_EQ(Enrol("ben", 2)["state"], "done");
  EXPECT_EQ(rig_.index().Get()->faces().people(), 2U);
}

TEST(FacesOfAnotherModel, AreKeptAndFindNobodyOnceTheModelHasChanged) {
  const FaceTemplate old = MakeFaceTemplate("old", FaceOf(1));
  MatchEntry entry{.rights = {.id = PersonId("ana")}, .faces = {old}};
  const auto index = CredentialIndex(RightsBook(), kWide).WithPeople(std::span(&entry, 1));
  EXPECT_EQ(index->faces().people(), 0U);
  EXPECT_TRUE(index->HasFace(PersonId("ana")));
  entry.faces.clear();
  EXPECT_FALSE(index->WithPeople(std::span(&entry, 1))->HasFace(PersonId("ana")));
}

TEST(FacesOfAnotherModel, AreCountedByThePeopleWhoHaveNoOthers) {
  const FaceTemplate old = MakeFaceTemplate("old", FaceOf(1));
  const std::vector<MatchEntry> people = {
      {.rights = {.id = PersonId("old")}, .faces = {old, old}},
      {.rights = {.id = PersonId("both")}, .faces = {old, Of(Wide(1))}},
      {.rights = {.id = PersonId("new")}, .faces = {Of(Wide(2))}},
      {.rights = {.id = PersonId("none")}}};
  const auto index = CredentialIndex(RightsBook(), kWide).WithPeople(people);
  EXPECT_EQ(index->people_of_other_models(), 1U);
  EXPECT_EQ(index->WithPeople(people)->people_of_other_models(), 1U);
  const PersonId both("both");
  EXPECT_EQ(index->WithoutPeople(std::span(&both, 1))->people_of_other_models(), 1U);
  const PersonId id("old");
  EXPECT_EQ(index->WithoutPeople(std::span(&id, 1))->people_of_other_models(), 0U);
  MatchEntry renewed = people.front();
  renewed.faces = {Of(Wide(3))};
  EXPECT_EQ(index->WithPeople(std::span(&renewed, 1))->people_of_other_models(), 0U);
  EXPECT_EQ(index->WithoutAnyone()->people_of_other_models(), 0U);
}

}  // namespace doorward::wide_faces_test
