// A liveness that plays a script: a text for each track, a letter for each of its frames: 'l' live, 's' spoof,
// 'u' undecided, 'e' an error. The last letter of a track goes on for ever, and the last track comes again.
// Without a script nothing is ever decided.

#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "doorward/vision/liveness.hpp"

namespace doorward {

class ScriptedLiveness final : public Liveness {
 public:
  explicit ScriptedLiveness(std::vector<std::string> tracks) : tracks_(std::move(tracks)) {}

  void Restart() override {
    ++begun_;
    frame_ = 0;
  }
  Result<LivenessVerdict> Next(const Frame&, const DetectedFace&) override {
    ++frames_;
    if (tracks_.empty() || begun_ == 0) return LivenessVerdict::kUndecided;
    const std::string& track = tracks_[std::min<std::size_t>(begun_, tracks_.size()) - 1];
    switch (track[std::min(frame_++, track.size() - 1)]) {
      case 'l': return LivenessVerdict::kLive;
      case 's': return LivenessVerdict::kSpoof;
      case 'e': return Fail(ErrorCode::kInternal, "scripted");
      default: return LivenessVerdict::kUndecided;
    }
  }

  int begun() const { return begun_; }
  int frames() const { return frames_; }

 private:
  const std::vector<std::string> tracks_;
  std::size_t frame_ = 0;
  int begun_ = 0;
  int frames_ = 0;
};

}  // namespace doorward
