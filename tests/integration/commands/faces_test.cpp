// Faces in people.put: photos, models, and one face for one person.

#include <gtest/gtest.h>

#include "doorward/vision/image_codec.hpp"
#include "fakes/face_numbers.hpp"
#include "integration/commands/terminal_rig.hpp"

namespace doorward::faces_test {

Json WithFaces(const std::string& id, std::vector<Json> faces) {
  return {{"id", id}, {"credentials", Json(std::move(faces))}};
}

// A small grey picture; what it shows is what the engine is told to see.
Json Photo() {
  const Image grey{.width = 64, .height = 64, .bgr = Bytes(64 * 64 * 3, 128)};
  const auto jpeg = EncodeJpeg(grey);
  return {{"type", "face"}, {"photo", ToBase64(*jpeg)}};
}

TEST(Photos, BecomeVectorsAndAreNotKept) {
  TerminalRig rig;
  rig.engine().Show({FakeFaceEngine::FaceOf(FaceOf(1))});
  rig.Must("people.put", People({WithFaces("ana", {Photo()})}));
  const Json person = rig.Must("people.get", {{"id", "ana"}})["person"];
  EXPECT_EQ(person["credentials"], Json::array({FaceJson(FaceOf(1))}));
  EXPECT_EQ(rig.index().Get()->faces().Search(FaceOf(1)).person, PersonId("ana"));
}

TEST(Photos, AreReadForTheirOwnPerson) {
  TerminalRig rig;
  for (const unsigned face : {1U, 2U, 3U})
    rig.engine().Show({FakeFaceEngine::FaceOf(FaceOf(face))});
  rig.Must("people.put", People({WithFaces("ana", {FaceJson(FaceOf(9)), Photo()}),
                                 WithFaces("ben", {}), WithFaces("cem", {Photo(), Photo()})}));
  const auto index = rig.index().Get();
  EXPECT_EQ(index->faces().Search(FaceOf(1)).person, PersonId("ana"));
  EXPECT_EQ(index->faces().Search(FaceOf(2)).person, PersonId("cem"));
  EXPECT_EQ(index->faces().Search(FaceOf(3)).person, PersonId("cem"));
  EXPECT_EQ(index->faces().size(), 4U);
}

TEST(Photos, OneWithoutAFaceSpoilsTheWholeCommand) {
  TerminalRig rig;
  rig.engine().Show({FakeFaceEngine::FaceOf(FaceOf(1))});
  rig.engine().Show({});
  const Json error = rig.Refused(
      "people.put",
      People({WithFaces("ana", {Photo()}), WithFaces("ben", {FaceJson(FaceOf(2)), Photo()})}));
  EXPECT_EQ(error["code"], "invalid_argument");
  EXPECT_EQ(error["path"], "people[1].credentials[1].photo");
  EXPECT_TRUE(rig.PeopleInDatabase().empty());
}

TEST(Photos, AreNotLookedAtIfAnythingElseIsWrong) {
  TerminalRig rig;
  rig.engine().Show({FakeFaceEngine::FaceOf(FaceOf(1))});
  const Json error =
      rig.Refused("people.put", People({WithFaces("ana", {Photo()}), WithFaces("", {})}));
  EXPECT_EQ(error["path"], "people[1].id");
  EXPECT_EQ(rig.engine().embeddings(), 0);
}

TEST(Photos, NeedAModel) {
  TerminalRig rig({.has_face_model = false});
  const Json error = rig.Refused("people.put", People({WithFaces("ana", {Photo()})}));
  EXPECT_EQ(error["code"], "unsupported");
  EXPECT_EQ(error["path"], "people[0].credentials[0].photo");
}

TEST(Vectors, OfAnyModelAreKeptWhereNothingComparesThem) {
  TerminalRig rig({.has_face_model = false});
  rig.Must("people.put", People({WithFaces("ana", {FaceJson(FaceOf(1), "dlib-resnet-v1")})}));
}

TEST(Vectors, EachOfAnotherModelIsNamed) {
  TerminalRig rig;
  const Json error = rig.Refused(
      "people.put", People({WithFaces("ana", {FaceJson(FaceOf(1)), FaceJson(FaceOf(2), "other")}),
                            WithFaces("ben", {FaceJson(FaceOf(3), "other")})}));
  EXPECT_EQ(error["path"], "people[0].credentials[1].model");
  EXPECT_NE(error["message"].get<std::string>().find("people[1].credentials[0].model"),
            std::string::npos);
}

TEST(DuplicateFaces, AreRefusedAgainstWhoIsEnrolled) {
  TerminalRig rig;
  rig.Must("people.put", People({WithFaces("ana", {FaceJson(FaceOf(1))})}));
  for (const FaceNumbers& face : {FaceOf(1), FaceNear(1, 0.39F)}) {
    const Json error = rig.Refused("people.put", People({WithFaces("ben", {FaceJson(FaceOf(2))}),
                                                         WithFaces("eve", {FaceJson(face)})}));
    EXPECT_EQ(error["code"], "already_exists");
    EXPECT_EQ(error["path"], "people[1].credentials[0]");
  }
  EXPECT_EQ(rig.PeopleInDatabase().size(), 1U);
  EXPECT_EQ(rig.index().Get()->faces().size(), 1U);
  rig.Must("people.put", People({WithFaces("eve", {FaceJson(FaceNear(1, 0.41F))})}));
}

TEST(DuplicateFaces, AreRefusedWithinOneCommand) {
  TerminalRig rig;
  const Json error =
      rig.Refused("people.put", People({WithFaces("ana", {FaceJson(FaceOf(1))}),
                                        WithFaces("eve", {FaceJson(FaceNear(1, 0.1F))})}));
  EXPECT_EQ(error["code"], "already_exists");
  EXPECT_TRUE(rig.PeopleInDatabase().empty());
}

TEST(DuplicateFaces, ComeInThroughPhotosNeither) {
  TerminalRig rig;
  rig.Must("people.put", People({WithFaces("ana", {FaceJson(FaceOf(1))})}));
  rig.engine().Show({FakeFaceEngine::FaceOf(FaceNear(1, 0.2F))});
  EXPECT_EQ(rig.Refused("people.put", People({WithFaces("eve", {Photo()})}))["code"],
            "already_exists");
}

TEST(DuplicateFaces, OnePersonMayHaveManyOfTheirOwn) {
  TerminalRig rig;
  const Json ana = WithFaces("ana", {FaceJson(FaceOf(1)), FaceJson(FaceNear(1, 0.1F))});
  rig.Must("people.put", People({ana}));
  rig.Must("people.put", People({ana}));
  rig.Must("people.put", People({WithFaces("ana", {FaceJson(FaceNear(1, 0.2F))})}));
}

TEST(DuplicateFaces, AFaceThatTheSameCommandTakesAwayIsNotInTheWay) {
  TerminalRig rig;
  rig.Must("people.put", People({WithFaces("ana", {FaceJson(FaceOf(1))}),
                                 WithFaces("ben", {FaceJson(FaceOf(2))})}));
  rig.Must("people.put", People({WithFaces("ana", {FaceJson(FaceOf(2))}),
                                 WithFaces("ben", {FaceJson(FaceOf(1))})}));
  EXPECT_EQ(rig.index().Get()->faces().Search(FaceOf(2)).person, PersonId("ana"));
}

TEST(DuplicateFaces, AreTakenIfTheConfigurationSaysSo) {
  TerminalRig rig({.refuse_duplicate_faces = false});
  rig.Must("people.put", People({WithFaces("ana", {FaceJson(FaceOf(1))}),
                                 WithFaces("twin", {FaceJson(FaceOf(1))})}));
}

}  // namespace doorward::faces_test
