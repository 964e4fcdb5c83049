// Face vectors in eight bits a number, with a proof of how wrong that is.
//
// Searching 50,000 vectors of 128 floats means reading 25.6 MB, and memory is what takes the time.
// A quarter of that finds all that can matter: v is kept as scale * code, with the length of what
// rounding lost, error = |v - scale * code|. The triangle inequality then bounds the distance,
//
//   |v - q|  >=  |scale_v * code_v - scale_q * code_q| - error_v - error_q
//
// and whoever that proves too far is never looked at. All others are measured exactly.
//
// Thread-safety: values and pure functions.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace doorward::inline identify {

inline constexpr std::size_t kFaceBlock = 64;  // Vectors looked at together: the bits of a mask.

// As many numbers as one instruction multiplies. Never -128, so that a product of two fits the instructions
// that multiply bytes.
inline constexpr std::size_t kCodeStep = 32;
struct alignas(kCodeStep) CodeStep {
  std::array<std::int8_t, kCodeStep> values{};
};
// A whole vector: zeros fill up the last step. At most 1,024 numbers, so that a product of two is exact as a float.
using FaceCode = std::vector<CodeStep>;
constexpr std::size_t CodeSteps(std::size_t numbers) {
  return (numbers + kCodeStep - 1) / kCodeStep;
}

struct CodedFace {
  FaceCode code;
  float scale = 0;
  float norm2 = 0;  // |scale * code| squared, rounded to nearest.
  float error = 0;  // Rounded up. Infinite for a vector that cannot be coded: always measured.
};
CodedFace EncodeFace(std::span<const float> vector);

// kFaceBlock coded faces, as the scan reads them. Places that are not in use may hold anything.
struct CodedBlock {
  explicit CodedBlock(std::size_t numbers) : codes(kFaceBlock * CodeSteps(numbers)) {}

  std::vector<CodeStep> codes;  // One face behind the other.
  std::array<float, kFaceBlock> scale{};
  std::array<float, kFaceBlock> norm2{};
  std::array<float, kFaceBlock> error{};

  // REQUIRES: as many numbers as the block is for; likewise below.
  void Set(std::size_t place, const CodedFace& face);
};

// Bit i is set unless face i is proven to be farther than `limit` from `query`.
std::uint64_t PossiblyWithin(const CodedFace& query, const CodedBlock& block, double limit);

// The scalar products of `query` with each of kFaceBlock codes of its length. All kernels give the same; the
// widest that the processor has is chosen once, as the program runs: one build serves every machine.
using DotKernel = void (*)(std::span<const CodeStep> query, const CodeStep* codes,
                           std::array<std::int32_t, kFaceBlock>& dots);
void PortableDots(std::span<const CodeStep> query, const CodeStep* codes,
                  std::array<std::int32_t, kFaceBlock>& dots);
DotKernel WidestDots();

}  // namespace doorward::inline identify
