#include "doorward/domain/face_threshold.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>

namespace doorward::face_threshold_test {

// The curve of third_party/models.json.
FalseMatchCurve Curve() {
  return {.points = {{0.40, 4e-6}, {0.45, 3e-5}, {0.50, 2.3e-4}, {0.60, 5e-3}},
          .verify_threshold = 0.5};
}

// Computed with fifty digits, apart from the code: m = 1 - (1 - 0.003)^(1/N), then the curve.
TEST(FaceThreshold, IsWhatTheFormulaSays) {
  struct Row {
    std::size_t gallery;
    double distance;
  };
  for (const Row& row : {
           Row{1, 0.583409979518120}, Row{2, 0.560923109534594}, Row{10, 0.508673106374654},
           Row{50, 0.467051037782448}, Row{100, 0.450036498332444}, Row{500, 0.410098847880857},
           Row{750, 0.400037219542614},
           Row{751, 0.400004154860268},  // The largest gallery that is searched by face alone.
       }) {
    const FaceThreshold threshold = DeriveFaceThreshold(Curve(), row.gallery, 0.003);
    EXPECT_EQ(threshold.mode, FaceMode::kIdentify) << row.gallery;
    EXPECT_NEAR(threshold.distance, row.distance, 1e-12) << row.gallery;
  }
}

TEST(FaceThreshold, AsksForAClaimBeyondWhatWasMeasured) {
  for (const std::size_t gallery :
       {std::size_t{752}, std::size_t{1'000}, std::size_t{50'000}, std::size_t{1'000'000},
        std::numeric_limits<std::size_t>::max()}) {
    EXPECT_EQ(DeriveFaceThreshold(Curve(), gallery, 0.003),
              (FaceThreshold{FaceMode::kClaimFirst, 0}))
        << gallery;
  }
}

TEST(FaceThreshold, NeverGoesAboveTheLastPoint) {
  const FaceThreshold loosest{FaceMode::kIdentify, 0.60};
  EXPECT_EQ(DeriveFaceThreshold(Curve(), 0, 0.003), loosest);
  EXPECT_EQ(DeriveFaceThreshold(Curve(), 1, 0.005), loosest);
  EXPECT_EQ(DeriveFaceThreshold(Curve(), 1, 0.999), loosest);
  EXPECT_LT(DeriveFaceThreshold(Curve(), 1, 0.004999).distance, 0.60);
}

TEST(FaceThreshold, MeetsThePointsOfTheCurve) {
  for (const auto& point : Curve().points) {
    const FaceThreshold threshold = DeriveFaceThreshold(Curve(), 1, point.rate * (1 + 1e-9));
    EXPECT_EQ(threshold.mode, FaceMode::kIdentify);
    EXPECT_NEAR(threshold.distance, point.threshold, 1e-9);
  }
  EXPECT_EQ(DeriveFaceThreshold(Curve(), 1, 4e-6 * (1 - 1e-9)).mode, FaceMode::kClaimFirst);
}

TEST(FaceThreshold, TakesTheSmallestRatesWithoutLosingThem) {
  for (const double rate : {std::numeric_limits<double>::denorm_min(), 1e-300, 1e-17, 1e-7}) {
    EXPECT_EQ(DeriveFaceThreshold(Curve(), 1, rate).mode, FaceMode::kClaimFirst) << rate;
    EXPECT_EQ(DeriveFaceThreshold(Curve(), 50'000, rate).mode, FaceMode::kClaimFirst) << rate;
  }
}

RC_GTEST_PROP(FaceThreshold, NeverRisesWithTheGallery, ()) {
  const double rate = *rc::gen::inRange(1, 100'000) * 1e-6;
  const auto small = *rc::gen::inRange<std::size_t>(0, 100'000);
  const auto large = small + *rc::gen::inRange<std::size_t>(1, 100'000);
  const FaceThreshold few = DeriveFaceThreshold(Curve(), small, rate);
  const FaceThreshold many = DeriveFaceThreshold(Curve(), large, rate);
  RC_ASSERT(many.distance <= few.distance);
  if (few.mode == FaceMode::kClaimFirst) RC_ASSERT(many.mode == FaceMode::kClaimFirst);
}

// What it is for: N strangers' comparisons at the threshold's pair rate stay under the accepted one.
RC_GTEST_PROP(FaceThreshold, KeepsTheAcceptedRate, ()) {
  const double rate = *rc::gen::inRange(1, 5'000) * 1e-6;
  const auto gallery = *rc::gen::inRange<std::size_t>(1, 2'000);
  const FaceThreshold threshold = DeriveFaceThreshold(Curve(), gallery, rate);
  if (threshold.mode == FaceMode::kClaimFirst) return;
  const auto points = Curve().points;
  std::size_t above = 1;
  while (above + 1 < points.size() && points[above].threshold < threshold.distance) ++above;
  const auto& [low, low_rate] = points[above - 1];
  const auto& [high, high_rate] = points[above];
  const double share = (threshold.distance - low) / (high - low);
  const double pair = low_rate * std::pow(high_rate / low_rate, share);
  RC_ASSERT(1 - std::pow(1 - pair, static_cast<double>(gallery)) <= rate * (1 + 1e-6));
}

TEST(FalseMatchCurve, IsCheckedPointByPoint) {
  EXPECT_TRUE(Curve().Check());
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double inf = std::numeric_limits<double>::infinity();
  using Points = std::vector<FalseMatchCurve::Point>;
  for (const Points& points : {
           Points{},
           Points{{0.4, 1e-6}},
           Points{{0.4, 1e-6}, {0.4, 1e-5}},
           Points{{0.5, 1e-6}, {0.4, 1e-5}},
           Points{{0.4, 1e-5}, {0.5, 1e-5}},
           Points{{0.4, 1e-5}, {0.5, 1e-6}},
           Points{{0.4, 0}, {0.5, 1e-6}},
           Points{{0.4, -1e-6}, {0.5, 1e-6}},
           Points{{0.4, 1e-6}, {0.5, 1}},
           Points{{0, 1e-6}, {0.5, 1e-5}},
           Points{{-0.4, 1e-6}, {0.5, 1e-5}},
           Points{{0.4, 1e-6}, {4, 1e-5}},
           Points{{nan, 1e-6}, {0.5, 1e-5}},
           Points{{0.4, nan}, {0.5, 1e-5}},
           Points{{0.4, 1e-6}, {inf, 1e-5}},
           Points{{0.4, 1e-6}, {0.5, 1e-5}, {0.45, 1e-4}},
       }) {
    const auto status = FalseMatchCurve{points, 0.5}.Check();
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::kInvalidArgument);
  }
  for (const double verify : {0.0, -0.5, 4.0, nan, inf}) {
    auto curve = Curve();
    curve.verify_threshold = verify;
    EXPECT_FALSE(curve.Check()) << verify;
  }
}

TEST(FaceMode, IsNamedAsInTheStatus) {
  EXPECT_EQ(FaceModeName(FaceMode::kIdentify), "identify");
  EXPECT_EQ(FaceModeName(FaceMode::kClaimFirst), "claim_first");
}

}  // namespace doorward::face_threshold_test
