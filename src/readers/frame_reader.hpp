// Looks at the frames of one camera for QR codes and faces, and presents what it finds.
//
// Thread-safety: none; the vision thread owns it. Blocking: as FaceEngine.

#pragma once

#include <string>

#include "doorward/readers/vision_worker.hpp"
#include "readers/liveness_track.hpp"

namespace doorward::inline readers {

class FrameReader {
 public:
  // Frames between two that are searched thoroughly, while no code is there.
  static constexpr int kQuickSearches = 2;

  // All references outlive it.
  FrameReader(const CameraReader& camera, const FaceConfig& config, const Matcher& matcher,
              const CurrentIndex& index, AccessController& access, const Clock& clock);

  // `engine` may be null: then there are only codes. A frame that is older than a face may be is
  // not looked at. Errors are the engine's, and kUnavailable from when a face was refused because looking
  // at it took too long, until one took less.
  Status Look(const Frame& frame, FaceEngine* engine);

 private:
  void LookForCodes(const Frame& frame);
  Status LookForFace(const Frame& frame, FaceEngine& engine);
  // For the enrolment `id`: every frame by itself, as strictly as a photo from the back office.
  Status LookForEnrolment(const std::string& id, const Frame& frame, FaceEngine& engine);
  Result<std::optional<FaceSighting>> See(const Frame& frame, FaceEngine& engine);
  Status CheckSpeed() const;
  template <typename What>
  void Present(SteadyTime at, What what);

  const ReaderId reader_;
  const bool reads_face_;
  const bool reads_qr_;
  const FaceConfig config_;
  const Matcher& matcher_;
  const CurrentIndex& index_;
  AccessController& access_;
  const Clock& clock_;

  int quick_searches_left_ = 0;  // Before the next thorough one.
  FaceTracker tracker_;
  LivenessTrack liveness_;
  std::uint64_t face_requests_ = 0;       // Of the access controller, as last seen.
  std::optional<Milliseconds> too_slow_;  // What a face took that could not be answered for it.
  int late_ = 0;                          // Looks in a row that took too long to be an answer.
};

}  // namespace doorward::inline readers
