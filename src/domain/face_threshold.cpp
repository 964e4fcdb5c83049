#include "doorward/domain/face_threshold.hpp"

#include <cmath>

#include "doorward/core/check.hpp"

namespace doorward::inline domain {

Status FalseMatchCurve::Check() const {
  const auto fault = [](const char* what) {
    return Fail(ErrorCode::kInvalidArgument, std::string("false-match curve: ") + what);
  };
  if (points.size() < 2) return fault("expected at least two points");
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Point& point = points[i];
    if (!(point.threshold > 0 && point.threshold < 4)) return fault("a threshold is outside 0..4");
    if (!(point.rate > 0 && point.rate < 1)) return fault("a rate is outside 0..1");
    if (i == 0) continue;
    const Point& before = points[i - 1];
    if (!(before.threshold < point.threshold && before.rate < point.rate)) {
      return fault("thresholds and rates must rise from point to point");
    }
  }
  if (!(verify_threshold > 0 && verify_threshold < 4)) {
    return fault("the verify threshold is outside 0..4");
  }
  return {};
}

std::string_view FaceModeName(FaceMode mode) {
  switch (mode) {
    case FaceMode::kIdentify: return "identify";
    case FaceMode::kClaimFirst: return "claim_first";
  }
  DW_UNREACHABLE();
}

FaceThreshold DeriveFaceThreshold(const FalseMatchCurve& curve, std::size_t gallery_size,
                                  double accepted_rate) {
  DW_CHECK(!curve.points.empty() && accepted_rate > 0 && accepted_rate < 1);
  const auto& points = curve.points;
  const FaceThreshold loosest{FaceMode::kIdentify, points.back().threshold};
  if (gallery_size == 0) return loosest;
  // accepted = 1 - (1 - m)^N, solved for m without losing the digits of a small m.
  const double pair_rate =
      -std::expm1(std::log1p(-accepted_rate) / static_cast<double>(gallery_size));
  if (pair_rate >= points.back().rate) return loosest;
  if (pair_rate < points.front().rate) return {FaceMode::kClaimFirst, 0};
  std::size_t above = 1;
  while (points[above].rate < pair_rate) ++above;
  const auto& low = points[above - 1];
  const auto& high = points[above];
  const double share = std::log(pair_rate / low.rate) / std::log(high.rate / low.rate);
  return {FaceMode::kIdentify, low.threshold + share * (high.threshold - low.threshold)};
}

}  // namespace doorward::inline domain
