#include <gtest/gtest.h>

#include <fstream>
#include <limits>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "doorward/vision/face_enrolment.hpp"
#include "fakes/temp_dir.hpp"
#include "integration/vision/real_faces.hpp"

namespace doorward::dlib_face_engine_test {

cv::Mat MatOf(const Image& image) {
  return cv::Mat(image.height, image.width, CV_8UC3, const_cast<std::uint8_t*>(image.bgr.data()))
      .clone();
}

Image ImageOf(const cv::Mat& picture) {
  const cv::Mat whole = picture.clone();
  Image image{.width = whole.cols, .height = whole.rows, .bgr = {}};
  image.bgr.assign(whole.datastart, whole.dataend);
  return image;
}

// The vector of the only face in `image`.
FaceTemplate VectorOf(const Image& image) {
  const auto faces = RealEngine().Detect(image);
  EXPECT_TRUE(faces) << faces.error().message;
  EXPECT_EQ(faces->size(), 1U);
  if (faces->empty()) return {};
  const auto vector = RealEngine().Embed(image, faces->front());
  EXPECT_TRUE(vector) << vector.error().message;
  return vector.value_or(FaceTemplate{});
}

FaceTemplate VectorOf(const std::string& photo) { return VectorOf(RealPhoto(photo)); }

TEST(DlibFaceEngine, OnePersonIsNearerThanAnotherInEveryPairOfPhotos) {
  const std::vector<FaceTemplate> obama{VectorOf("obama.jpg"), VectorOf("obama2.jpg"),
                                        VectorOf("obama3.jpg"), VectorOf("32bit.png")};
  const FaceTemplate biden = VectorOf("biden.jpg");
  double farthest_same = 0;
  double nearest_other = std::numeric_limits<double>::infinity();
  for (const FaceTemplate& a : obama) {
    for (const FaceTemplate& b : obama) farthest_same = std::max(farthest_same, FaceDistance(a, b));
    nearest_other = std::min(nearest_other, FaceDistance(a, biden));
  }
  EXPECT_LT(farthest_same, 0.5);
  EXPECT_GT(nearest_other, 0.7);
}

TEST(DlibFaceEngine, KnowsAFaceThatIsPartlyOutsideThePicture) {
  const FaceTemplate obama = VectorOf("obama.jpg");
  EXPECT_LT(FaceDistance(obama, VectorOf("obama_partial_face.jpg")), 0.5);
  EXPECT_LT(FaceDistance(obama, VectorOf("obama_partial_face2.jpg")), 0.5);
}

TEST(DlibFaceEngine, GivesTheSameVectorEachTime) {
  EXPECT_EQ(VectorOf("obama.jpg"), VectorOf("obama.jpg"));
}

// dlib's own reference: its vectors have a norm near 1.4.
TEST(DlibFaceEngine, GivesVectorsOfThePublishedSize) {
  const FaceTemplate zero = MakeFaceTemplate("dlib-resnet-v1", std::vector<float>(128));
  const double norm = FaceDistance(VectorOf("obama.jpg"), zero);
  EXPECT_GT(norm, 1.2);
  EXPECT_LT(norm, 1.6);
}

TEST(DlibFaceEngine, MeasuresTheFaceInPixelsOfThePictureItWasGiven) {
  const Image photo = RealPhoto("obama.jpg");
  const auto faces = RealEngine().Detect(photo);
  ASSERT_TRUE(faces);
  ASSERT_EQ(faces->size(), 1U);
  const DetectedFace& face = faces->front();
  EXPECT_EQ(face.quality.size_px, std::min(face.box.width, face.box.height));
  EXPECT_GT(face.quality.size_px, 200);
  EXPECT_GT(face.quality.detection, 1.0);
  EXPECT_GT(face.quality.sharpness, 100.0);
  for (std::size_t i = 0; i < 10; i += 2) {
    EXPECT_GT(face.landmarks[i], static_cast<float>(face.box.left));
    EXPECT_LT(face.landmarks[i], static_cast<float>(face.box.left + face.box.width));
    EXPECT_GT(face.landmarks[i + 1], static_cast<float>(face.box.top));
    EXPECT_LT(face.landmarks[i + 1], static_cast<float>(face.box.top + face.box.height));
  }
}

TEST(DlibFaceEngine, KnowsTheFaceInASmallerAndInATurnedPicture) {
  const Image photo = RealPhoto("obama.jpg");
  const FaceTemplate obama = VectorOf(photo);
  cv::Mat smaller;
  cv::resize(MatOf(photo), smaller, {}, 0.4, 0.4, cv::INTER_AREA);
  EXPECT_LT(FaceDistance(obama, VectorOf(ImageOf(smaller))), 0.3);

  cv::Mat turned;
  const cv::Point2f centre(495, 265);
  cv::warpAffine(MatOf(photo), turned, cv::getRotationMatrix2D(centre, 12, 1.0),
                 {photo.width, photo.height});
  EXPECT_LT(FaceDistance(obama, VectorOf(ImageOf(turned))), 0.3);
}

TEST(DlibFaceEngine, ABlurredFaceIsMeasuredAsSuch) {
  cv::Mat picture = MatOf(RealPhoto("obama.jpg"));
  cv::GaussianBlur(picture, picture, {41, 41}, 0);
  FaceEngine& engine = RealEngine();
  const auto enrolled = ExtractForEnrolment(engine, ImageOf(picture), EnrolmentRules{});
  ASSERT_FALSE(enrolled);
  EXPECT_NE(enrolled.error().message.find("too blurred"), std::string::npos)
      << enrolled.error().message;
}

TEST(DlibFaceEngine, TwoPeopleSideBySideAreNotEnrolled) {
  const cv::Mat obama = MatOf(RealPhoto("obama.jpg"));
  const cv::Mat biden = MatOf(RealPhoto("biden.jpg"))(cv::Rect(0, 0, 970, 1137));
  cv::Mat both;
  cv::hconcat(obama, biden, both);
  const auto faces = RealEngine().Detect(ImageOf(both));
  ASSERT_TRUE(faces);
  ASSERT_EQ(faces->size(), 2U);
  EXPECT_GE((*faces)[0].quality.size_px, (*faces)[1].quality.size_px);

  const auto enrolled = ExtractForEnrolment(RealEngine(), ImageOf(both), EnrolmentRules{});
  ASSERT_FALSE(enrolled);
  EXPECT_EQ(enrolled.error().message, "more than one face is in the photo: 2");
}

TEST(DlibFaceEngine, APictureWithoutAFaceIsNoError) {
  for (const cv::Size size :
       {cv::Size(640, 480), cv::Size(1, 1), cv::Size(4000, 1), cv::Size(79, 79)}) {
    const auto faces = RealEngine().Detect(ImageOf(cv::Mat(size, CV_8UC3, cv::Scalar::all(99))));
    ASSERT_TRUE(faces) << faces.error().message;
    EXPECT_TRUE(faces->empty());
  }
}

TEST(DlibFaceEngine, RefusesAnInconsistentPicture) {
  EXPECT_FALSE(RealEngine().Detect(Image{}));
  EXPECT_FALSE(RealEngine().Detect(Image{.width = 100, .height = 100, .bgr = Bytes(99)}));
  EXPECT_FALSE(RealEngine().Embed(Image{}, DetectedFace{}));
}

// Landmarks come from Detect(), but also through queues: whatever they are, nothing throws.
TEST(DlibFaceEngine, RefusesLandmarksThatAreNotThoseOfAFace) {
  const Image photo = RealPhoto("obama.jpg");
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  for (const float value : {0.0F, nan, infinity, -infinity, 1e9F, -1e30F}) {
    DetectedFace face;
    face.landmarks.fill(value);
    const auto vector = RealEngine().Embed(photo, face);
    ASSERT_FALSE(vector) << value;
    EXPECT_EQ(vector.error().code, ErrorCode::kInvalidArgument);
  }
}

TEST(DlibFaceEngine, FindsSmallFacesOnlyIfAskedTo) {
  cv::Mat small;
  cv::resize(MatOf(RealPhoto("obama.jpg")), small, {}, 0.2, 0.2,
             cv::INTER_AREA);  // About 52 pixels.
  EXPECT_TRUE(RealEngine().Detect(ImageOf(small))->empty());
  const auto keen = OpenFaceEngine(RealManifest(), FolderFrom("DOORWARD_MODELS"), 40);
  ASSERT_TRUE(keen) << keen.error().message;
  const auto faces = (*keen)->Detect(ImageOf(small));
  ASSERT_TRUE(faces);
  ASSERT_EQ(faces->size(), 1U);
  EXPECT_NEAR(faces->front().quality.size_px, 52, 12);
}

// A copy of the models that a test may damage.
class DamagedModels : public testing::Test {
 protected:
  void SetUp() override {
    for (const std::string& file : {manifest_.network_file, manifest_.landmarks_file}) {
      std::filesystem::copy_file(FolderFrom("DOORWARD_MODELS") / file, folder_ / file,
                                 std::filesystem::copy_options::overwrite_existing);
    }
  }

  void FlipByte(const std::string& file, std::streamoff at) {
    std::fstream stream(folder_ / file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(at);
    const char byte = static_cast<char>(stream.get() ^ 1);
    stream.seekp(at);
    stream.put(byte);
  }

  ErrorCode OpeningGives() {
    const auto engine = OpenFaceEngine(manifest_, folder_.path(), 80);
    EXPECT_FALSE(engine);
    return engine ? ErrorCode::kInternal : engine.error().code;
  }

  FaceModelManifest manifest_ = RealManifest();
  const TempDir folder_;
};

TEST_F(DamagedModels, OneWrongByteAnywhereIsRefused) {
  FlipByte(manifest_.network_file, 12'345'678);
  EXPECT_EQ(OpeningGives(), ErrorCode::kDataLoss);
  FlipByte(manifest_.network_file, 12'345'678);
  EXPECT_TRUE(OpenFaceEngine(manifest_, folder_.path(), 80));
  FlipByte(manifest_.landmarks_file, 0);
  EXPECT_EQ(OpeningGives(), ErrorCode::kDataLoss);
}

TEST_F(DamagedModels, AnotherSha256InTheManifestIsRefused) {
  manifest_.model.sha256[0] = manifest_.model.sha256[0] == '0' ? '1' : '0';
  EXPECT_EQ(OpeningGives(), ErrorCode::kDataLoss);
}

TEST_F(DamagedModels, AMissingFileIsNamed) {
  std::filesystem::remove(folder_ / manifest_.landmarks_file);
  const auto engine = OpenFaceEngine(manifest_, folder_.path(), 80);
  ASSERT_FALSE(engine);
  EXPECT_EQ(engine.error().code, ErrorCode::kNotFound);
  EXPECT_NE(engine.error().message.find(manifest_.landmarks_file), std::string::npos);
}

// The right hash of the wrong file: dlib throws, we do not.
TEST_F(DamagedModels, AFileThatIsNoModelIsAnError) {
  std::swap(manifest_.network_file, manifest_.landmarks_file);
  std::swap(manifest_.model.sha256, manifest_.landmarks_sha256);
  EXPECT_EQ(OpeningGives(), ErrorCode::kDataLoss);
}

}  // namespace doorward::dlib_face_engine_test
