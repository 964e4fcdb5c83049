// The "readers" section.

#include <algorithm>

#include "app/config_sections.hpp"

namespace doorward {
namespace {

constexpr std::string_view kReads[] = {"card", "face", "fingerprint", "pin", "qr"};

std::set<std::string> ReadReads(JsonReader& reader) {
  std::set<std::string> reads;
  const auto add = [&](const Json& json, const std::string& path) {
    std::string what;
    if (!ReadText(json, path, NonEmpty(16), reader.faults(), what)) return;
    if (std::find(std::begin(kReads), std::end(kReads), what) == std::end(kReads)) {
      reader.faults().Add(path, "expected one of card, face, fingerprint, pin, qr");
    } else if (!reads.insert(what).second) {
      reader.faults().Add(path, "is there twice");
    }
  };
  const bool there = reader.RequiredArray("reads", std::size(kReads), add);
  if (there && reads.empty()) reader.faults().Add(reader.PathOf("reads"), "expected at least one");
  return reads;
}

// What one device that reads `reads` is; nullopt if no one device reads all of that.
std::optional<ReaderKind> KindOf(const std::set<std::string>& reads, bool camera) {
  if (camera || reads.contains("face")) {
    const bool only_pictures = std::all_of(reads.begin(), reads.end(), [](const std::string& what) {
      return what == "face" || what == "qr";
    });
    return only_pictures ? std::optional(ReaderKind::kCamera) : std::nullopt;
  }
  if (reads.size() != 1) return std::nullopt;
  if (reads.contains("card")) return ReaderKind::kCard;
  if (reads.contains("qr")) return ReaderKind::kCode;
  if (reads.contains("pin")) return ReaderKind::kKeypad;
  return ReaderKind::kFingerprint;
}

CameraConfig ReadCamera(JsonReader& reader, UsedOnce& used) {
  CameraConfig camera;
  if (reader.Required("source", camera.source, NonEmpty(512))) {
    used.Take(camera.source, reader.PathOf("source"));
  }
  std::int64_t number = 0;
  if (reader.Optional("width_px", number, Range{160, 1920}))
    camera.width = static_cast<int>(number);
  if (reader.Optional("height_px", number, Range{120, 1080})) {
    camera.height = static_cast<int>(number);
  }
  reader.Optional("image_interval_ms", camera.image_interval, Range{100, 60'000});
  reader.Optional("repeat", camera.repeat);
  return camera;
}

SerialPortConfig ReadSerial(JsonReader& reader, UsedOnce& used) {
  static constexpr int kRates[] = {1200,  2400,   4800,   9600,   19200, 38400,
                                   57600, 115200, 230400, 460800, 921600};
  SerialPortConfig serial;
  if (ReadPath(reader, "port", true, serial.port)) used.Take(serial.port, reader.PathOf("port"));
  std::int64_t baud = serial.baud;
  if (reader.Optional("baud", baud, Range{1200, 921'600})) {
    if (std::find(std::begin(kRates), std::end(kRates), baud) == std::end(kRates)) {
      reader.faults().Add(reader.PathOf("baud"), std::to_string(baud) +
                                                     " is not a usual rate: 9600, 19200, 38400, "
                                                     "57600, 115200 …");
    }
    serial.baud = static_cast<int>(baud);
  }
  return serial;
}

void CheckDoor(const JsonReader& reader, const ReaderConfig& config,
               const std::vector<DoorSection>& doors, JsonFaults& faults) {
  const bool known = std::any_of(doors.begin(), doors.end(), [&](const DoorSection& section) {
    return section.door.id == config.door;
  });
  // Without any door the fault is there: not repeated for each reader.
  if (known || config.door.empty() || doors.empty()) return;
  faults.Add(reader.PathOf("door"), "there is no door \"" + config.door.str() + "\"");
}

void ReadReader(const Json& json, const std::string& path, UsedOnce& used, JsonFaults& faults,
                Config& config) {
  ReaderSection section;
  JsonReader reader(json, path, faults);
  if (reader.Required("id", section.reader.id)) {
    used.Take("reader \"" + section.reader.id.str() + "\"", reader.PathOf("id"));
  }
  reader.Required("door", section.reader.door);
  CheckDoor(reader, section.reader, config.doors, faults);
  if (reader.OptionalChoice("direction", {"in", "out"}) == 1) {
    section.reader.direction = Direction::kOut;
  }
  enum Driver { kCameraDriver, kSerialDriver };
  const int driver = reader.RequiredChoice("driver", {"camera", "serial_line", "simulated"});
  const std::set<std::string> reads = ReadReads(reader);
  if (driver == kCameraDriver) {
    section.device = ReadCamera(reader, used);
  } else if (driver == kSerialDriver) {
    section.device = ReadSerial(reader, used);
  } else {
    section.device = SimulatedPart{};
  }
  reader.Finish();
  if (reads.empty() || driver < 0) return;
  const auto kind = KindOf(reads, driver == kCameraDriver);
  const bool possible = kind && (driver != kSerialDriver || (*kind != ReaderKind::kCamera &&
                                                             *kind != ReaderKind::kFingerprint));
  if (!possible) {
    faults.Add(reader.PathOf("reads"), "no one device of this driver reads all of that");
    return;
  }
  section.kind = *kind;
  section.reads_face = reads.contains("face");
  section.reads_qr = reads.contains("qr");
  config.readers.push_back(std::move(section));
}

}  // namespace

void ReadReaders(JsonReader& root, UsedOnce& used, Config& config) {
  root.OptionalArray("readers", 64, [&](const Json& json, const std::string& path) {
    ReadReader(json, path, used, root.faults(), config);
  });
}

}  // namespace doorward
