#include "doorward/vision/face_enrolment.hpp"

#include <cmath>
#include <string>

namespace doorward {

namespace {

constexpr int kBystanderRatio = 2;  // Faces smaller than 1/2 of the largest stand behind.

Status CheckAlone(const std::vector<DetectedFace>& faces) {
  if (faces.empty()) return Fail(ErrorCode::kInvalidArgument, "no face was found in the photo");
  int subjects = 0;
  for (const DetectedFace& face : faces) {
    if (face.quality.size_px * kBystanderRatio >= faces.front().quality.size_px) ++subjects;
  }
  if (subjects > 1) {
    return Fail(ErrorCode::kInvalidArgument,
                "more than one face is in the photo: " + std::to_string(subjects));
  }
  return {};
}

// Comparisons are such that NaN is refused.
Status CheckQuality(const FaceQuality& quality, const EnrolmentRules& rules) {
  if (quality.size_px < rules.min_face_px) {
    return Fail(ErrorCode::kInvalidArgument,
                "the face is too small: " + std::to_string(quality.size_px) +
                    " pixels wide, and must be at least " + std::to_string(rules.min_face_px));
  }
  if (!(quality.detection >= rules.min_detection)) {
    return Fail(ErrorCode::kInvalidArgument, "the face is not clear enough to be sure of it");
  }
  if (!(quality.sharpness >= rules.min_sharpness)) {
    return Fail(
        ErrorCode::kInvalidArgument,
        "the face is too blurred: sharpness " +
            std::to_string(std::lround(std::isfinite(quality.sharpness) ? quality.sharpness : 0)) +
            ", and must be at least " + std::to_string(std::lround(rules.min_sharpness)));
  }
  return {};
}

}  // namespace

Result<EnrolledFace> ExtractForEnrolment(FaceEngine& engine, const Image& photo,
                                         const EnrolmentRules& rules) {
  DW_TRY_ASSIGN(const std::vector<DetectedFace> faces, engine.Detect(photo));
  DW_TRY(CheckAlone(faces));
  const DetectedFace& face = faces.front();
  DW_TRY(CheckQuality(face.quality, rules));
  DW_TRY_ASSIGN(FaceVector vector, engine.Embed(photo, face));
  DW_TRY(CheckFaceVector(vector));
  return EnrolledFace{.vector = vector, .face = face};
}

}  // namespace doorward
