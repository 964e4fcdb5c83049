// Cameras through OpenCV: a V4L2 device, an RTSP stream, a video file, or a folder of images that is
// played in order of name, each for `image_interval`, then again.

#pragma once

#include <memory>
#include <string>

#include "doorward/hal/camera.hpp"

namespace doorward {

struct CameraConfig {
  std::string source;  // "/dev/video0", "rtsp://…", "walk.mp4", "faces/"
  int width = 640;     // Asked for; what comes may differ. Larger frames are scaled down to fit.
  int height = 480;
  Milliseconds image_interval{1000};  // For a folder.
  bool repeat = true;                 // A file or folder begins again at its end.
};

// kNotFound if there is no such source; kUnavailable if it is there and gives nothing.
Result<std::unique_ptr<Camera>> OpenCamera(const CameraConfig& config);

}  // namespace doorward
