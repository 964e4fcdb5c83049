#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "fakes/temp_dir.hpp"
#include "integration/vision/real_faces.hpp"

namespace doorward::face_model_manifest_test {

// The real manifest with its first `from` replaced.
std::string Changed(const std::string& from, const std::string& to) {
  std::ifstream file(ManifestFile());
  std::stringstream content;
  content << file.rdbuf();
  std::string text = content.str();
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

Result<FaceModelManifest> Read(const std::string& text) {
  const TempDir folder;
  const auto path = folder / "models.json";
  std::ofstream(path) << text;
  return ReadFaceModelManifest(path);
}

TEST(FaceModelManifest, TheShippedOneIsRead) {
  const FaceModelManifest manifest = RealManifest();
  EXPECT_EQ(manifest.model.name, "dlib-resnet-v1");
  EXPECT_EQ(manifest.model.sha256.size(), 64U);
  EXPECT_EQ(manifest.network_file, "dlib_face_recognition_resnet_model_v1.dat");
  EXPECT_EQ(manifest.landmarks_file, "shape_predictor_5_face_landmarks.dat");
  EXPECT_GE(manifest.curve.points.size(), 2U);
  EXPECT_TRUE(manifest.curve.Check());
  EXPECT_GT(manifest.curve.verify_threshold, 0.3);
}

TEST(FaceModelManifest, SaysWhereAFaultIs) {
  struct Case {
    std::string from, to, path;
  };
  for (const auto& [from, to, path] :
       {Case{"\"dlib_face_recognition_resnet_model_v1.dat\"", "\"../secret.dat\"",
             "models[0].file"},
        Case{"\"dlib_face_recognition_resnet_model_v1.dat\"", "7", "models[0].file"},
        Case{"\"55533b", "\"X5533b", "models[0].sha256"},
        Case{"\"55533b", "\"", "models[0].sha256"},
        Case{"\"vector_model\"", "\"victor_model\"", "models[0].vector_model"},
        Case{"\"verify_threshold\": 0.50", "\"verify_threshold\": \"0.50\"",
             "models[0].verify_threshold"},
        Case{"\"threshold\": 0.40", "\"threshold\": -1",
             "models[0].false_match_curve[0].threshold"}}) {
    const auto manifest = Read(Changed(from, to));
    ASSERT_FALSE(manifest) << to;
    EXPECT_EQ(manifest.error().path, path);
  }
}

TEST(FaceModelManifest, RefusesACurveThatFalls) {
  EXPECT_FALSE(Read(Changed("\"threshold\": 0.40", "\"threshold\": 0.49")));
}

TEST(FaceModelManifest, RefusesWhatIsNoManifest) {
  EXPECT_FALSE(Read(""));
  EXPECT_FALSE(Read("[]"));
  EXPECT_FALSE(Read("{}"));
  EXPECT_FALSE(Read(R"({"models": []})"));
  EXPECT_FALSE(Read(Changed("\"face_landmarks\"", "\"nose\"")));
  EXPECT_FALSE(ReadFaceModelManifest("/nonexistent/models.json"));
}

}  // namespace doorward::face_model_manifest_test
