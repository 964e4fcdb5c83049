#include "doorward/readers/face_tracker.hpp"

#include <utility>

namespace doorward::inline readers {
namespace {

FacePresented Present(const FaceSighting& sighting) {
  return {.face = sighting.face,
          .match = sighting.match,
          .good_quality = sighting.good_quality,
          .liveness = sighting.liveness,
          .captured_at = sighting.captured_at,
          .jpeg = {}};
}

}  // namespace

void FaceTracker::Restart() {
  agreeing_ = 0;
  poor_ = 0;
  reported_.reset();
  refused_ = false;
  undecided_since_.reset();
  served_at_.reset();
}

void FaceTracker::Serve(SteadyTime now) {
  Restart();
  served_at_ = now;
  seen_at_ = now;
}

std::optional<FacePresented> FaceTracker::Next(const std::optional<FaceSighting>& sighting,
                                               SteadyTime now) {
  if (now - seen_at_ >= kForget) Restart();
  if (!sighting) {
    agreeing_ = 0;  // "In a row" means just that.
    return std::nullopt;
  }
  seen_at_ = now;
  return sighting->good_quality ? NextGood(*sighting, now) : NextPoor(*sighting);
}

std::optional<FacePresented> FaceTracker::NextGood(const FaceSighting& sighting, SteadyTime now) {
  const PersonId who = sighting.who();
  const bool waits = WaitsForLiveness(sighting, now);
  agreeing_ = agreeing_ > 0 && who == last_ ? agreeing_ + 1 : 1;
  last_ = who;
  poor_ = 0;
  if (agreeing_ < frames_) return std::nullopt;
  agreeing_ = frames_;
  if (waits || (served_at_ && now - *served_at_ < kRepeat)) return std::nullopt;
  if (WasReported(sighting, now)) return std::nullopt;
  return Present(sighting);
}

bool FaceTracker::WaitsForLiveness(const FaceSighting& sighting, SteadyTime now) {
  if (sighting.liveness != LivenessVerdict::kUndecided) {
    undecided_since_.reset();
    return false;
  }
  if (!undecided_since_ || sighting.who() != last_) undecided_since_ = now;
  return now - *undecided_since_ < kLivenessPatience;
}

bool FaceTracker::WasReported(const FaceSighting& sighting, SteadyTime now) {
  if (sighting.liveness != LivenessVerdict::kLive) return std::exchange(refused_, true);
  if (reported_ == sighting.who() && now - reported_at_ < kRepeat) return true;
  reported_ = sighting.who();
  reported_at_ = now;
  return false;
}

std::optional<FacePresented> FaceTracker::NextPoor(const FaceSighting& sighting) {
  agreeing_ = 0;
  ++poor_;
  // Once a showing, and only if nothing better was ever reported.
  if (poor_ != kPoorFrames || reported_ || refused_ || served_at_) return std::nullopt;
  return Present(sighting);
}

}  // namespace doorward::inline readers
