#include "doorward/enrolment/face_agreement.hpp"
#include "fakes/face_numbers.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace doorward::face_agreement_test {

FaceNumbers At(float place) {
  FaceNumbers face{};
  face[0] = 1.4F;
  face[1] = place;
  return face;
}

TEST(FaceAgreement, NeedsThatManyInARow) {
  FaceAgreement faces(3, 0.4);
  EXPECT_FALSE(faces.Next(At(0)));
  EXPECT_FALSE(faces.Next(At(0.1F)));
  EXPECT_TRUE(faces.Next(At(0.2F)));
}

TEST(FaceAgreement, BeginsAnewWithAnotherFace) {
  FaceAgreement faces(3, 0.4);
  EXPECT_FALSE(faces.Next(At(0)));
  EXPECT_FALSE(faces.Next(At(0)));
  EXPECT_FALSE(faces.Next(At(1)));
  EXPECT_FALSE(faces.Next(At(0)));
  EXPECT_FALSE(faces.Next(At(0)));
  EXPECT_TRUE(faces.Next(At(0)));
}

TEST(FaceAgreement, BeginsAnewAfterABadFrame) {
  FaceAgreement faces(2, 0.4);
  EXPECT_FALSE(faces.Next(At(0)));
  faces.Restart();
  EXPECT_FALSE(faces.Next(At(0)));
  EXPECT_TRUE(faces.Next(At(0)));
}

TEST(FaceAgreement, NothingAgreesWithWhatIsNoNumber) {
  FaceAgreement faces(2, 0.4);
  const FaceNumbers nan = At(std::numeric_limits<float>::quiet_NaN());
  EXPECT_FALSE(faces.Next(nan));
  EXPECT_FALSE(faces.Next(nan));
}

TEST(FaceAgreement, OneIsEnoughIfSoConfigured) {
  FaceAgreement faces(1, 0.4);
  EXPECT_TRUE(faces.Next(At(0)));
}

}  // namespace doorward::face_agreement_test
