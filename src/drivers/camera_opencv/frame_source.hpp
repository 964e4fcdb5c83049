// Where a camera's pictures come from, without threads or patience: see camera_opencv.cpp.

#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "doorward/drivers/camera_opencv.hpp"

namespace doorward::inline drivers {

class FrameSource {
 public:
  virtual ~FrameSource() = default;

  // Opens the source. May block for as long as the device does.
  virtual Status Open() = 0;

  // Waits for the moment of the next picture and returns it; nullopt once there are no more, or
  // if `stop` is requested meanwhile. May block for as long as the device does, and may throw
  // what OpenCV throws. kUnavailable: the source is gone.
  virtual Result<std::optional<Image>> Grab(const std::stop_token& stop) = 0;
};

// A folder of JPEG and PNG pictures; `config.source` is a folder.
std::unique_ptr<FrameSource> MakeFolderSource(const CameraConfig& config);

// A V4L2 device, a network stream or a video file. `name` is `config.source` without passwords.
std::unique_ptr<FrameSource> MakeCaptureSource(const CameraConfig& config, const std::string& name);

}  // namespace doorward::inline drivers
