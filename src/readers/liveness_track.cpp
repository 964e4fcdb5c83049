#include "readers/liveness_track.hpp"

#include "doorward/readers/face_tracker.hpp"

namespace doorward::inline readers {

Result<LivenessVerdict> LivenessTrack::Next(const Frame& frame, const DetectedFace& face,
                                            const FaceTemplate& face_template,
                                            const PersonId& who) {
  if (!liveness_) return LivenessVerdict::kLive;
  if (!GoesOn(face_template, who, frame.captured_at)) {
    liveness_->Restart();
    first_ = face_template;
    who_ = who;
    spoof_ = false;
  }
  seen_at_ = frame.captured_at;
  if (spoof_) return LivenessVerdict::kSpoof;
  DW_TRY_ASSIGN(const LivenessVerdict verdict, liveness_->Next(frame, face));
  spoof_ = verdict == LivenessVerdict::kSpoof;
  return verdict;
}

bool LivenessTrack::GoesOn(const FaceTemplate& face, const PersonId& who, SteadyTime at) const {
  return first_ && who == who_ && at - seen_at_ < FaceTracker::kForget &&
         FaceDistance(*first_, face) < one_face_;
}

}  // namespace doorward::inline readers
