// A face before a camera becomes a credential, or does not.

#include "fakes/scripted_liveness.hpp"
#include "integration/commands/enrolment_rig.hpp"

namespace doorward::face_enrolment_test {

class FaceEnrolmentTest : public EnrolmentTest {
 protected:
  explicit FaceEnrolmentTest(TerminalRig::Options options = kEnrolsAtDevice)
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

}  // namespace doorward::face_enrolment_test
