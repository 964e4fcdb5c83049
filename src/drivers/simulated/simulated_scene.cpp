#include "drivers/simulated/simulated_scene.hpp"

#include <algorithm>

namespace doorward::inline drivers {
namespace {

constexpr int kMaxSide = 4096;
constexpr std::int64_t kMaxPixels = 4'000'000;

bool IsWellFormed(const Image& image) {
  if (image.width < 1 || image.height < 1) return false;
  if (image.width > kMaxSide || image.height > kMaxSide) return false;
  const std::int64_t pixels = std::int64_t{image.width} * image.height;
  return pixels <= kMaxPixels && image.bgr.size() == static_cast<std::size_t>(pixels) * 3;
}

}  // namespace

Status SimulatedScene::Show(Image image) {
  if (!image.empty() && !IsWellFormed(image)) {
    return Fail(ErrorCode::kInvalidArgument, "the picture's size does not fit its data");
  }
  {
    MutexLock lock(mutex_);
    DW_TRY(CheckPlugged());
    image_ = image.empty() ? nullptr : std::make_shared<const Image>(std::move(image));
    due_ = std::chrono::steady_clock::now();
  }
  changed_.NotifyAll();
  return {};
}

// Waits on the real clock; the frame carries the time of the terminal's, which may be a test's.
Result<std::optional<Frame>> SimulatedScene::NextFrame(Milliseconds patience) {
  const SteadyTime deadline = std::chrono::steady_clock::now() + patience;
  std::shared_ptr<const Image> image;
  Frame frame;
  {
    MutexLock lock(mutex_);
    DW_TRY(CheckPlugged());
    SteadyTime now = std::chrono::steady_clock::now();
    while (!image_ || now < due_) {
      if (now >= deadline) return std::optional<Frame>();
      changed_.WaitUntil(mutex_, image_ ? std::min(deadline, due_) : deadline);
      DW_TRY(CheckPlugged());
      now = std::chrono::steady_clock::now();
    }
    image = image_;
    due_ = now + kFrameInterval;
    frame.number = ++frames_;
    frame.captured_at = clock_.SteadyNow();
  }
  frame.image = *image;
  return frame;
}

}  // namespace doorward::inline drivers
