// A camera that falls silent, and a vision thread that is busy.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "doorward/readers/vision_worker.hpp"
#include "fakes/face_numbers.hpp"
#include "fakes/fake_face_engine.hpp"
#include "integration/door/door_rig.hpp"

namespace doorward::camera_test {

using std::chrono::seconds;

constexpr int kHeight = 64;

Image GreyPicture(int width) {
  const auto bytes = static_cast<std::size_t>(width) * kHeight * 3;
  return {.width = width, .height = kHeight, .bgr = Bytes(bytes, 128)};
}

// Gives the frame of the number that it is told; 0 is none. As a real one it may repeat it.
class NumberedCamera final : public Camera {
 public:
  NumberedCamera(const std::atomic<std::uint64_t>& number, const Clock& clock, int width = 64)
      : number_(number), clock_(clock), width_(width) {}

  Result<std::optional<Frame>> NextFrame(Milliseconds) override {
    WaitFor(std::stop_token(), Milliseconds(1));
    if (number_ == 0) return std::nullopt;
    return Frame{
        .image = GreyPicture(width_), .captured_at = clock_.SteadyNow(), .number = number_};
  }
  std::string_view name() const override { return "numbered"; }

 private:
  const std::atomic<std::uint64_t>& number_;
  const Clock& clock_;
  const int width_;
};

// Does not return from Detect() until it is let go.
class BusyEngine final : public FaceEngine {
 public:
  BusyEngine(std::atomic<bool>& busy, const std::atomic<bool>& go) : busy_(busy), go_(go) {}

  Result<std::vector<DetectedFace>> Detect(const Image&) override {
    busy_ = true;
    go_.wait(false);
    return std::vector<DetectedFace>();
  }
  Result<FaceTemplate> Embed(const Image&, const DetectedFace&) override {
    return Fail(ErrorCode::kInternal, "there was no face");
  }
  const FaceModel& model() const override { return model_; }

 private:
  std::atomic<bool>& busy_;
  const std::atomic<bool>& go_;
  FaceModel model_{.name = "busy", .sha256 = std::string(64, '0')};
};

// Fails at pictures of one width, and counts the others.
class ParticularEngine final : public FaceEngine {
 public:
  static constexpr int kDisliked = 32;

  explicit ParticularEngine(std::atomic<int>& liked) : liked_(liked) {}

  Result<std::vector<DetectedFace>> Detect(const Image& picture) override {
    if (picture.width == kDisliked) return Fail(ErrorCode::kInternal, "not this one");
    ++liked_;
    return std::vector<DetectedFace>();
  }
  Result<FaceTemplate> Embed(const Image&, const DetectedFace&) override {
    return Fail(ErrorCode::kInternal, "there was no face");
  }
  const FaceModel& model() const override { return model_; }

 private:
  std::atomic<int>& liked_;
  FaceModel model_{.name = "particular", .sha256 = std::string(64, '0')};
};

// Sees one good face in every frame, which takes as long as it is told.
class SlowEngine final : public FaceEngine {
 public:
  SlowEngine(FakeClock& clock, const std::atomic<int>& takes_ms)
      : clock_(clock), takes_ms_(takes_ms) {
    engine_.Show({FakeFaceEngine::FaceOf(FakeFaceEngine::VectorOf(1))});
    face_ = engine_.Detect({})->front();
  }

  Result<std::vector<DetectedFace>> Detect(const Image&) override { return std::vector{face_}; }
  Result<FaceTemplate> Embed(const Image& picture, const DetectedFace& face) override {
    clock_.Advance(Milliseconds(takes_ms_.load()));
    return engine_.Embed(picture, face);
  }
  const FaceModel& model() const override { return engine_.model(); }

 private:
  FakeClock& clock_;
  const std::atomic<int>& takes_ms_;
  FakeFaceEngine engine_;
  DetectedFace face_;
};

class CameraTest : public testing::Test {
 protected:
  // New frames come until it does.
  bool VisionBecomesWithFrames(HealthState state) {
    return Eventually([&] {
      ++number_;
      return rig_.health().Reports()["vision"].state == state;
    });
  }
  bool SomebodyIsAnsweredWithFrames() {
    return Eventually([&] {
      ++number_;
      return rig_.access().Counters().presentations > 0;
    });
  }

  std::unique_ptr<VisionWorker> StartVision(std::unique_ptr<FaceEngine> engine) {
    std::vector<CameraReader> cameras = {
        {.reader = ReaderId("cam"), .open = [this]() -> Result<std::unique_ptr<Camera>> {
           ++opened_;
           return std::make_unique<NumberedCamera>(number_, clock_);
         }}};
    return std::make_unique<VisionWorker>(std::move(cameras), std::move(engine), FaceConfig{},
                                          rig_.matcher(), rig_.index(), rig_.access(),
                                          rig_.health(), clock_);
  }

  bool Becomes(HealthState state) {
    return Eventually([&] { return rig_.health().Reports()["cam"].state == state; });
  }

  FakeClock clock_;
  std::atomic<std::uint64_t> number_ = 0;
  std::atomic<int> opened_ = 0;
  DoorRig rig_{{.clock = &clock_}};
};

TEST_F(CameraTest, WithoutNewFramesForFiveSecondsItIsDegraded) {
  const auto vision = StartVision(nullptr);
  ++number_;
  ASSERT_TRUE(Becomes(HealthState::kOk));
  clock_.Advance(seconds(5));  // The same frame, again and again, is not a new one.
  ASSERT_TRUE(Becomes(HealthState::kDegraded));
  ++number_;
  ASSERT_TRUE(Becomes(HealthState::kOk));
  number_ = 0;
  clock_.Advance(seconds(5));
  ASSERT_TRUE(Becomes(HealthState::kDegraded));
}

TEST_F(CameraTest, AfterALongSilenceItIsOpenedAgain) {
  const auto vision = StartVision(nullptr);
  ++number_;
  ASSERT_TRUE(Becomes(HealthState::kOk));
  const int before = opened_;
  clock_.Advance(seconds(30));
  EXPECT_TRUE(Eventually([&] { return opened_ > before; }));
  EXPECT_TRUE(Becomes(HealthState::kOk));  // The number counts from the opening.
}

TEST_F(CameraTest, AProcessorThatIsTooSlowForFacesIsDegraded) {
  std::atomic<int> takes_ms = 1'500;
  const auto vision = StartVision(std::make_unique<SlowEngine>(clock_, takes_ms));
  ASSERT_TRUE(VisionBecomesWithFrames(HealthState::kDegraded));
  EXPECT_THAT(rig_.health().Reports()["vision"].detail, testing::HasSubstr("1500 ms"));
  ASSERT_TRUE(SomebodyIsAnsweredWithFrames());
  EXPECT_EQ(rig_.WaitForAttempt().reason, Reason::kUnknownPerson);
  takes_ms = 900;
  EXPECT_TRUE(VisionBecomesWithFrames(HealthState::kOk));
}

TEST_F(CameraTest, AProcessorThatWasBusyLooksAgainBeforeItAnswers) {
  std::atomic<int> takes_ms = 1'500;
  const auto vision = StartVision(std::make_unique<SlowEngine>(clock_, takes_ms));
  ASSERT_TRUE(VisionBecomesWithFrames(HealthState::kDegraded));
  takes_ms = 100;
  ASSERT_TRUE(SomebodyIsAnsweredWithFrames());
  EXPECT_EQ(rig_.WaitForAttempt().reason, Reason::kUnknownPerson);
}

TEST_F(CameraTest, WhatIsWrongWithOneCamerasPicturesIsNotOverwrittenByAnother) {
  std::atomic<int> liked = 0;
  std::atomic<std::uint64_t> one = 1;  // Its only frame.
  std::vector<CameraReader> cameras = {
      {.reader = ReaderId("nfc"),
       .open = [&]() -> Result<std::unique_ptr<Camera>> {
         return std::make_unique<NumberedCamera>(one, clock_, ParticularEngine::kDisliked);
       }},
      {.reader = ReaderId("cam"), .open = [&]() -> Result<std::unique_ptr<Camera>> {
         return std::make_unique<NumberedCamera>(number_, clock_);
       }}};
  VisionWorker vision(std::move(cameras), std::make_unique<ParticularEngine>(liked), FaceConfig{},
                      rig_.matcher(), rig_.index(), rig_.access(), rig_.health(), clock_);
  const auto state = [&] { return rig_.health().Reports()["vision"].state; };
  ASSERT_TRUE(Eventually([&] { return state() == HealthState::kDegraded; }));
  for (int looks = 1; looks <= 3; ++looks) {
    ++number_;
    ASSERT_TRUE(Eventually([&] { return liked >= looks; }));
  }
  EXPECT_EQ(state(), HealthState::kDegraded);
}

TEST_F(CameraTest, PhotosThatFindTheVisionThreadBusyAreRefusedInTheEnd) {
  std::atomic<bool> busy = false;
  std::atomic<bool> go = false;
  const auto vision = StartVision(std::make_unique<BusyEngine>(busy, go));
  ++number_;
  ASSERT_TRUE(Eventually([&] { return busy.load(); }));
  for (int i = 0; i < 8; ++i) {
    EXPECT_EQ(vision->ExtractFromPhoto({1}, Milliseconds(1)).error().code, ErrorCode::kTimeout);
  }
  EXPECT_EQ(vision->ExtractFromPhoto({1}, Milliseconds(1)).error().code,
            ErrorCode::kResourceExhausted);
  go = true;
  go.notify_all();
}

}  // namespace doorward::camera_test
