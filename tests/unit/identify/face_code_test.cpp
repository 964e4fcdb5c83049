#include "identify/face_code.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>

namespace doorward::face_code_test {

using FaceVector = std::vector<float>;

FaceCode AnyCodes(std::mt19937& random, std::size_t steps, bool extreme) {
  FaceCode code(steps);
  for (CodeStep& step : code) {
    for (std::int8_t& value : step.values) {
      value = static_cast<std::int8_t>(extreme ? (random() % 2 == 0 ? 127 : -127)
                                               : static_cast<int>(random() % 255) - 127);
    }
  }
  return code;
}

std::size_t AnyLength() { return *rc::gen::element<std::size_t>(128, 96, 512, 4, 130, 1024); }

FaceVector AnyVector(std::mt19937& random, float norm, std::size_t length = 128) {
  std::normal_distribution<float> number(0, norm / std::sqrt(static_cast<float>(length)));
  FaceVector vector(length);
  for (float& value : vector) value = number(random);
  return vector;
}

double Distance(const FaceVector& a, const FaceVector& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::pow(double{a[i]} - double{b[i]}, 2);
  return std::sqrt(sum);
}

RC_GTEST_PROP(FaceCode, EveryKernelMultipliesExactly, (unsigned seed, bool extreme)) {
  std::mt19937 random(seed);
  const std::size_t steps = CodeSteps(AnyLength());
  const FaceCode query = AnyCodes(random, steps, extreme);
  FaceCode codes = AnyCodes(random, kFaceBlock * steps, extreme);
  std::ranges::copy(query, codes.begin() + static_cast<std::ptrdiff_t>(5 * steps));

  std::array<std::int32_t, kFaceBlock> portable{};
  std::array<std::int32_t, kFaceBlock> widest{};
  PortableDots(query, codes.data(), portable);
  WidestDots()(query, codes.data(), widest);
  RC_ASSERT(portable == widest);
  std::int32_t expected = 0;
  for (std::size_t i = 0; i < steps * kCodeStep; ++i) {
    const auto [step, at] = std::div(static_cast<long>(i), static_cast<long>(kCodeStep));
    const auto s = static_cast<std::size_t>(step);
    const auto n = static_cast<std::size_t>(at);
    expected += codes[9 * steps + s].values[n] * query[s].values[n];
  }
  RC_ASSERT(portable[9] == expected);
}

// The proof that nothing is lost: a face within the limit is never ruled out, however the limit
// lies, be it the exact distance itself.
RC_GTEST_PROP(FaceCode, NothingWithinTheLimitIsRuledOut, (unsigned seed)) {
  std::mt19937 random(seed);
  const int exponent = *rc::gen::inRange(-60, 60);
  const float length = std::ldexp(1.4F, *rc::gen::element(0, 0, exponent));
  const std::size_t numbers = AnyLength();
  const FaceVector query = AnyVector(random, length, numbers);
  const float spread = length * static_cast<float>(*rc::gen::element(1e-6, 1e-3, 0.3, 1.0));
  CodedBlock block(numbers);
  std::array<double, kFaceBlock> distances{};
  for (std::size_t i = 0; i < kFaceBlock; ++i) {
    FaceVector face = AnyVector(random, spread, numbers);
    for (std::size_t n = 0; n < face.size(); ++n) face[n] += query[n];
    block.Set(i, EncodeFace(face));
    distances[i] = Distance(query, face);
  }
  for (const double limit : distances) {
    const std::uint64_t possible = PossiblyWithin(EncodeFace(query), block, limit);
    for (std::size_t i = 0; i < kFaceBlock; ++i) {
      if (distances[i] <= limit) RC_ASSERT((possible >> i & 1U) == 1U);
    }
  }
}

// Where rounding moves every number of a face away from the query, by as much as it can: the coded
// faces are farther apart than the faces by exactly the error that was kept.
TEST(FaceCode, AllowsForRoundingThatAddsUp) {
  constexpr float kStep = 1.0F / 1024;
  FaceVector query(128, 50 * kStep);
  query[0] = 127 * kStep;  // So that both have the same scale, and the query is coded exactly.
  FaceVector face = query;
  for (std::size_t i = 1; i < face.size(); ++i) face[i] += 0.51F * kStep;
  for (const bool swapped : {false, true}) {
    CodedBlock block(128);
    block.Set(0, EncodeFace(swapped ? query : face));
    const CodedFace coded = EncodeFace(swapped ? face : query);
    EXPECT_EQ(PossiblyWithin(coded, block, Distance(query, face)) & 1U, 1U) << swapped;
  }
}

// And the point of it all: strangers are ruled out without being looked at.
TEST(FaceCode, RulesOutNearlyAllThatIsFarther) {
  std::mt19937 random(7);
  const FaceVector query = AnyVector(random, 1.4F);
  CodedBlock block(128);
  for (std::size_t i = 0; i < kFaceBlock; ++i) block.Set(i, EncodeFace(AnyVector(random, 1.4F)));
  EXPECT_EQ(PossiblyWithin(EncodeFace(query), block, 1.0), 0U);
}

TEST(FaceCode, KeepsTheLengthOfWhatRoundingLost) {
  std::mt19937 random(3);
  const FaceVector vector = AnyVector(random, 1.4F);
  const CodedFace coded = EncodeFace(vector);
  double lost = 0;
  for (std::size_t i = 0; i < vector.size(); ++i) {
    lost += std::pow(
        double{vector[i]} - double{coded.scale} * coded.code[i / kCodeStep].values[i % kCodeStep],
        2);
  }
  EXPECT_GE(double{coded.error}, std::sqrt(lost));
  EXPECT_LT(coded.error, 0.02F);
}

TEST(FaceCode, WhatCannotBeCodedIsAlwaysMeasured) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  const float denormal = std::numeric_limits<float>::denorm_min();
  for (const float odd :
       {nan, infinity, -infinity, 0.0F, denormal, std::numeric_limits<float>::max()}) {
    SCOPED_TRACE(odd);
    FaceVector vector(128);
    vector[3] = odd;
    CodedBlock block(128);
    block.Set(0, EncodeFace(vector));
    EXPECT_EQ(PossiblyWithin(EncodeFace(vector), block, 0.0) & 1U, 1U);
  }
}

}  // namespace doorward::face_code_test
