// Finds faces in pictures and turns each into numbers. One of the four virtual seams: tests that are
// not about faces put a scripted engine here.
//
// Thread-safety: none; dlib's networks and detectors are not thread-safe. The vision thread owns it.
// Blocking: tens of milliseconds to seconds for each call, by the machine and the size of picture.

#pragma once

#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "doorward/domain/credential.hpp"
#include "doorward/domain/face_threshold.hpp"
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

// What made a vector. Vectors of different models cannot be compared.
struct FaceModel {
  std::string name;    // "dlib-resnet-v1"
  std::string sha256;  // Of the model file.
};

class FaceEngine {
 public:
  virtual ~FaceEngine() = default;

  // The faces in `image`, the largest first; none is not an error.
  virtual Result<std::vector<DetectedFace>> Detect(const Image& image) = 0;

  // The vector of one of them, from the same picture.
  virtual Result<FaceVector> Embed(const Image& image, const DetectedFace& face) = 0;

  virtual const FaceModel& model() const = 0;
};

// What the model manifest (third_party/models.json, installed beside the models) says.
struct FaceModelManifest {
  FaceModel model;
  std::string network_file;
  std::string landmarks_file;
  std::string landmarks_sha256;
  FalseMatchCurve curve;
};
Result<FaceModelManifest> ReadFaceModelManifest(const std::filesystem::path& file);

// dlib: HOG detector, 5-point alignment, ResNet to 128 numbers. Reads both files from `models`, and
// refuses a file whose SHA-256 is not the manifest's (kDataLoss). Faces smaller than `min_face_px`
// need not be found: the detector then works on a smaller picture.
Result<std::unique_ptr<FaceEngine>> OpenDlibFaceEngine(const FaceModelManifest& manifest,
                                                       const std::filesystem::path& models,
                                                       int min_face_px);

}  // namespace doorward::inline vision
