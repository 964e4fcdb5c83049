#include "doorward/domain/face_model.hpp"

#include <fmt/format.h>

#include <cmath>

namespace doorward::inline domain {

Status CheckFaceTemplate(const FaceTemplate& face, const FaceModel& model) {
  if (face.model != model.name) {
    return Fail(ErrorCode::kInvalidArgument, "face model: expected " + model.name);
  }
  if (face.bytes.size() != model.length * sizeof(float)) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("face vector: expected {} float32 in base64", model.length));
  }
  DW_TRY(CheckFaceTemplate(face));
  double sum = 0;
  for (const double number : NumbersOf(face)) sum += number * number;
  const double norm = std::sqrt(sum);
  if (norm >= model.least_norm && norm <= model.most_norm) return {};
  return Fail(ErrorCode::kInvalidArgument,
              fmt::format("face vector: its length is not that of a face ({} to {})",
                          model.least_norm, model.most_norm));
}

}  // namespace doorward::inline domain
