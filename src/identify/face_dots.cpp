#include "identify/face_code.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace doorward::inline identify {

// Compilers turn this into widening multiplications (NEON, SSE2) by themselves.
void PortableDots(const FaceCode& query, const std::array<FaceCode, kFaceBlock>& codes,
                  std::array<std::int32_t, kFaceBlock>& dots) {
  for (std::size_t face = 0; face < kFaceBlock; ++face) {
    std::int32_t sum = 0;
    for (std::size_t i = 0; i < query.values.size(); ++i) {
      const auto product = static_cast<std::int16_t>(query.values[i] * codes[face].values[i]);
      sum += product;
    }
    dots[face] = sum;
  }
}

#if defined(__x86_64__)

namespace {

constexpr std::size_t kRegisters = 4;  // Of 32 bytes: one code.

// AVX2 multiplies unsigned by signed bytes: so |q| by v with the sign of q. Two products of at most
// 127 * 127 fit 16 bits, which is why codes stop at 127.
__attribute__((target("avx2"))) inline __m256i DotOf(const __m256i* query, const __m256i* absolute,
                                                     const FaceCode& code) {
  const auto* bytes = reinterpret_cast<const __m256i*>(code.values.data());
  __m256i sum = _mm256_setzero_si256();
  for (std::size_t i = 0; i < kRegisters; ++i) {
    const __m256i with_sign = _mm256_sign_epi8(_mm256_load_si256(bytes + i), query[i]);
    const __m256i pairs = _mm256_maddubs_epi16(absolute[i], with_sign);
    sum = _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
  }
  return sum;
}

__attribute__((target("avx2"))) void Avx2Dots(const FaceCode& query,
                                              const std::array<FaceCode, kFaceBlock>& codes,
                                              std::array<std::int32_t, kFaceBlock>& dots) {
  __m256i with_sign[kRegisters];
  __m256i absolute[kRegisters];
  for (std::size_t i = 0; i < kRegisters; ++i) {
    with_sign[i] = _mm256_load_si256(reinterpret_cast<const __m256i*>(query.values.data()) + i);
    absolute[i] = _mm256_abs_epi8(with_sign[i]);
  }
  // Four at a time, so that adding up within registers costs each a quarter.
  for (std::size_t face = 0; face < kFaceBlock; face += 4) {
    const __m256i ab = _mm256_hadd_epi32(DotOf(with_sign, absolute, codes[face]),
                                         DotOf(with_sign, absolute, codes[face + 1]));
    const __m256i cd = _mm256_hadd_epi32(DotOf(with_sign, absolute, codes[face + 2]),
                                         DotOf(with_sign, absolute, codes[face + 3]));
    const __m256i halves = _mm256_hadd_epi32(ab, cd);
    const __m128i sums =
        _mm_add_epi32(_mm256_castsi256_si128(halves), _mm256_extracti128_si256(halves, 1));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(&dots[face]), sums);
  }
}

}  // namespace

DotKernel WidestDots() { return __builtin_cpu_supports("avx2") != 0 ? Avx2Dots : PortableDots; }

#else

DotKernel WidestDots() { return PortableDots; }

#endif

}  // namespace doorward::inline identify
