#include "drivers/camera_opencv/camera_driver.hpp"

#include "doorward/core/address.hpp"
#include "doorward/core/file.hpp"
#include "doorward/drivers/camera_opencv.hpp"

namespace doorward::inline drivers {
namespace {

constexpr std::string_view kScheme = "://";
constexpr Milliseconds kRepeatAfter{3'000};  // It may miss a code in a picture or two.

struct CameraSection {
  CameraConfig camera;                  // Its source as it is written.
  std::string username;                 // Together with
  std::filesystem::path password_file;  // this; both go into the source when it is opened.
};

ConfigValue SourceValue(std::string& source) {
  ConfigValue value = TextValue(source, NonEmpty(512),
                                "a device, an RTSP address, a video file or a folder of pictures");
  value.names = NamedThing::kSource;
  return value;
}

std::vector<ConfigKey> CameraKeys(CameraSection& section) {
  CameraConfig& camera = section.camera;
  return {
      {.name = "source",
       .value = SourceValue(camera.source),
       .about = "where its pictures come from; each for one reader",
       .required = true},
      {.name = "width_px",
       .value = NumberValue(camera.width, {160, 1920}),
       .about = "asked of the camera, before its pictures are turned"},
      {.name = "height_px",
       .value = NumberValue(camera.height, {120, 1080}),
       .about = "as `width_px`"},
      {.name = "rotate_deg",
       .value = NumberOfValue(camera.rotate_deg, {0, 90, 180, 270}, "expected 0, 90, 180 or 270"),
       .about = "turns its pictures clockwise until they are upright"},
      {.name = "mirror",
       .value = FlagValue(camera.mirror),
       .about = "changes left and right of the upright picture"},
      {.name = "image_interval_ms",
       .value = NumberValue(camera.image_interval, {100, 60'000}),
       .about = "how long each picture of a folder is shown"},
      {.name = "repeat",
       .value = FlagValue(camera.repeat),
       .about = "a file or folder begins again at its end"},
      {.name = "username",
       .value = TextValue(section.username, NonEmpty(256), "text"),
       .about = "of an address; together with `password_file`, better than within the address"},
      {.name = "password_file",
       .value = PathValue(section.password_file),
       .about = "the password of an address, mode 600"},
  };
}

void CheckCredentials(const CameraSection& section, bool named, bool secret, JsonReader& reader) {
  const std::string& source = section.camera.source;
  if (named != secret) {
    reader.faults().Add(reader.PathOf("password_file"),
                        "username and password_file go together: both, or neither");
  } else if (named &&
             (source.find(kScheme) == std::string::npos || source.find('@') != std::string::npos)) {
    reader.faults().Add(reader.PathOf("source"),
                        "with a password_file, expected an address without a user, such as "
                        "rtsp://10.0.0.9/1");
  }
}

Result<std::unique_ptr<Camera>> OpenSection(const CameraSection& section) {
  CameraConfig camera = section.camera;
  if (!section.password_file.empty()) {
    DW_TRY_ASSIGN(const std::string password, ReadSecretFile(section.password_file));
    camera.source.insert(
        camera.source.find(kScheme) + kScheme.size(),
        EscapeForAddress(section.username) + ":" + EscapeForAddress(password) + "@");
  }
  return OpenCamera(camera);
}

ReaderDevice ReadCamera(const ReaderKeys& keys) {
  CameraSection section;
  ReadKeys(keys.reader, CameraKeys(section));
  const std::string& source = section.camera.source;
  if (!source.empty()) keys.used.Take(source, keys.reader.PathOf("source"));
  CheckCredentials(section, !section.username.empty(), !section.password_file.empty(), keys.reader);
  return {.open = OpenAt<Camera>([section](const DeviceSite&) { return OpenSection(section); }),
          .check =
              [section](const NamedChecks& checks, const std::string& path) {
                checks.Address(path + ".source", section.camera.source);
                checks.Secret(path + ".password_file", section.password_file);
              },
          .repeat_after = kRepeatAfter};
}

}  // namespace

ReaderDriver CameraDriver() {
  return {.name = "camera",
          .reads = "face qr",
          .several = true,
          .about = "cameras: V4L2 devices, RTSP streams, video files, folders of pictures",
          .keys = DescribeKeysOf<CameraSection, CameraKeys>,
          .read = ReadCamera};
}

}  // namespace doorward::inline drivers
