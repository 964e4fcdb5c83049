// Turns a stream of frames into single presentations of faces: several frames in a row must agree on
// who it is (or that it is nobody known), and one showing is reported once. Pure but for its memory.
//
// A face that is not known to be live is held back. A spoof, and a face of which that stays unknown for
// kLivenessPatience, is reported as such once a showing; should it be found live after all, it is reported then.
//
// Thread-safety: none; one a camera.

#pragma once

#include <optional>

#include "doorward/identify/face_config.hpp"
#include "doorward/identify/presentation.hpp"

namespace doorward::inline readers {

// What one frame showed; only the largest face counts.
struct FaceSighting {
  FaceTemplate face;
  FaceMatch match;
  bool good_quality = true;
  bool recognised = false;  // match.distance is below the threshold, with the margin.
  SteadyTime captured_at{};
  LivenessVerdict liveness = LivenessVerdict::kLive;  // In this frame.

  PersonId who() const { return recognised ? match.person : PersonId(); }  // Empty id: a stranger.
};

class FaceTracker {
 public:
  static constexpr Milliseconds kForget{2'000};   // Nobody in view for this long: a new showing.
  static constexpr Milliseconds kRepeat{10'000};  // Someone who stays is reported again after this.
  // So long may it take to tell whether a face is live.
  static constexpr Milliseconds kLivenessPatience{5'000};
  static constexpr int kPoorFrames = 10;  // In a row, without a good one: reported as poor.

  // REQUIRES: frames > 0.
  explicit FaceTracker(int frames) : frames_(frames) {}

  // `sighting` is empty for a frame without a face. Returns what to present, if it is time (its jpeg
  // is left empty).
  std::optional<FacePresented> Next(const std::optional<FaceSighting>& sighting, SteadyTime now);

  // Reports whoever is in view anew: somebody waits for a face.
  void Restart();

  // What was just returned was not presented: the next frame that agrees is.
  void TakeBack() {
    reported_.reset();
    refused_ = false;
  }

  // Whoever is in view has been served otherwise, and is not reported for this showing.
  void Serve(SteadyTime now);

 private:
  std::optional<FacePresented> NextGood(const FaceSighting& sighting, SteadyTime now);
  std::optional<FacePresented> NextPoor(const FaceSighting& sighting);
  // Whether there is time left to find `sighting` live.
  bool WaitsForLiveness(const FaceSighting& sighting, SteadyTime now);
  // Whether its like was reported; if not, it is now.
  bool WasReported(const FaceSighting& sighting, SteadyTime now);

  const int frames_;
  int agreeing_ = 0;
  int poor_ = 0;
  PersonId last_;                     // Whom the last good frame showed. Empty id: a stranger.
  std::optional<PersonId> reported_;  // Likewise, in this showing, and live.
  SteadyTime reported_at_{};
  bool refused_ = false;  // A face that is not known to be live was reported in this showing.
  std::optional<SteadyTime> undecided_since_;  // Of whom the last good frame showed.
  SteadyTime seen_at_{};
  std::optional<SteadyTime> served_at_;
};

}  // namespace doorward::inline readers
