// What the vision thread spends its time on, with real models and photos.
//
//   DOORWARD_MODELS=.cache/models DOORWARD_PHOTOS=.cache/photos bench_vision
//
// One embedding is timed beside dlib's own forward pass on the same chip: the difference is what
// Doorward adds (cutting the chip, checking the vector).

#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <opencv2/imgproc.hpp>
#include <string>

#include "doorward/core/file.hpp"
#include "doorward/vision/face_engines.hpp"
#include "doorward/vision/image_codec.hpp"
#include "doorward/vision/qr_decoder.hpp"
#include "vision/engines/dlib/dlib_network.hpp"

namespace doorward {
namespace {

std::filesystem::path FolderFrom(const char* variable) {
  const char* folder = std::getenv(variable);
  return folder == nullptr ? "" : folder;
}

Result<FaceModelManifest> Manifest() {
  const auto source = FolderFrom("DOORWARD_SOURCE");
  return ReadFaceModelManifest((source.empty() ? "." : source) / "third_party/models.json");
}

Result<std::unique_ptr<FaceEngine>> Engine() {
  DW_TRY_ASSIGN(const FaceModelManifest manifest, Manifest());
  return OpenFaceEngine(manifest, FolderFrom("DOORWARD_MODELS"), 80);
}

Result<Image> Photo() {
  DW_TRY_ASSIGN(const std::string file,
                ReadFile(FolderFrom("DOORWARD_PHOTOS") / "obama.jpg", kMaxImageBytes));
  return DecodeImage(AsBytes(file));
}

Image ImageOf(const cv::Mat& picture) {
  const cv::Mat whole = picture.clone();
  Image image{.width = whole.cols, .height = whole.rows, .bgr = {}};
  image.bgr.assign(whole.datastart, whole.dataend);
  return image;
}

Image Resized(const Image& image, int width, int height) {
  const cv::Mat view(image.height, image.width, CV_8UC3,
                     const_cast<std::uint8_t*>(image.bgr.data()));
  cv::Mat resized;
  cv::resize(view, resized, {width, height}, 0, 0, cv::INTER_AREA);
  return ImageOf(resized);
}

void Embed(benchmark::State& state) {
  const auto engine = Engine();
  const auto photo = Photo();
  if (!engine || !photo) return state.SkipWithError("no models or photos: scripts/fetch-models");
  const auto faces = (*engine)->Detect(*photo);
  for (auto _ : state) benchmark::DoNotOptimize((*engine)->Embed(*photo, faces->front()));
}
BENCHMARK(Embed)->Unit(benchmark::kMillisecond);

void DlibForward(benchmark::State& state) {
  const auto manifest = Manifest();
  const auto photo = Photo();
  if (!manifest || !photo || !Engine()) {
    return state.SkipWithError("no models or photos: scripts/fetch-models");
  }
  const auto file = ReadFile(FolderFrom("DOORWARD_MODELS") / manifest->network_file, 64U << 20U);
  auto network = DlibNetwork::Load(AsBytes(*file));
  const Image chip = Resized(*photo, DlibNetwork::kChipSide, DlibNetwork::kChipSide);
  for (auto _ : state) benchmark::DoNotOptimize(network->Forward(chip));
}
BENCHMARK(DlibForward)->Unit(benchmark::kMillisecond);

void Detect(benchmark::State& state) {
  const auto engine = Engine();
  const auto photo = Photo();
  if (!engine || !photo) return state.SkipWithError("no models or photos: scripts/fetch-models");
  const auto width = static_cast<int>(state.range(0));
  const Image frame = Resized(*photo, width, width * 3 / 4);
  for (auto _ : state) benchmark::DoNotOptimize((*engine)->Detect(frame));
}
BENCHMARK(Detect)->Arg(320)->Arg(640)->Arg(1280)->Unit(benchmark::kMillisecond);

cv::Mat EmptyFrame() {
  cv::Mat frame(480, 640, CV_8UC3);
  cv::theRNG().state = 1;
  cv::randu(frame, 0, 255);
  cv::GaussianBlur(frame, frame, {31, 31}, 0);
  cv::normalize(frame, frame, 0, 255, cv::NORM_MINMAX);
  return frame;
}

void QrFrame(benchmark::State& state) {
  cv::Mat frame = EmptyFrame();
  const ZXing::BitMatrix code = ZXing::MultiFormatWriter(ZXing::BarcodeFormat::QRCode)
                                    .setMargin(4)
                                    .encode(L"DWP1:visitor-4711", 200, 200);
  for (int y = 0; y < code.height(); ++y) {
    for (int x = 0; x < code.width(); ++x) {
      frame.at<cv::Vec3b>(y + 140, x + 220) = cv::Vec3b::all(code.get(x, y) ? 20 : 230);
    }
  }
  const Image image = ImageOf(frame);
  if (DecodeQr(image).size() != 1) return state.SkipWithError("the code was not read");
  for (auto _ : state) benchmark::DoNotOptimize(DecodeQr(image));
}
BENCHMARK(QrFrame)->Unit(benchmark::kMillisecond);

// Most frames: nothing there, looked at in every way.
void QrEmptyFrame(benchmark::State& state) {
  const Image image = ImageOf(EmptyFrame());
  for (auto _ : state) benchmark::DoNotOptimize(DecodeQr(image));
}
BENCHMARK(QrEmptyFrame)->Unit(benchmark::kMillisecond);

void DecodePhoto(benchmark::State& state) {
  const auto file = ReadFile(FolderFrom("DOORWARD_PHOTOS") / "obama.jpg", kMaxImageBytes);
  if (!file) return state.SkipWithError("no photos: scripts/fetch-models");
  for (auto _ : state) benchmark::DoNotOptimize(DecodeImage(AsBytes(*file)));
}
BENCHMARK(DecodePhoto)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace doorward
