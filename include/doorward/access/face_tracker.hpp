// Turns a stream of frames into single presentations of faces: several frames in a row must agree on
// who it is (or that it is nobody known), and one showing is reported once. Pure but for its memory.
//
// Thread-safety: none; one a camera.

#pragma once

#include <optional>

#include "doorward/access/door_config.hpp"
#include "doorward/access/presentation.hpp"

namespace doorward {

// What one frame showed; only the largest face counts.
struct FaceSighting {
  FaceVector vector{};
  FaceMatch match;
  bool good_quality = true;
  bool recognised = false;  // match.distance is below the threshold, with the margin.
  SteadyTime captured_at{};
};

class FaceTracker {
 public:
  static constexpr Milliseconds kForget{2'000};   // Nobody in view for this long: a new showing.
  static constexpr Milliseconds kRepeat{10'000};  // Someone who stays is reported again after this.

  explicit FaceTracker(int frames) : frames_(frames) {}

  // `sighting` is empty for a frame without a face. Returns what to present, if it is time (its jpeg
  // is left empty).
  std::optional<FacePresented> Next(const std::optional<FaceSighting>& sighting, SteadyTime now);

 private:
  const int frames_;
  int agreeing_ = 0;
  int poor_ = 0;
  std::optional<FaceSighting> last_;
  std::optional<PersonId> reported_;  // Empty id: a stranger was reported.
  SteadyTime reported_at_{};
  SteadyTime seen_at_{};
};

}  // namespace doorward
