#include "readers/camera_capture.hpp"

#include <utility>

#include "readers/device_loop.hpp"

namespace doorward::inline readers {

CameraCapture::CameraCapture(DeviceContext context, OpenDevice<Camera> open,
                             std::function<void()> on_frame)
    : context_(std::move(context)),
      open_(std::move(open)),
      on_frame_(std::move(on_frame)),
      worker_("cam:" + context_.reader.str(), [this](const std::stop_token& stop) {
        KeepServing<Camera>(
            stop, context_, [this] { return Open(); },
            [this](Camera& camera) { return ServeOnce(camera); });
      }) {}

Result<std::unique_ptr<Camera>> CameraCapture::Open() {
  last_number_.reset();
  last_frame_at_ = context_.clock.SteadyNow();
  return open_();
}

Result<bool> CameraCapture::ServeOnce(Camera& camera) {
  DW_TRY_ASSIGN(auto frame, camera.NextFrame(kDevicePatience));
  const SteadyTime now = context_.clock.SteadyNow();
  // A frozen camera may give the same frame for ever.
  if (frame && !frame->image.empty() && last_number_ != frame->number) {
    last_number_ = frame->number;
    last_frame_at_ = now;
    newest_.Put(*std::move(frame));
    on_frame_();
    return true;
  }
  const auto silence = now - last_frame_at_;
  if (silence >= kGiveUp) return Fail(ErrorCode::kUnavailable, "no frames for 30 s");
  if (silence >= kSilence) {
    context_.health.Degraded(context_.reader.str(), "no frames for 5 s");
  }
  return false;
}

}  // namespace doorward::inline readers
