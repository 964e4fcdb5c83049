#include "doorward/vision/face_engines.hpp"

#include "vision/engines/dlib/dlib_face_engine.hpp"
#include "vision/face_engine_choice.hpp"

namespace doorward::inline vision {

std::span<const FaceEngineKind> FaceEngines() {
  static constexpr FaceEngineKind kEngines[] = {
      {.name = "dlib", .needs_landmarks = true, .open = OpenDlibFaceEngine},
  };
  return kEngines;
}

Result<FaceEngineKind> ChooseFaceEngine(std::string_view name,
                                        std::span<const FaceEngineKind> engines) {
  std::string names;
  for (const FaceEngineKind& engine : engines) {
    if (engine.name == name) return engine;
    names.append(names.empty() ? "" : ", ").append(engine.name);
  }
  return Fail(ErrorCode::kInvalidArgument,
              "there is no face engine \"" + std::string(name) + "\"; this build has: " + names);
}

Result<std::unique_ptr<FaceEngine>> OpenFaceEngine(const FaceModelManifest& manifest,
                                                   const std::filesystem::path& models,
                                                   int min_face_px,
                                                   std::span<const FaceEngineKind> engines) {
  DW_TRY_ASSIGN(const FaceEngineKind kind, ChooseFaceEngine(manifest.engine, engines));
  return kind.open(manifest, models, min_face_px);
}

}  // namespace doorward::inline vision
