// Tells a living face from a photo, a screen or a mask, over the frames of one track. One of the five virtual seams;
// nothing ships behind it yet, and README.md says how to add one.
//
// A track is the successive good pictures of one face while it is being shown. Frames may be missing between two
// of them: the camera gives more than can be looked at, and blurred ones are left out.
//
// A verdict is about the face in the frame that was given last. kLive must not outlast its reasons: whoever lived a
// moment ago may hold up their own photo, or someone else's, and each frame is given for that. A face that
// is never called live opens nothing.
//
// Thread-safety: none; one a camera, used by the vision thread alone.
// Blocking: as FaceEngine, and within the same second that a face may be old.
// Errors: the frame counts for nothing, and the health says so of `vision`.

#pragma once

#include <functional>
#include <memory>

#include "doorward/domain/liveness_verdict.hpp"
#include "doorward/vision/face_engine.hpp"

namespace doorward::inline vision {

class Liveness {
 public:
  virtual ~Liveness() = default;

  // A new track begins: what was seen says nothing about it.
  virtual void Restart() = 0;

  // The next frame of the track, and where the face is in it. Time is `frame.captured_at` alone.
  virtual Result<LivenessVerdict> Next(const Frame& frame, const DetectedFace& face) = 0;
};

// Makes one for a camera; never null. A model that cannot be loaded must keep faces from opening anything: it
// is not to be left out.
using MakeLiveness = std::function<std::unique_ptr<Liveness>()>;

}  // namespace doorward::inline vision
