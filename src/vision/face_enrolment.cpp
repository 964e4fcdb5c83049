#include "doorward/vision/face_enrolment.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace doorward::inline vision {

namespace {

constexpr int kBystanderRatio = 2;  // Faces smaller than 1/2 of the largest stand behind.

std::ptrdiff_t CountSubjects(std::span<const DetectedFace> faces) {
  return std::ranges::count_if(faces, [&](const DetectedFace& face) {
    return face.quality.size_px * kBystanderRatio >= faces.front().quality.size_px;
  });
}

std::string Describe(FaceFault fault, std::span<const DetectedFace> faces,
                     const EnrolmentRules& rules) {
  switch (fault) {
    case FaceFault::kNone: return "no face was found in the photo";
    case FaceFault::kSeveral:
      return "more than one face is in the photo: " + std::to_string(CountSubjects(faces));
    case FaceFault::kTooSmall:
      return "the face is too small: " + std::to_string(faces.front().quality.size_px) +
             " pixels wide, and must be at least " + std::to_string(rules.min_face_px);
    case FaceFault::kUnclear: return "the face is not clear enough to be sure of it";
    case FaceFault::kBlurred: break;
  }
  const double sharpness = faces.front().quality.sharpness;
  return "the face is too blurred: sharpness " +
         std::to_string(std::lround(std::isfinite(sharpness) ? sharpness : 0)) +
         ", and must be at least " + std::to_string(std::lround(rules.min_sharpness));
}

}  // namespace

// Comparisons are such that NaN is refused.
std::optional<FaceFault> FindFault(std::span<const DetectedFace> faces,
                                   const EnrolmentRules& rules) {
  if (faces.empty()) return FaceFault::kNone;
  if (CountSubjects(faces) > 1) return FaceFault::kSeveral;
  const FaceQuality& quality = faces.front().quality;
  if (quality.size_px < rules.min_face_px) return FaceFault::kTooSmall;
  if (!(quality.detection >= rules.min_detection)) return FaceFault::kUnclear;
  if (!(quality.sharpness >= rules.min_sharpness)) return FaceFault::kBlurred;
  return std::nullopt;
}

Result<EnrolledFace> ExtractForEnrolment(FaceEngine& engine, const Image& photo,
                                         const EnrolmentRules& rules) {
  DW_TRY_ASSIGN(const std::vector<DetectedFace> faces, engine.Detect(photo));
  if (const auto fault = FindFault(faces, rules)) {
    return Fail(ErrorCode::kInvalidArgument, Describe(*fault, faces, rules));
  }
  const DetectedFace& face = faces.front();
  DW_TRY_ASSIGN(FaceTemplate face_template, engine.Embed(photo, face));
  DW_TRY(CheckFaceTemplate(face_template, engine.model()));
  return EnrolledFace{.face_template = std::move(face_template), .face = face};
}

}  // namespace doorward::inline vision
