// The real models and photos, as scripts/fetch-models left them.

#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "doorward/core/check.hpp"
#include "doorward/core/file.hpp"
#include "doorward/vision/face_engines.hpp"
#include "doorward/vision/image_codec.hpp"

namespace doorward {

// The folder that the environment names. The test that asks fails if there is none.
inline std::filesystem::path FolderFrom(const char* variable) {
  const char* folder = std::getenv(variable);
  EXPECT_NE(folder, nullptr) << variable << " is not set";
  return folder == nullptr ? "" : folder;
}

inline std::filesystem::path ManifestFile() {
  return FolderFrom("DOORWARD_SOURCE") / "third_party" / "models.json";
}

inline FaceModelManifest RealManifest() {
  auto manifest = ReadFaceModelManifest(ManifestFile());
  EXPECT_TRUE(manifest) << manifest.error().Text();
  return manifest.value_or(FaceModelManifest{});
}

// Opening takes a third of a second: one engine serves all tests of the program, one after another.
inline FaceEngine& RealEngine() {
  static const auto engine = OpenFaceEngine(RealManifest(), FolderFrom("DOORWARD_MODELS"), 80);
  if (!engine) ADD_FAILURE() << engine.error().message << " (scripts/fetch-models fetches it)";
  DW_CHECK(engine.has_value());
  return **engine;
}

inline Image RealPhoto(const std::string& name) {
  const auto file = ReadFile(FolderFrom("DOORWARD_PHOTOS") / name, kMaxImageBytes);
  EXPECT_TRUE(file) << file.error().message;
  auto image = DecodeImage(AsBytes(file.value_or("")));
  EXPECT_TRUE(image) << name << ": " << image.error().message;
  return image.value_or(Image{});
}

}  // namespace doorward
