// What a camera's liveness says of the face in view, and where one track of it ends and the next begins. Without a
// liveness every face counts as live.
//
// A track is of one face. It ends when the face was away for FaceTracker::kForget, when somebody else is recognised, and
// when the face is no longer near the one that it began with. The last is for those whom nobody
// recognises: strangers, and all where a face only confirms a claim. Somebody who lives would otherwise vouch for the
// photo that they hold up next.
//
// Thread-safety, blocking, errors: as Liveness.

#pragma once

#include <memory>
#include <optional>

#include "doorward/core/id.hpp"
#include "doorward/vision/liveness.hpp"

namespace doorward::inline readers {

class LivenessTrack {
 public:
  // `liveness` may be null. Faces that are `one_face` or more apart are different people's.
  LivenessTrack(std::unique_ptr<Liveness> liveness, double one_face)
      : liveness_(std::move(liveness)), one_face_(one_face) {}

  // The verdict on the next good face, which is `who`'s (empty: a stranger's). A spoof stays one for the track: it
  // must not be turned until it passes.
  Result<LivenessVerdict> Next(const Frame& frame, const DetectedFace& face,
                               const FaceTemplate& face_template, const PersonId& who);

  // Whoever is in view must be found live again.
  void Restart() { first_.reset(); }

 private:
  bool GoesOn(const FaceTemplate& face, const PersonId& who, SteadyTime at) const;

  std::unique_ptr<Liveness> liveness_;
  double one_face_;
  std::optional<FaceTemplate> first_;  // Of the track; nullopt: there is none.
  PersonId who_;
  SteadyTime seen_at_{};
  bool spoof_ = false;
};

}  // namespace doorward::inline readers
