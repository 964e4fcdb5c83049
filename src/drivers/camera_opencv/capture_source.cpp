#include <cmath>
#include <filesystem>
#include <opencv2/videoio.hpp>

#include "doorward/core/worker.hpp"
#include "drivers/camera_opencv/frame_source.hpp"
#include "drivers/camera_opencv/picture.hpp"

namespace doorward::inline drivers {
namespace {

constexpr int kStreamTimeoutMs = 5000;  // OpenCV's own are 30 s.
constexpr double kFallbackFps = 25;
constexpr double kMaxFps = 240;

class CaptureSource final : public FrameSource {
 public:
  CaptureSource(CameraConfig config, std::string name)
      : config_(std::move(config)), name_(std::move(name)) {
    std::error_code ignored;
    is_file_ = std::filesystem::is_regular_file(config_.source, ignored);
    is_device_ = std::filesystem::is_character_file(config_.source, ignored);
  }

  Status Open() override {
    const bool opened = is_device_ ? OpenDevice() : OpenStreamOrFile();
    if (!opened) return Fail(ErrorCode::kUnavailable, name_ + " gives no pictures");
    return {};
  }

  Result<std::optional<Image>> Grab(const std::stop_token& stop) override {
    if (!WaitUntilDue(stop)) return std::optional<Image>();
    cv::Mat picture;
    if (!capture_.read(picture)) {
      if (!is_file_ || frames_read_ == 0) {
        return Fail(ErrorCode::kUnavailable, name_ + " gives no more pictures");
      }
      if (!config_.repeat) return std::optional<Image>();
      DW_TRY(Open());
      return Grab(stop);  // Once: a file that opens and gives nothing fails above.
    }
    ++frames_read_;
    auto image = FramePicture(picture, config_);
    if (!image) return Fail(ErrorCode::kUnavailable, name_ + " gives no colour pictures");
    return image;
  }

 private:
  bool OpenDevice() {
    if (!capture_.open(config_.source, cv::CAP_V4L2)) return false;
    capture_.set(cv::CAP_PROP_FRAME_WIDTH, config_.width);
    capture_.set(cv::CAP_PROP_FRAME_HEIGHT, config_.height);
    capture_.set(cv::CAP_PROP_BUFFERSIZE,
                 1);  // Not every driver does; we read as fast as it gives.
    return true;
  }

  bool OpenStreamOrFile() {
    frames_read_ = 0;
    started_at_ = std::chrono::steady_clock::now();
    if (!capture_.open(config_.source, cv::CAP_FFMPEG,
                       {cv::CAP_PROP_OPEN_TIMEOUT_MSEC, kStreamTimeoutMs,
                        cv::CAP_PROP_READ_TIMEOUT_MSEC, kStreamTimeoutMs})) {
      return false;
    }
    const double fps = capture_.get(cv::CAP_PROP_FPS);
    fps_ = std::isfinite(fps) && fps > 0 && fps <= kMaxFps ? fps : kFallbackFps;
    return true;
  }

  // A device and a stream set the pace themselves; a file is paced by its frames a second. Returns
  // false if a stop is requested.
  bool WaitUntilDue(const std::stop_token& stop) const {
    if (!is_file_) return !stop.stop_requested();
    const std::chrono::duration<double> offset(static_cast<double>(frames_read_) / fps_);
    const auto wait = started_at_ + offset - std::chrono::steady_clock::now();
    const auto wait_ms = std::chrono::ceil<Milliseconds>(wait);
    if (wait_ms <= Milliseconds(0)) return !stop.stop_requested();
    return WaitFor(stop, wait_ms);
  }

  const CameraConfig config_;
  const std::string name_;
  bool is_file_ = false;
  bool is_device_ = false;

  cv::VideoCapture capture_;
  double fps_ = kFallbackFps;
  SteadyTime started_at_;  // Of this round through the file.
  std::uint64_t frames_read_ = 0;
};

}  // namespace

std::unique_ptr<FrameSource> MakeCaptureSource(const CameraConfig& config,
                                               const std::string& name) {
  return std::make_unique<CaptureSource>(config, name);
}

}  // namespace doorward::inline drivers
