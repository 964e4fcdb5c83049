// A photo in, one trustworthy template out; or a reason that the person at the back office can act on.

#pragma once

#include <optional>
#include <span>

#include "doorward/vision/face_engine.hpp"

namespace doorward::inline vision {

struct EnrolmentRules {
  int min_face_px = 80;
  double min_sharpness = 20;
  double min_detection = 0.0;
};

struct EnrolledFace {
  FaceTemplate face_template;
  DetectedFace face;
};

// What keeps a picture with these faces, the largest first, from being enrolled.
enum class FaceFault { kNone, kSeveral, kTooSmall, kUnclear, kBlurred };  // kNone: no face at all.
std::optional<FaceFault> FindFault(std::span<const DetectedFace> faces,
                                   const EnrolmentRules& rules);

// kInvalidArgument with the reason: no face, more than one face (unless the others are far smaller:
// under half the largest's size), too small (says how large it is and must be), too blurred.
Result<EnrolledFace> ExtractForEnrolment(FaceEngine& engine, const Image& photo,
                                         const EnrolmentRules& rules);

}  // namespace doorward::inline vision
