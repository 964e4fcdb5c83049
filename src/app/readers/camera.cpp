#include <algorithm>

#include "app/readers/reader_driver.hpp"

namespace doorward {

ReaderDevice ReadCamera(const ReaderKeys& keys) {
  CameraConfig camera;
  JsonReader& reader = keys.reader;
  if (reader.Required("source", camera.source, NonEmpty(512))) {
    keys.used.Take(camera.source, reader.PathOf("source"));
  }
  std::int64_t number = 0;
  if (reader.Optional("width_px", number, Range{160, 1920})) {
    camera.width = static_cast<int>(number);
  }
  if (reader.Optional("height_px", number, Range{120, 1080})) {
    camera.height = static_cast<int>(number);
  }
  constexpr int kDegrees[] = {0, 90, 180, 270};
  if (reader.Optional("rotate_deg", number, Range{0, 270})) {
    camera.rotate_deg = static_cast<int>(number);
    if (std::ranges::find(kDegrees, camera.rotate_deg) == std::end(kDegrees)) {
      reader.faults().Add(reader.PathOf("rotate_deg"), "expected 0, 90, 180 or 270");
    }
  }
  reader.Optional("mirror", camera.mirror);
  reader.Optional("image_interval_ms", camera.image_interval, Range{100, 60'000});
  reader.Optional("repeat", camera.repeat);
  return camera;
}

Result<std::unique_ptr<Camera>> OpenCameraOf(const CameraConfig& config,
                                             const DeviceSite& /*site*/) {
  return OpenCamera(config);
}

}  // namespace doorward
