#include "doorward/vision/face_enrolment.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "fakes/face_numbers.hpp"
#include "fakes/fake_face_engine.hpp"

namespace doorward::face_enrolment_test {

using Fake = FakeFaceEngine;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
const EnrolmentRules kRules{.min_face_px = 80, .min_sharpness = 20, .min_detection = 0};

Image Photo() { return {.width = 1, .height = 1, .bgr = {0, 0, 0}}; }

// What enrolling a picture with `faces` says.
std::string Refusal(std::vector<Fake::Face> faces) {
  FakeFaceEngine engine;
  engine.Show(std::move(faces));
  const auto enrolled = ExtractForEnrolment(engine, Photo(), kRules);
  if (enrolled) return "";
  EXPECT_EQ(enrolled.error().code, ErrorCode::kInvalidArgument);
  return enrolled.error().message;
}

Fake::Face With(FaceQuality quality) {
  Fake::Face face = Fake::FaceOf(Fake::VectorOf(1), quality.size_px);
  face.detected.quality = quality;
  return face;
}

TEST(FaceEnrolment, OneGoodFaceGivesItsVector) {
  FakeFaceEngine engine;
  engine.Show({Fake::FaceOf(Fake::VectorOf(7), 120, 30)});
  const auto enrolled = ExtractForEnrolment(engine, Photo(), kRules);
  ASSERT_TRUE(enrolled) << enrolled.error().message;
  EXPECT_EQ(enrolled->face_template, Fake::VectorOf(7).Of("fake"));
  EXPECT_EQ(enrolled->face.box.left, 30);
}

TEST(FaceEnrolment, SaysThatThereIsNoFace) {
  EXPECT_EQ(Refusal({}), "no face was found in the photo");
}

TEST(FaceEnrolment, RefusesASecondFaceFromHalfTheSizeUp) {
  const auto second = [](int size) {
    return Refusal(
        {Fake::FaceOf(Fake::VectorOf(1), 200), Fake::FaceOf(Fake::VectorOf(2), size, 300)});
  };
  EXPECT_EQ(second(200), "more than one face is in the photo: 2");
  EXPECT_EQ(second(100), "more than one face is in the photo: 2");
  EXPECT_EQ(second(99), "");
}

TEST(FaceEnrolment, TakesTheLargestOfSeveralFaces) {
  FakeFaceEngine engine;
  engine.Show({Fake::FaceOf(Fake::VectorOf(1), 300), Fake::FaceOf(Fake::VectorOf(2), 100, 400),
               Fake::FaceOf(Fake::VectorOf(3), 90, 600)});
  const auto enrolled = ExtractForEnrolment(engine, Photo(), kRules);
  ASSERT_TRUE(enrolled) << enrolled.error().message;
  EXPECT_EQ(enrolled->face_template, Fake::VectorOf(1).Of("fake"));
}

TEST(FaceEnrolment, SaysHowLargeTheFaceIsAndMustBe) {
  EXPECT_EQ(Refusal({Fake::FaceOf(Fake::VectorOf(1), 79)}),
            "the face is too small: 79 pixels wide, and must be at least 80");
  EXPECT_EQ(Refusal({Fake::FaceOf(Fake::VectorOf(1), 80)}), "");
}

TEST(FaceEnrolment, RefusesBlurAndDoubt) {
  EXPECT_EQ(Refusal({With({.size_px = 100, .sharpness = 19, .detection = 1})}),
            "the face is too blurred: sharpness 19, and must be at least 20");
  EXPECT_EQ(Refusal({With({.size_px = 100, .sharpness = 20, .detection = -0.1})}),
            "the face is not clear enough to be sure of it");
  EXPECT_EQ(Refusal({With({.size_px = 100, .sharpness = 20, .detection = 0})}), "");
}

TEST(FaceEnrolment, RefusesQualitiesThatAreNoNumbers) {
  EXPECT_NE(Refusal({With({.size_px = 100, .sharpness = kNan, .detection = 1})}), "");
  EXPECT_NE(Refusal({With({.size_px = 100, .sharpness = 99, .detection = kNan})}), "");
}

// A photo that is not good enough costs no pass through the network.
TEST(FaceEnrolment, EmbedsOnlyWhatItWouldEnrol) {
  FakeFaceEngine engine;
  engine.Show({Fake::FaceOf(Fake::VectorOf(1), 10)});
  ASSERT_FALSE(ExtractForEnrolment(engine, Photo(), kRules));
  EXPECT_EQ(engine.embeddings(), 0);
}

TEST(FaceEnrolment, RefusesPoisonedVectors) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  for (const float poison : {nan, infinity, -infinity, 1e20F, 3.0F}) {
    SCOPED_TRACE(poison);
    FaceNumbers vector = Fake::VectorOf(1);
    vector[5] = poison;
    EXPECT_NE(Refusal({Fake::FaceOf(vector)}), "");
  }
  EXPECT_NE(Refusal({Fake::FaceOf(FaceNumbers{})}), "");
}

TEST(FaceEnrolment, PassesOnWhatTheEngineReports) {
  FakeFaceEngine engine;
  engine.Fail(ErrorCode::kUnavailable);
  const auto undetected = ExtractForEnrolment(engine, Photo(), kRules);
  ASSERT_FALSE(undetected);
  EXPECT_EQ(undetected.error().code, ErrorCode::kUnavailable);

  engine.Show({Fake::FaceOf(Fake::VectorOf(1))});
  engine.FailEmbedding(ErrorCode::kInternal);
  const auto unembedded = ExtractForEnrolment(engine, Photo(), kRules);
  ASSERT_FALSE(unembedded);
  EXPECT_EQ(unembedded.error().code, ErrorCode::kInternal);
}

}  // namespace doorward::face_enrolment_test
