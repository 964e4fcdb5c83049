// What stands in front of a simulated camera, and the camera that looks at it.

#pragma once

#include <memory>

#include "doorward/core/clock.hpp"
#include "doorward/hal/camera.hpp"
#include "drivers/simulated/simulated_part.hpp"

namespace doorward::inline drivers {

class SimulatedScene final : public SimulatedPart {
 public:
  static constexpr Milliseconds kFrameInterval{100};

  SimulatedScene(std::string name, const Clock& clock)
      : SimulatedPart(std::move(name)), clock_(clock) {}

  // Shows `image` from now on, at once; nothing if it is empty.
  Status Show(Image image);

  // Waits for the next frame: the same picture, but a new number and a new time.
  Result<std::optional<Frame>> NextFrame(Milliseconds patience);

 private:
  // Forgets the picture: a camera that comes back does not show what was there before.
  void LoseItems() override DW_REQUIRES(mutex_) { image_ = nullptr; }

  const Clock& clock_;
  std::shared_ptr<const Image> image_ DW_GUARDED_BY(mutex_);  // Null: nothing is shown.
  SteadyTime due_ DW_GUARDED_BY(mutex_);                      // When the next frame may come.
  std::uint64_t frames_ DW_GUARDED_BY(mutex_) = 0;
};

class SimulatedCamera final : public Camera {
 public:
  explicit SimulatedCamera(std::shared_ptr<SimulatedScene> scene) : scene_(std::move(scene)) {}
  Result<std::optional<Frame>> NextFrame(Milliseconds patience) override {
    return scene_->NextFrame(patience);
  }
  std::string_view name() const override { return scene_->name(); }

 private:
  const std::shared_ptr<SimulatedScene> scene_;
};

}  // namespace doorward::inline drivers
