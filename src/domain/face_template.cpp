#include "doorward/domain/face_template.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace doorward::inline domain {

FaceTemplate MakeFaceTemplate(std::string_view model, std::span<const float> numbers) {
  FaceTemplate face{.model = std::string(model), .bytes = {}};
  face.bytes.reserve(numbers.size() * sizeof(float));
  for (const float number : numbers) {
    const auto word = std::bit_cast<std::uint32_t>(number);
    for (unsigned shift = 0; shift < 32; shift += 8) {
      face.bytes.push_back(static_cast<std::uint8_t>(word >> shift));
    }
  }
  return face;
}

std::vector<float> NumbersOf(const FaceTemplate& face) {
  std::vector<float> numbers(face.bytes.size() / sizeof(float));
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(numbers.data(), face.bytes.data(), numbers.size() * sizeof(float));
    return numbers;
  }
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    std::uint32_t word = 0;
    for (std::size_t byte = 4; byte-- > 0;) word = word << 8U | face.bytes[i * 4 + byte];
    numbers[i] = std::bit_cast<float>(word);
  }
  return numbers;
}

double FaceDistance(const FaceTemplate& a, const FaceTemplate& b) {
  if (a.model != b.model || a.bytes.size() != b.bytes.size()) {
    return std::numeric_limits<double>::infinity();
  }
  const std::vector<float> of_a = NumbersOf(a);
  const std::vector<float> of_b = NumbersOf(b);
  double sum = 0;
  for (std::size_t i = 0; i < of_a.size(); ++i) {
    const double difference = static_cast<double>(of_a[i]) - static_cast<double>(of_b[i]);
    sum += difference * difference;
  }
  return std::sqrt(sum);
}

Status CheckFaceTemplate(const FaceTemplate& face) {
  const std::size_t size = face.bytes.size();
  if (size % sizeof(float) != 0 || size < kLeastFaceNumbers * sizeof(float) ||
      size > kMostFaceNumbers * sizeof(float)) {
    return Fail(ErrorCode::kInvalidArgument, "face vector: expected 4 to 1024 float32 in base64");
  }
  if (!std::ranges::all_of(NumbersOf(face), [](float number) { return std::isfinite(number); })) {
    return Fail(ErrorCode::kInvalidArgument, "face vector: a number is not finite");
  }
  return {};
}

}  // namespace doorward::inline domain
