// Which face engines this build has, and the manifest that chooses one of them.
//
// Thread-safety: functions without state. Blocking: opening reads some 30 MB.
// Errors: kInvalidArgument with the manifest's path; otherwise as the engine's own.

#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "doorward/domain/face_threshold.hpp"
#include "doorward/vision/face_engine.hpp"

namespace doorward::inline vision {

// What the model manifest (third_party/models.json, installed beside the models) says.
struct FaceModelManifest {
  std::string engine = "dlib";
  FaceModel model;
  std::string network_file;
  std::string landmarks_file;  // Empty if the engine needs none.
  std::string landmarks_sha256;
  FalseMatchCurve curve;
};

struct FaceEngineKind {
  std::string_view name;  // The manifest's key `engine`.
  bool needs_landmarks;
  // Reads the files from `models`. A face smaller than `min_face_px` need not be found.
  Result<std::unique_ptr<FaceEngine>> (*open)(const FaceModelManifest& manifest,
                                              const std::filesystem::path& models, int min_face_px);
};

// Those of this build.
std::span<const FaceEngineKind> FaceEngines();

// Refuses a manifest whose engine is none of `engines`, or that lacks what the engine needs.
Result<FaceModelManifest> ReadFaceModelManifest(
    const std::filesystem::path& file, std::span<const FaceEngineKind> engines = FaceEngines());

// The engine that the manifest names.
Result<std::unique_ptr<FaceEngine>> OpenFaceEngine(
    const FaceModelManifest& manifest, const std::filesystem::path& models, int min_face_px,
    std::span<const FaceEngineKind> engines = FaceEngines());

}  // namespace doorward::inline vision
