// The thread "cam:<id>": takes frames from a camera and keeps the newest for the vision thread.
//
// Thread-safety: Take() from one other thread.

#pragma once

#include <functional>
#include <optional>

#include "doorward/core/mailbox.hpp"
#include "doorward/readers/vision_worker.hpp"

namespace doorward::inline readers {

class CameraCapture {
 public:
  static constexpr Milliseconds kSilence{5'000};  // Without a new frame: degraded.
  static constexpr Milliseconds kGiveUp{30'000};  // And opened again.

  // `on_frame` is called on the thread when there is something to take; it must not block.
  CameraCapture(DeviceContext context, OpenDevice<Camera> open, std::function<void()> on_frame);

  // The newest frame, if it was not taken yet. Does not wait.
  std::optional<Frame> Take() { return newest_.TakeUntil(SteadyTime::min()); }

 private:
  Result<std::unique_ptr<Camera>> Open();
  Result<bool> ServeOnce(Camera& camera);

  const DeviceContext context_;
  const OpenDevice<Camera> open_;
  const std::function<void()> on_frame_;
  Mailbox<Frame> newest_;

  // Of the thread alone.
  std::optional<std::uint64_t> last_number_;  // Since the camera was opened.
  SteadyTime last_frame_at_{};

  Worker worker_;  // Last: it uses all of the above.
};

}  // namespace doorward::inline readers
