// How near two faces must be, derived from how many are enrolled.
//
// A pair threshold says little about a gallery: with N people enrolled a stranger is compared N
// times. If one comparison of strangers matches falsely with probability m (the model's curve), a
// presented stranger is accepted with 1 - (1 - m)^N. Doorward fixes that probability (the false
// positive identification rate, ISO/IEC 19795-1) and derives m, and from the curve the threshold.

#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "doorward/core/result.hpp"

namespace doorward::inline domain {

// Measured points of a model, from the model manifest (third_party/models.json).
struct FalseMatchCurve {
  struct Point {
    double threshold;  // Euclidean distance.
    double rate;       // Probability that two strangers are nearer than that; 0 < rate < 1.
  };
  std::vector<Point> points;    // Both strictly rising. At least two.
  double verify_threshold = 0;  // For 1:1 after a claim.

  // Ok if the points are as said above.
  Status Check() const;
};

enum class FaceMode {
  kIdentify,    // A face alone says who it is.
  kClaimFirst,  // Too many people for that: a card, code or PIN claims, the face then verifies.
};
std::string_view FaceModeName(FaceMode mode);  // "identify", "claim_first"

struct FaceThreshold {
  FaceMode mode = FaceMode::kClaimFirst;
  double distance = 0;  // For identification; 0 in kClaimFirst. Compare `d < distance`: NaN denies.
  friend bool operator==(const FaceThreshold&, const FaceThreshold&) = default;
};

// Interpolates the curve log-linearly; never above its last point. Below its first point (the floor
// of what was measured) nothing is extrapolated: the mode is kClaimFirst.
// REQUIRES: curve.Check() is ok; 0 < accepted_rate < 1. An empty gallery gives kIdentify.
FaceThreshold DeriveFaceThreshold(const FalseMatchCurve& curve, std::size_t gallery_size,
                                  double accepted_rate);

}  // namespace doorward::inline domain
