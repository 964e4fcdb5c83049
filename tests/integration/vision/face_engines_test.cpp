// The manifest chooses the engine.

#include <gtest/gtest.h>

#include <fstream>

#include "fakes/fake_face_engine.hpp"
#include "fakes/temp_dir.hpp"
#include "integration/vision/real_faces.hpp"

namespace doorward::face_engines_test {

Result<std::unique_ptr<FaceEngine>> OpenScripted(const FaceModelManifest& manifest,
                                                 const std::filesystem::path&, int) {
  return std::make_unique<FakeFaceEngine>(manifest.model);
}

constexpr FaceEngineKind kScripted[] = {
    {.name = "scripted", .needs_landmarks = false, .open = OpenScripted}};

// With `more` keys in its face_vector, and no landmarks.
Result<FaceModelManifest> Read(const std::string& more, std::span<const FaceEngineKind> engines) {
  const TempDir folder;
  const auto path = folder / "models.json";
  std::ofstream(path) << R"({"models": [{"name": "face_vector", "file": "wide.onnx",
    "vector_model": "wide", "verify_threshold": 0.5, "sha256": ")"
                      << std::string(64, 'a') << R"(",
    "false_match_curve": [{"threshold": 0.4, "rate": 1e-6}, {"threshold": 0.5, "rate": 1e-4}])"
                      << more << "}]}";
  return ReadFaceModelManifest(path, engines);
}

TEST(FaceEngines, TheManifestNamesOne) {
  const auto manifest =
      Read(R"(, "engine": "scripted", "vector_length": 512, "least_norm": 0.9, "most_norm": 1.1)",
           kScripted);
  ASSERT_TRUE(manifest) << manifest.error().Text();
  const auto engine = OpenFaceEngine(*manifest, "/nonexistent", 80, kScripted);
  ASSERT_TRUE(engine) << engine.error().Text();
  EXPECT_EQ((*engine)->model().name, "wide");
  EXPECT_EQ((*engine)->model().length, 512U);
  EXPECT_EQ((*engine)->model().least_norm, 0.9);
  EXPECT_EQ((*engine)->model().most_norm, 1.1);
}

TEST(FaceEngines, AnUnknownOneIsRefusedWithWhatThereIs) {
  const auto manifest = Read(R"(, "engine": "x")", FaceEngines());
  ASSERT_FALSE(manifest);
  EXPECT_EQ(manifest.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(manifest.error().path, "models[0].engine");
  EXPECT_EQ(manifest.error().message, "there is no face engine \"x\"; this build has: dlib");
  EXPECT_FALSE(OpenFaceEngine({.engine = "x"}, "/nonexistent", 80));
}

TEST(FaceEngines, AManifestThatSaysNothingIsForDlib) {
  EXPECT_FALSE(Read("", FaceEngines()));  // It needs landmarks.
  constexpr FaceEngineKind kDlib[] = {
      {.name = "dlib", .needs_landmarks = false, .open = OpenScripted}};
  const auto manifest = Read("", kDlib);
  ASSERT_TRUE(manifest) << manifest.error().Text();
  EXPECT_EQ(manifest->engine, "dlib");
  EXPECT_EQ(manifest->model.length, 128U);
  EXPECT_EQ(manifest->model.least_norm, 0.5);
  EXPECT_EQ(manifest->model.most_norm, 2.5);
}

TEST(FaceEngines, LengthsAndNormsHaveBounds) {
  for (const char* bad :
       {R"(, "vector_length": 3)", R"(, "vector_length": 1025)", R"(, "vector_length": "512")",
        R"(, "least_norm": 0)", R"(, "least_norm": 1, "most_norm": 0.9)"}) {
    EXPECT_FALSE(Read(std::string(R"(, "engine": "scripted")") + bad, kScripted)) << bad;
  }
}

TEST(FaceEngines, DlibGives128NumbersAndNoOthers) {
  FaceModelManifest manifest = RealManifest();
  manifest.model.length = 512;
  const auto engine = OpenFaceEngine(manifest, FolderFrom("DOORWARD_MODELS"), 80);
  ASSERT_FALSE(engine);
  EXPECT_EQ(engine.error().path, "vector_length");
}

}  // namespace doorward::face_engines_test
