#include "vision/engines/dlib/dlib_face_engine.hpp"

#include <dlib/image_processing.h>
#include <dlib/image_processing/frontal_face_detector.h>
#include <dlib/opencv/cv_image.h>

#include <algorithm>
#include <cmath>
#include <new>
#include <opencv2/imgproc.hpp>
#include <string>
#include <string_view>

#include "doorward/core/check.hpp"
#include "doorward/core/file.hpp"
#include "doorward/core/sha256.hpp"
#include "vision/engines/dlib/dlib_network.hpp"
#include "vision/memory_stream.hpp"
#include "vision/sharpness.hpp"
#include "vision/single_thread.hpp"

namespace doorward::inline vision {

namespace {

constexpr int kDetectorWindow = 80;    // Pixels: the smallest face that dlib's detector sees.
constexpr double kChipPadding = 0.25;  // Room around the face, as the network was trained.
constexpr std::size_t kMaxModelBytes = 64 * 1024 * 1024;

// Runs `work`, which calls dlib or OpenCV. What they throw becomes an error; `what` was tried.
template <typename Work>
auto Guarded(std::string_view what, Work work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return Fail(ErrorCode::kResourceExhausted, std::string(what) + ": out of memory");
  } catch (const std::exception& e) {
    return Fail(ErrorCode::kInternal, std::string(what) + ": " + e.what());
  }
}

// An OpenCV view of `image`. OpenCV has no const view; nobody writes through this one.
cv::Mat ViewOf(const Image& image) {
  return cv::Mat(image.height, image.width, CV_8UC3, const_cast<std::uint8_t*>(image.bgr.data()));
}

Status CheckImage(const Image& image) {
  const bool consistent = image.width > 0 && image.height > 0 &&
                          image.bgr.size() == static_cast<std::size_t>(image.width) * 3 *
                                                  static_cast<std::size_t>(image.height);
  if (!consistent) return Fail(ErrorCode::kInvalidArgument, "the picture is empty or inconsistent");
  return {};
}

// The whole file, if its SHA-256 is as expected.
Result<std::string> ReadModel(const std::filesystem::path& path, const std::string& sha256) {
  DW_TRY_ASSIGN(std::string content, ReadFile(path, kMaxModelBytes));
  if (Sha256(AsBytes(content)) != sha256) {
    return Fail(ErrorCode::kDataLoss, path.string() + " is not the file that the manifest names");
  }
  return content;
}

Result<dlib::shape_predictor> LoadLandmarks(const std::string& content) {
  dlib::shape_predictor predictor;
  try {
    MemoryStream stream(AsBytes(content));
    dlib::deserialize(predictor, stream);
  } catch (const std::exception& e) {
    return Fail(ErrorCode::kDataLoss, std::string("not a landmark model: ") + e.what());
  }
  if (predictor.num_parts() != 5) {
    return Fail(ErrorCode::kDataLoss, "the landmark model does not give five points");
  }
  return predictor;
}

class DlibFaceEngine final : public FaceEngine {
 public:
  DlibFaceEngine(FaceModel model, dlib::shape_predictor landmarks, DlibNetwork network,
                 int min_face_px)
      : model_(std::move(model)),
        landmarks_(std::move(landmarks)),
        network_(std::move(network)),
        // Enlarging more than twice finds nothing that the network could tell apart.
        scale_(std::min(2.0, static_cast<double>(kDetectorWindow) / min_face_px)) {}

  Result<std::vector<DetectedFace>> Detect(const Image& image) override {
    DW_TRY(CheckImage(image));
    return Guarded("finding faces", [&] { return DetectUnguarded(image); });
  }

  Result<FaceTemplate> Embed(const Image& image, const DetectedFace& face) override {
    DW_TRY(CheckImage(image));
    DW_TRY_ASSIGN(const Image chip, ChipOf(image, face));
    DW_TRY_ASSIGN(const auto vector, network_.Forward(chip));
    FaceTemplate face_template = MakeFaceTemplate(model_.name, vector);
    DW_TRY(CheckFaceTemplate(face_template, model_));
    return face_template;
  }

  const FaceModel& model() const override { return model_; }

 private:
  // The picture as the detector wants it: grey (colour finds no more, and costs three times as
  // much), and of such a size that the smallest wanted face fills the detector's window.
  cv::Mat DetectorPicture(const Image& image) const {
    cv::Mat grey;
    cv::cvtColor(ViewOf(image), grey, cv::COLOR_BGR2GRAY);
    if (scale_ == 1.0) return grey;
    const cv::Size size(std::max(1, cvRound(image.width * scale_)),
                        std::max(1, cvRound(image.height * scale_)));
    cv::Mat scaled;
    cv::resize(grey, scaled, size, 0, 0, scale_ < 1.0 ? cv::INTER_AREA : cv::INTER_LINEAR);
    return scaled;
  }

  Result<std::vector<DetectedFace>> DetectUnguarded(const Image& image) {
    std::vector<std::pair<double, dlib::rectangle>> found;
    detector_(dlib::cv_image<unsigned char>(DetectorPicture(image)), found);

    std::vector<DetectedFace> faces;
    for (const auto& [confidence, scaled] : found) {
      faces.push_back(Measure(image, confidence, scaled));
      DW_TRY_ASSIGN(const Image chip, ChipOf(image, faces.back()));
      faces.back().quality.sharpness = Sharpness(chip);
    }
    std::stable_sort(faces.begin(), faces.end(), [](const DetectedFace& a, const DetectedFace& b) {
      return a.quality.size_px > b.quality.size_px;
    });
    return faces;
  }

  // The face at `scaled`, a box in the detector's picture, with its landmarks in `image`.
  DetectedFace Measure(const Image& image, double confidence, const dlib::rectangle& scaled) const {
    const auto unscaled = [&](long value) { return cvRound(static_cast<double>(value) / scale_); };
    DetectedFace face;
    face.box = {.left = unscaled(scaled.left()),
                .top = unscaled(scaled.top()),
                .width = unscaled(static_cast<long>(scaled.width())),
                .height = unscaled(static_cast<long>(scaled.height()))};
    face.quality.size_px = std::min(face.box.width, face.box.height);
    face.quality.detection = confidence;

    const dlib::full_object_detection points =
        landmarks_(dlib::cv_image<dlib::bgr_pixel>(ViewOf(image)), RectangleOf(face.box));
    for (unsigned i = 0; i < 5; ++i) {
      face.landmarks[2 * i] = static_cast<float>(points.part(i).x());
      face.landmarks[2 * i + 1] = static_cast<float>(points.part(i).y());
    }
    return face;
  }

  static dlib::rectangle RectangleOf(const Box& box) {
    return {box.left, box.top, box.left + box.width - 1, box.top + box.height - 1};
  }

  // The face turned upright and scaled to what the network expects. kInvalidArgument if the
  // landmarks are not those of a face in such a picture: dlib would divide by their distance.
  static Result<Image> ChipOf(const Image& image, const DetectedFace& face) {
    std::vector<dlib::point> points;
    for (unsigned i = 0; i < 5; ++i) {
      const float x = face.landmarks[2 * i];
      const float y = face.landmarks[2 * i + 1];
      const float reach = 2.0F * static_cast<float>(std::max(image.width, image.height));
      if (!(std::abs(x) <= reach && std::abs(y) <= reach)) {
        return Fail(ErrorCode::kInvalidArgument, "the landmarks lie far outside the picture");
      }
      points.emplace_back(std::lround(x), std::lround(y));
    }
    if (dlib::length(points[0] - points[2]) < 1) {  // The outer corners of the two eyes.
      return Fail(ErrorCode::kInvalidArgument, "the landmarks are not those of a face");
    }
    return Guarded("aligning a face", [&] {
      return CutChip(image, {RectangleOf(face.box), points});
    });
  }

  static Result<Image> CutChip(const Image& image, const dlib::full_object_detection& face) {
    dlib::matrix<dlib::bgr_pixel> pixels;
    dlib::extract_image_chip(
        dlib::cv_image<dlib::bgr_pixel>(ViewOf(image)),
        dlib::get_face_chip_details(face, DlibNetwork::kChipSide, kChipPadding), pixels);

    Image chip{.width = DlibNetwork::kChipSide, .height = DlibNetwork::kChipSide, .bgr = {}};
    chip.bgr.reserve(static_cast<std::size_t>(pixels.size()) * 3);
    for (const dlib::bgr_pixel& pixel : pixels) {
      chip.bgr.insert(chip.bgr.end(), {pixel.blue, pixel.green, pixel.red});
    }
    return chip;
  }

  FaceModel model_;
  dlib::frontal_face_detector detector_ = dlib::get_frontal_face_detector();
  dlib::shape_predictor landmarks_;
  DlibNetwork network_;
  double scale_;  // From the picture to what the detector sees.
};

}  // namespace

Result<std::unique_ptr<FaceEngine>> OpenDlibFaceEngine(const FaceModelManifest& manifest,
                                                       const std::filesystem::path& models,
                                                       int min_face_px) {
  if (min_face_px < 1) return Fail(ErrorCode::kInvalidArgument, "min_face_px must be positive");
  if (manifest.model.length != DlibNetwork::kNumbers) {
    return Fail(ErrorCode::kInvalidArgument, "dlib's network gives 128 numbers", "vector_length");
  }
  UseOneThread();
  DW_TRY_ASSIGN(const std::string network_file,
                ReadModel(models / manifest.network_file, manifest.model.sha256));
  DW_TRY_ASSIGN(const std::string landmarks_file,
                ReadModel(models / manifest.landmarks_file, manifest.landmarks_sha256));
  DW_TRY_ASSIGN(DlibNetwork network, DlibNetwork::Load(AsBytes(network_file)));
  DW_TRY_ASSIGN(dlib::shape_predictor landmarks, LoadLandmarks(landmarks_file));
  return Guarded("opening the face engine", [&]() -> Result<std::unique_ptr<FaceEngine>> {
    return std::make_unique<DlibFaceEngine>(manifest.model, std::move(landmarks),
                                            std::move(network), min_face_px);
  });
}

}  // namespace doorward::inline vision
