// Cameras through OpenCV: a V4L2 device, an RTSP stream, a video file, or a folder of images that is
// played in order of name, each for `image_interval`, then again.
//
// A frame carries the moment at which it came from the device, once: a camera that hangs gives no
// frames, never old ones anew. A folder gives ten frames a second. Without `repeat` no frames come
// after the end. A frame is turned and mirrored here, once: nothing after it knows how a camera hangs.
//
// Ownership: a device that hangs may keep a thread, and itself open, for some seconds after its
//   Camera is gone.

#pragma once

#include <memory>
#include <string>

#include "doorward/hal/camera.hpp"

namespace doorward::inline drivers {

struct CameraConfig {
  std::string source;  // "/dev/video0", "rtsp://…", "walk.mp4", "faces/"
  int width = 640;     // Asked for; what comes may differ. Larger frames are scaled down to fit.
  int height = 480;
  int rotate_deg = 0;   // Clockwise, 0, 90, 180 or 270: what turns its pictures upright.
  bool mirror = false;  // Its pictures, once upright, are seen in a mirror: left and right change.
  Milliseconds image_interval{1000};  // For a folder.
  bool repeat = true;                 // A file or folder begins again at its end.
};

// kNotFound if there is no such source; kUnavailable if it is there and gives nothing;
// kInvalidArgument if frames cannot be of that size (see hal/frame.hpp). Waits 400 ms at most: a
// source that needs longer, as a stream does, fails in NextFrame().
Result<std::unique_ptr<Camera>> OpenCamera(const CameraConfig& config);

}  // namespace doorward::inline drivers
