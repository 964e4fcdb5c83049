// The camera's two threads: one takes frames from the device, the other looks at the newest of them
// for faces and QR codes and, between frames, extracts faces from enrolment photos.
//
// Without an engine it still reads QR codes; ExtractFromPhoto() is then kUnsupported.
// No new frame for 5 s makes the camera `degraded`.
//
// Thread-safety: every method may be called from any thread.

#pragma once

#include <memory>

#include "doorward/hal/camera.hpp"
#include "doorward/readers/face_tracker.hpp"
#include "doorward/readers/reader_workers.hpp"
#include "doorward/vision/face_engine.hpp"
#include "doorward/vision/face_enrolment.hpp"
#include "doorward/vision/liveness.hpp"

namespace doorward::inline readers {

struct CameraReader {
  ReaderId reader;
  OpenDevice<Camera> open;
  bool reads_face = true;
  bool reads_qr = true;
  MakeLiveness make_liveness = {};  // Empty: every face counts as live.
};

class VisionWorker {
 public:
  // Any number of cameras, also none (enrolment alone). `engine` may be null.
  VisionWorker(std::vector<CameraReader> cameras, std::unique_ptr<FaceEngine> engine,
               FaceConfig config, const Matcher& matcher, const CurrentIndex& index,
               AccessController& access, Health& health, const Clock& clock);
  ~VisionWorker();

  // Decodes and extracts on the vision thread; waits up to `patience` (kTimeout), and at most 8
  // photos may wait (kResourceExhausted). Errors of the picture itself as in ExtractForEnrolment().
  Result<EnrolledFace> ExtractFromPhoto(Bytes file, Milliseconds patience);

  // Null if there is no engine.
  const FaceModel* model() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace doorward::inline readers
