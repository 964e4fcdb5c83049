// dlib: HOG detector, 5-point alignment, ResNet to 128 numbers. One thread a call; see FaceEngine.

#pragma once

#include "doorward/vision/face_engines.hpp"

namespace doorward::inline vision {

// Reads both files from `models`, and refuses a file whose SHA-256 is not the manifest's (kDataLoss), and a
// manifest whose templates are not of 128 numbers. For faces of `min_face_px` the detector works on a picture of
// another size.
Result<std::unique_ptr<FaceEngine>> OpenDlibFaceEngine(const FaceModelManifest& manifest,
                                                       const std::filesystem::path& models,
                                                       int min_face_px);

}  // namespace doorward::inline vision
