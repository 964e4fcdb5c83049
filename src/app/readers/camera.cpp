#include <algorithm>

#include "app/readers/reader_driver.hpp"
#include "doorward/core/address.hpp"
#include "doorward/core/file.hpp"

namespace doorward::inline app {
namespace {

constexpr std::string_view kScheme = "://";

}  // namespace

ReaderDevice ReadCamera(const ReaderKeys& keys) {
  CameraSection section;
  CameraConfig& camera = section.camera;
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
  std::string file;
  const bool named = reader.Optional("username", section.username, NonEmpty(256));
  const bool secret = ReadPath(reader, "password_file", false, file);
  section.password_file = file;
  if (named != secret) {
    reader.faults().Add(reader.PathOf("password_file"),
                        "username and password_file go together: both, or neither");
  } else if (named && (camera.source.find(kScheme) == std::string::npos ||
                       camera.source.find('@') != std::string::npos)) {
    reader.faults().Add(reader.PathOf("source"),
                        "with a password_file, expected an address without a user, such as "
                        "rtsp://10.0.0.9/1");
  }
  return section;
}

Result<std::unique_ptr<Camera>> OpenCameraOf(const CameraSection& section,
                                             const DeviceSite& /*site*/) {
  CameraConfig camera = section.camera;
  if (!section.password_file.empty()) {
    DW_TRY_ASSIGN(const std::string password, ReadSecretFile(section.password_file));
    camera.source.insert(
        camera.source.find(kScheme) + kScheme.size(),
        EscapeForAddress(section.username) + ":" + EscapeForAddress(password) + "@");
  }
  return OpenCamera(camera);
}

}  // namespace doorward::inline app
