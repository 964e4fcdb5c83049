// OpenCV blocks for as long as a device does, and a hung camera hangs it for good. So each camera has
// a thread that grabs, and a mailbox: NextFrame() keeps its patience whatever the device does, and a
// thread that does not stop in time is left behind with all that it needs to end by itself.

#include "doorward/drivers/camera_opencv.hpp"

#include <filesystem>
#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <thread>

#include "doorward/core/log.hpp"
#include "doorward/core/mailbox.hpp"
#include "drivers/camera_opencv/frame_source.hpp"

namespace doorward::inline drivers {
namespace {

constexpr Milliseconds kOpenPatience{400};
constexpr Milliseconds kStopPatience{400};

// What the camera and its thread share.
struct GrabState {
  Mailbox<Result<Frame>> frames;
  std::stop_source stop;

  Mutex mutex;
  CondVar changed;
  std::optional<Status> opened DW_GUARDED_BY(mutex);
  bool ended DW_GUARDED_BY(mutex) = false;
};

// Whatever OpenCV throws becomes an error. Its texts name files, which may be named after people.
template <typename T, typename Call>
Result<T> Guarded(const std::string& name, Call call) {
  try {
    return call();
  } catch (const cv::Exception& error) {
    return Fail(ErrorCode::kUnavailable, name + ": OpenCV error " + std::to_string(error.code));
  } catch (const std::exception&) {
    return Fail(ErrorCode::kUnavailable, name + ": OpenCV failed");
  }
}

void GrabUntilStopped(FrameSource& source, const std::string& name, GrabState& state) {
  const std::stop_token stop = state.stop.get_token();
  for (std::uint64_t number = 1; !stop.stop_requested(); ++number) {
    auto image = Guarded<std::optional<Image>>(name, [&] { return source.Grab(stop); });
    if (!image) {
      state.frames.Put(Fail(std::move(image).error()));
      return;
    }
    if (!*image) return;
    state.frames.Put(Frame{.image = std::move(**image),
                           .captured_at = std::chrono::steady_clock::now(),
                           .number = number});
  }
}

void RunGrabThread(std::unique_ptr<FrameSource> source, const std::string& name,
                   const std::shared_ptr<GrabState>& state) {
  Status opened = Guarded<void>(name, [&] { return source->Open(); });
  const bool is_open = opened.has_value();
  if (!is_open) state->frames.Put(Fail(opened.error()));
  {
    MutexLock lock(state->mutex);
    state->opened = std::move(opened);
  }
  state->changed.NotifyAll();
  if (is_open) GrabUntilStopped(*source, name, *state);
  source.reset();  // Before `ended`: the device is free when the camera is gone.
  {
    MutexLock lock(state->mutex);
    state->ended = true;
  }
  state->changed.NotifyAll();
}

class OpenCvCamera final : public Camera {
 public:
  OpenCvCamera(std::string name, std::unique_ptr<FrameSource> source)
      : name_(std::move(name)),
        state_(std::make_shared<GrabState>()),
        thread_([name = name_, state = state_, source = std::move(source)]() mutable {
          RunGrabThread(std::move(source), name, state);
        }) {}

  ~OpenCvCamera() override {
    state_->stop.request_stop();
    if (WaitForEnd()) {
      thread_.join();
    } else {
      LogWarning(LogPart{name_}, "does not answer; its thread is left to end by itself");
      thread_.detach();
    }
  }

  // Waits a moment for the source to open, and tells if it did not; a slow one is no failure.
  Status WaitForOpening() {
    const SteadyTime deadline = std::chrono::steady_clock::now() + kOpenPatience;
    MutexLock lock(state_->mutex);
    while (!state_->opened) {
      if (!state_->changed.WaitUntil(state_->mutex, deadline)) break;
    }
    return state_->opened.value_or(Status());
  }

  Result<std::optional<Frame>> NextFrame(Milliseconds patience) override {
    if (gone_) return Fail(*gone_);
    auto frame = state_->frames.TakeUntil(std::chrono::steady_clock::now() + patience);
    if (!frame) return std::optional<Frame>();
    if (!*frame) {
      gone_ = frame->error();
      return Fail(*gone_);
    }
    return std::move(**frame);
  }

  std::string_view name() const override { return name_; }

 private:
  bool WaitForEnd() {
    const SteadyTime deadline = std::chrono::steady_clock::now() + kStopPatience;
    MutexLock lock(state_->mutex);
    while (!state_->ended) {
      if (!state_->changed.WaitUntil(state_->mutex, deadline)) break;
    }
    return state_->ended;
  }

  const std::string name_;
  const std::shared_ptr<GrabState> state_;
  std::optional<Error> gone_;
  std::thread thread_;
};

// A stream is shown as "rtsp://…": its user, path and query may all hold its password.
std::string WithoutPassword(const std::string& source) {
  const std::size_t scheme = source.find("://");
  if (scheme == std::string::npos) return source;
  return source.substr(0, scheme + 3) + "…";
}

bool IsFrameSize(const CameraConfig& config) {
  const auto is_side = [](int side) { return side >= 1 && side <= 4096; };
  return is_side(config.width) && is_side(config.height) &&
         config.width * config.height <= 4'000'000;
}

}  // namespace

Result<std::unique_ptr<Camera>> OpenCamera(const CameraConfig& config) {
  const std::string name = "camera " + WithoutPassword(config.source);
  if (!IsFrameSize(config)) {
    return Fail(ErrorCode::kInvalidArgument, name + ": frames of that size are not supported");
  }
  // OpenCV's warnings show the source, and with it a stream's password.
  cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);

  std::error_code error;
  const auto status = std::filesystem::status(config.source, error);
  const bool is_stream = config.source.find("://") != std::string::npos;
  if (!is_stream && status.type() == std::filesystem::file_type::not_found) {
    return Fail(ErrorCode::kNotFound, name + ": there is no such source");
  }
  auto source = std::filesystem::is_directory(status) ? MakeFolderSource(config)
                                                      : MakeCaptureSource(config, name);
  auto camera = std::make_unique<OpenCvCamera>(name, std::move(source));
  DW_TRY(camera->WaitForOpening());
  return camera;
}

}  // namespace doorward::inline drivers
