// A face in the numbers of one model: what is stored, sent and shown at a door. Everything outside the gallery
// hands it on as it is.

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "doorward/core/bytes.hpp"
#include "doorward/core/result.hpp"

namespace doorward::inline domain {

struct FaceTemplate {
  std::string model;  // Name from the model manifest, "dlib-resnet-v1".
  Bytes bytes;        // Little-endian float32s, as many as the model gives.
  friend bool operator==(const FaceTemplate&, const FaceTemplate&) = default;
};

// Numbers that the template of any model may have.
inline constexpr std::size_t kLeastFaceNumbers = 4;
inline constexpr std::size_t kMostFaceNumbers = 1024;

FaceTemplate MakeFaceTemplate(std::string_view model, std::span<const float> numbers);

// What is left over of a whole number is dropped.
std::vector<float> NumbersOf(const FaceTemplate& face);

// The Euclidean distance; infinity if the two are of different models or lengths. NaN if a number is.
double FaceDistance(const FaceTemplate& a, const FaceTemplate& b);

// Ok if it may be the template of some model: 4 to 1,024 numbers, all finite. kInvalidArgument, without a path.
Status CheckFaceTemplate(const FaceTemplate& face);

}  // namespace doorward::inline domain
