#include "identify/face_code.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace doorward::inline identify {

// Compilers turn this into widening multiplications (NEON, SSE2) by themselves.
void PortableDots(std::span<const CodeStep> query, const CodeStep* codes,
                  std::array<std::int32_t, kFaceBlock>& dots) {
  for (std::int32_t& dot : dots) {
    std::int32_t sum = 0;
    for (const CodeStep& step : query) {
      for (std::size_t i = 0; i < kCodeStep; ++i) {
        const auto product = static_cast<std::int16_t>(step.values[i] * codes->values[i]);
        sum += product;
      }
      ++codes;
    }
    dot = sum;
  }
}

#if defined(__x86_64__)

namespace {

// The instruction takes its bytes by this type alone. A CodeStep lies where it must: at a multiple of 32.
__attribute__((target("avx2"), always_inline)) inline __m256i Load(const CodeStep& step) {
  return _mm256_load_si256(reinterpret_cast<const __m256i*>(step.values.data()));
}

// AVX2 multiplies unsigned by signed bytes: so |q| by v with the sign of q. Two products of at most
// 127 * 127 fit 16 bits, which is why codes stop at 127.
__attribute__((target("avx2"), always_inline)) inline __m256i DotOf(const __m256i* query,
                                                                    const __m256i* absolute,
                                                                    const CodeStep* code,
                                                                    std::size_t steps) {
  __m256i sum = _mm256_setzero_si256();
#pragma GCC unroll 4  // All of the usual length.
  for (std::size_t i = 0; i < steps; ++i) {
    const __m256i with_sign = _mm256_sign_epi8(Load(code[i]), query[i]);
    const __m256i pairs = _mm256_maddubs_epi16(absolute[i], with_sign);
    sum = _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
  }
  return sum;
}

constexpr std::size_t kMostSteps = CodeSteps(1024);

template <std::size_t kRegisters>
__attribute__((target("avx2"), always_inline)) inline void DotsOf(
    const CodeStep* query, std::size_t steps, const CodeStep* codes,
    std::array<std::int32_t, kFaceBlock>& dots) {
  __m256i with_sign[kRegisters];
  __m256i absolute[kRegisters];
  for (std::size_t i = 0; i < steps; ++i) {
    with_sign[i] = Load(query[i]);
    absolute[i] = _mm256_abs_epi8(with_sign[i]);
  }
  const auto dot = [&](std::size_t face) __attribute__((target("avx2"), always_inline)) {
    return DotOf(with_sign, absolute, codes + face * steps, steps);
  };
  // Four at a time, so that adding up within registers costs each a quarter.
  for (std::size_t face = 0; face < kFaceBlock; face += 4) {
    const __m256i ab = _mm256_hadd_epi32(dot(face), dot(face + 1));
    const __m256i cd = _mm256_hadd_epi32(dot(face + 2), dot(face + 3));
    const __m256i halves = _mm256_hadd_epi32(ab, cd);
    const __m128i sums =
        _mm_add_epi32(_mm256_castsi256_si128(halves), _mm256_extracti128_si256(halves, 1));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(&dots[face]), sums);
  }
}

// A length that the compiler knows keeps the whole query in registers: 128 numbers are dlib's.
constexpr std::size_t kUsualSteps = CodeSteps(128);

__attribute__((target("avx2"))) void Avx2Dots(std::span<const CodeStep> query,
                                              const CodeStep* codes,
                                              std::array<std::int32_t, kFaceBlock>& dots) {
  if (query.size() == kUsualSteps) {
    DotsOf<kUsualSteps>(query.data(), kUsualSteps, codes, dots);
  } else {
    DotsOf<kMostSteps>(query.data(), query.size(), codes, dots);
  }
}

}  // namespace

DotKernel WidestDots() { return __builtin_cpu_supports("avx2") != 0 ? Avx2Dots : PortableDots; }

#else

DotKernel WidestDots() { return PortableDots; }

#endif

}  // namespace doorward::inline identify
