#include "doorward/readers/vision_worker.hpp"

#include <future>
#include <utility>
#include <vector>

#include "doorward/core/bounded_queue.hpp"
#include "doorward/vision/image_codec.hpp"
#include "readers/camera_capture.hpp"
#include "readers/frame_reader.hpp"

namespace doorward::inline readers {
namespace {

constexpr std::size_t kMaxPhotos = 8;
constexpr Milliseconds kIdle{200};  // What a stop waits for.

struct PhotoJob {
  Bytes file;
  SteadyTime until;  // Whoever asked has gone by then.
  std::promise<Result<EnrolledFace>> result;
};

Result<EnrolledFace> Extract(FaceEngine& engine, const FaceConfig& config, ByteView file) {
  DW_TRY_ASSIGN(const Image photo, DecodeImage(file));
  return ExtractForEnrolment(
      engine, photo, {.min_face_px = config.min_face_px, .min_sharpness = config.min_sharpness});
}

}  // namespace

struct VisionWorker::Impl {
  Impl(std::vector<CameraReader> cameras, std::unique_ptr<FaceEngine> face_engine,
       FaceConfig face_config, const Matcher& matcher, const CurrentIndex& index,
       AccessController& access, Health& health_of_all, const Clock& clock);
  ~Impl();

  void Run(const std::stop_token& stop);
  void LookAtFrames();
  void DoJob(PhotoJob job);
  void ReportOk() { health.Ok("vision", engine ? engine->model().name : "codes only"); }

  const FaceConfig config;
  const std::unique_ptr<FaceEngine> engine;  // Used by the vision thread alone, but for its model.
  Health& health;
  BoundedQueue<PhotoJob> photos{kMaxPhotos};  // Its Wake() tells of new frames too.

  struct Eye {
    std::unique_ptr<CameraCapture> capture;
    FrameReader reader;
    Status looked;  // At the newest frame.
  };
  std::vector<Eye> eyes;
  std::optional<Worker> worker;
};

VisionWorker::Impl::Impl(std::vector<CameraReader> cameras, std::unique_ptr<FaceEngine> face_engine,
                         FaceConfig face_config, const Matcher& matcher, const CurrentIndex& index,
                         AccessController& access, Health& health_of_all, const Clock& clock)
    : config(face_config), engine(std::move(face_engine)), health(health_of_all) {
  eyes.reserve(cameras.size());
  for (CameraReader& camera : cameras) {
    const DeviceContext context{camera.reader, health, clock};
    FrameReader reader(camera, config, matcher, index, access, clock);
    eyes.push_back({.capture = std::make_unique<CameraCapture>(context, std::move(camera.open),
                                                               [this] { photos.Wake(); }),
                    .reader = std::move(reader)});
  }
  ReportOk();
  worker.emplace("vision", [this](const std::stop_token& stop) { Run(stop); });
}

VisionWorker::Impl::~Impl() {
  photos.Close();
  worker.reset();
  while (auto job = photos.PopUntil(SteadyTime::min())) {
    job->result.set_value(Fail(ErrorCode::kUnavailable, "the terminal is stopping"));
  }
}

void VisionWorker::Impl::Run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    if (auto job = photos.PopUntil(std::chrono::steady_clock::now() + kIdle)) {
      DoJob(*std::move(job));
    }
    LookAtFrames();
  }
}

void VisionWorker::Impl::LookAtFrames() {
  for (Eye& eye : eyes) {
    if (const auto frame = eye.capture->Take()) eye.looked = eye.reader.Look(*frame, engine.get());
  }
  for (const Eye& eye : eyes) {
    if (!eye.looked) return health.Degraded("vision", eye.looked.error().message);
  }
  ReportOk();
}

void VisionWorker::Impl::DoJob(PhotoJob job) {
  if (std::chrono::steady_clock::now() >= job.until) {
    job.result.set_value(Fail(ErrorCode::kTimeout, "the photo waited too long"));
    return;
  }
  job.result.set_value(Extract(*engine, config, job.file));
}

VisionWorker::VisionWorker(std::vector<CameraReader> cameras, std::unique_ptr<FaceEngine> engine,
                           FaceConfig config, const Matcher& matcher, const CurrentIndex& index,
                           AccessController& access, Health& health, const Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(cameras), std::move(engine), config, matcher, index,
                                   access, health, clock)) {}

VisionWorker::~VisionWorker() = default;

Result<EnrolledFace> VisionWorker::ExtractFromPhoto(Bytes file, Milliseconds patience) {
  if (!impl_->engine) {
    return Fail(ErrorCode::kUnsupported, "this terminal does not recognise faces");
  }
  PhotoJob job{
      .file = std::move(file), .until = std::chrono::steady_clock::now() + patience, .result = {}};
  auto result = job.result.get_future();
  if (!impl_->photos.TryPush(std::move(job))) {
    return Fail(ErrorCode::kResourceExhausted, "too many photos at once");
  }
  if (result.wait_for(patience) != std::future_status::ready) {
    return Fail(ErrorCode::kTimeout, "the photo was not looked at in time");
  }
  return result.get();
}

const FaceModel* VisionWorker::model() const {
  return impl_->engine ? &impl_->engine->model() : nullptr;
}

}  // namespace doorward::inline readers
