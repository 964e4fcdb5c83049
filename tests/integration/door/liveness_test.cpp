// A camera that looks for liveness, from its frames to the record and the strike.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "doorward/readers/vision_worker.hpp"
#include "fakes/fake_face_engine.hpp"
#include "fakes/scripted_liveness.hpp"
#include "integration/door/door_rig.hpp"

namespace doorward::liveness_test {

using std::chrono::seconds;
using testing::ElementsAre;
using Script = std::vector<std::string>;

const Bytes kCard = {0x04, 0xA1, 0xB2, 0xC3};

// Sees the face of 1001 in every frame, which takes so long.
class OneFaceEngine final : public FaceEngine {
 public:
  OneFaceEngine(FakeClock& clock, Milliseconds takes) : clock_(clock), takes_(takes) {}

  Result<std::vector<DetectedFace>> Detect(const Image&) override {
    clock_.Advance(takes_);
    return std::vector{FakeFaceEngine::FaceOf(Face()).detected};
  }
  Result<FaceTemplate> Embed(const Image&, const DetectedFace&) override { return Face(); }
  const FaceModel& model() const override { return model_; }

  static FaceTemplate Face() { return FakeFaceEngine::VectorOf(1); }

 private:
  FakeClock& clock_;
  const Milliseconds takes_;
  FaceModel model_ = FakeFaceModel();
};

class LivenessTest : public testing::Test {
 protected:
  void Start(const std::string& policy, Script script, Milliseconds takes = Milliseconds(0)) {
    DoorConfig door = DefaultDoor();
    door.factors = {{.require = *FactorPolicy::Parse(policy)}};
    rig_ = std::make_unique<DoorRig>(RigSetup{.doors = {door}, .clock = &clock_});
    rig_->Enrol("1001", {KeyOfCard(kCard)}, {OneFaceEngine::Face()});
    std::vector<CameraReader> cameras = {
        {.reader = ReaderId("cam"),
         .open = [this] { return rig_->board().OpenCamera("cam"); },
         .make_liveness = [script] { return std::make_unique<ScriptedLiveness>(script); }}};
    vision_ = std::make_unique<VisionWorker>(
        std::move(cameras), std::make_unique<OneFaceEngine>(clock_, takes), FaceConfig{},
        rig_->matcher(), rig_->index(), rig_->access(), rig_->health(), clock_);
  }
  // From here on there is a frame after the other, with somebody in it.
  void StandBefore() {
    const Image grey{.width = 64, .height = 64, .bgr = Bytes(64 * 64 * 3, 128)};
    ASSERT_TRUE(Eventually([&] { return rig_->board().ShowFrame("cam", grey).has_value(); }));
  }
  // What was in view until now was away for long enough.
  void NextShowing() { clock_.Advance(seconds(2)); }

  FakeClock clock_;
  std::unique_ptr<DoorRig> rig_;
  std::unique_ptr<VisionWorker> vision_;
};

TEST_F(LivenessTest, ASpoofIsRecordedWithoutANameAndOneWhoLivesPasses) {
  Start("face", {"us", "uuul"});
  StandBefore();
  const Record spoof = rig_->WaitForAttempt(1);
  EXPECT_EQ(spoof.reason, Reason::kLivenessFailed);
  EXPECT_FALSE(spoof.granted);
  EXPECT_EQ(spoof.method, Method::kFace);
  EXPECT_EQ(spoof.person, PersonId());
  EXPECT_EQ(spoof.detail, "a picture or a mask");
  EXPECT_TRUE(spoof.snapshot);
  EXPECT_FALSE(rig_->IsReleased());

  NextShowing();
  const Record passage = rig_->WaitForAttempt(2);
  EXPECT_TRUE(passage.granted);
  EXPECT_EQ(passage.person, PersonId("1001"));
  EXPECT_TRUE(rig_->Becomes(true));
}

TEST_F(LivenessTest, WhatStaysUndecidedIsRefused) {
  Start("face", {"u"}, Milliseconds(500));
  StandBefore();
  EXPECT_EQ(rig_->WaitForAttempt(1).reason, Reason::kLivenessFailed);
  EXPECT_EQ(rig_->WaitForAttempt(1).detail, "not known in time to be alive");
  EXPECT_FALSE(rig_->IsReleased());
}

TEST_F(LivenessTest, AClaimIsConfirmedByALiveFaceAlone) {
  Start("card+face", {"s", "ul"});
  rig_->PostCard(kCard);
  rig_->LetItLook();
  StandBefore();
  EXPECT_EQ(rig_->WaitForAttempt(1).reason, Reason::kLivenessFailed);
  EXPECT_FALSE(rig_->IsReleased());
  NextShowing();
  const Record passage = rig_->WaitForAttempt(2);
  EXPECT_TRUE(passage.granted) << ReasonName(*passage.reason);
  EXPECT_EQ(passage.method, Method::kCard);
  EXPECT_EQ(passage.person, PersonId("1001"));
}

TEST_F(LivenessTest, WhoeverWaitsForAFaceWaitsForALiveOne) {
  Start("card+face", {"l", "s"});
  ASSERT_TRUE(rig_->access().SetMode(DoorId("main"), DoorMode::kLockdown, {}, "test"));
  StandBefore();
  EXPECT_EQ(rig_->WaitForAttempt(1).reason, Reason::kLockdown);
  ASSERT_TRUE(rig_->access().SetMode(DoorId("main"), DoorMode::kNormal, {}, "test"));
  rig_->PostCard(kCard);
  EXPECT_EQ(rig_->WaitForAttempt(2).reason, Reason::kLivenessFailed);
  EXPECT_FALSE(rig_->IsReleased());
}

TEST_F(LivenessTest, OneThatFailsLetsNobodyInAndIsTold) {
  Start("face", {"e"});
  StandBefore();
  EXPECT_TRUE(Eventually(
      [&] { return rig_->health().Reports()["vision"].state == HealthState::kDegraded; }));
  rig_->PostCard({9, 9, 9, 9});
  EXPECT_THAT(Reasons(*rig_, 1), ElementsAre("unknown_credential"));
}

}  // namespace doorward::liveness_test
