#include "identify/face_code.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace doorward::inline identify {

namespace {

constexpr float kCodeMax = 127;
constexpr float kUnbounded = std::numeric_limits<float>::infinity();

// Rounding in PossiblyWithin() is below 16 units of 2^-24 of the terms; this is four times that.
constexpr float kSlack = 4e-6F;
constexpr float kTiny = 1e-30F;  // Covers what underflow loses.

float RoundUp(double value) {
  return std::nextafter(static_cast<float>(value * (1 + 1e-9)), kUnbounded);
}

}  // namespace

CodedFace EncodeFace(std::span<const float> vector) {
  float largest = 0;
  bool finite = true;
  for (const float number : vector) {
    largest = std::max(largest, std::abs(number));
    finite &= std::isfinite(number);
  }
  CodedFace face{.code = FaceCode(CodeSteps(vector.size()))};
  face.scale = largest / kCodeMax;
  if (!finite || !std::isnormal(face.scale)) {
    face.scale = 0;
    face.error = kUnbounded;
    return face;
  }
  double lost = 0;
  std::int32_t norm2 = 0;
  for (std::size_t i = 0; i < vector.size(); ++i) {
    const float code = std::clamp(std::round(vector[i] / face.scale), -kCodeMax, kCodeMax);
    std::int8_t& value = face.code[i / kCodeStep].values[i % kCodeStep];
    value = static_cast<std::int8_t>(code);
    norm2 += value * value;
    const double rest = static_cast<double>(vector[i]) - static_cast<double>(face.scale) * code;
    lost += rest * rest;
  }
  const double scale = face.scale;
  face.norm2 = static_cast<float>(scale * scale * norm2);
  face.error = RoundUp(std::sqrt(lost));
  return face;
}

void CodedBlock::Set(std::size_t place, const CodedFace& face) {
  const auto start = static_cast<std::ptrdiff_t>(place * face.code.size());
  std::ranges::copy(face.code, codes.begin() + start);
  scale[place] = face.scale;
  norm2[place] = face.norm2;
  error[place] = face.error;
}

std::uint64_t PossiblyWithin(const CodedFace& query, const CodedBlock& block, double limit) {
  static const DotKernel kKernel = WidestDots();
  alignas(64) std::array<std::int32_t, kFaceBlock> dots;
  kKernel(query.code, block.codes.data(), dots);

  const float reach = RoundUp(limit) + query.error;
  const float twice_scale = 2 * query.scale;
  // Written so that infinity and NaN, wherever they come from, prove nothing.
  alignas(64) std::array<std::uint8_t, kFaceBlock> is_far;
  for (std::size_t i = 0; i < kFaceBlock; ++i) {
    const float norms = block.norm2[i] + query.norm2;
    const float distance2 = norms - twice_scale * block.scale[i] * static_cast<float>(dots[i]);
    const float radius = reach + block.error[i];
    is_far[i] = distance2 - kSlack * norms > radius * radius * (1 + kSlack) + kTiny;
  }
  std::uint64_t far = 0;
  for (std::size_t i = 0; i < kFaceBlock; ++i) far |= std::uint64_t{is_far[i]} << i;
  return ~far;
}

}  // namespace doorward::inline identify
