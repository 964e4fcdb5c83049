// Finds faces in pictures and turns each into a template of its model. One of the five virtual seams: tests that are
// not about faces put a scripted engine here.
//
// Thread-safety: none; networks and detectors are not thread-safe. The vision thread owns it.
// Blocking: tens of milliseconds to seconds for each call, by the machine and the size of picture.

#pragma once

#include <array>
#include <vector>

#include "doorward/domain/face_model.hpp"
#include "doorward/hal/frame.hpp"

namespace doorward::inline vision {

struct Box {
  int left = 0;  // Pixels in the picture that was given; may reach outside it.
  int top = 0;
  int width = 0;
  int height = 0;
  friend bool operator==(const Box&, const Box&) = default;
};

struct FaceQuality {
  int size_px = 0;       // The smaller side of the box.
  double sharpness = 0;  // Variance of the Laplacian of the aligned 150x150 grey face.
  double detection = 0;  // The detector's confidence, its own unit; above 0 is a face.
};

struct DetectedFace {
  Box box;
  FaceQuality quality;
  // The five landmarks (eye corners and nose base) in pixels of the picture, for alignment.
  std::array<float, 10> landmarks{};
};

class FaceEngine {
 public:
  virtual ~FaceEngine() = default;

  // The faces in `image`, the largest first; none is not an error.
  virtual Result<std::vector<DetectedFace>> Detect(const Image& image) = 0;

  // The template of one of them, from the same picture; fits model().
  virtual Result<FaceTemplate> Embed(const Image& image, const DetectedFace& face) = 0;

  virtual const FaceModel& model() const = 0;
};

}  // namespace doorward::inline vision
