// The doors and what stands beside them: lines, readers, lights.

#include <algorithm>

#include "app/devices.hpp"
#include "app/retried_line.hpp"
#include "app/terminal.hpp"

namespace doorward::inline app {

// A light or a sounder that is not there keeps nobody out.
void Terminal::OpenFeedback() {
  std::vector<ReaderId> readers;
  std::vector<ReaderLights> lights;
  for (const ReaderSection& section : config_.readers) {
    readers.push_back(section.reader.id);
    ReaderLights one{.reader = section.reader.id, .green = {}, .red = {}, .buzzer = {}};
    const auto open = [&](const std::optional<LineConfig>& line, const char* name,
                          std::unique_ptr<OutputLine>& output) {
      if (!line) return;
      const std::string called = one.reader.str() + name;
      auto opened = OpenOutputLine(*line, called, Level::kInactive, board_);
      if (opened) {
        output = *std::move(opened);
      } else {
        health_.Degraded("lights", opened.error().While("opening " + called).Text());
      }
    };
    open(section.lights.green, ".green", one.green);
    open(section.lights.red, ".red", one.red);
    open(section.lights.buzzer, ".buzzer", one.buzzer);
    if (one.green || one.red || one.buzzer) lights.push_back(std::move(one));
  }
  feedback_ = std::make_unique<Feedback>(config_.feedback, readers, std::move(lights));
}

std::vector<StoredDoorMode> Terminal::ReadDoorModes() {
  const auto read = [this]() -> Result<std::vector<StoredDoorMode>> {
    DW_TRY_ASSIGN(auto transaction, people_->Begin());
    return people_->DoorModes();
  };
  auto modes = read();
  if (modes) return *std::move(modes);
  health_.Degraded("storage", modes.error().While("reading the modes of doors").Text());
  return {};
}

// A line that cannot be opened is tried again for as long as it takes, while the others work. With a
// configuration on trial it is a reason to go back.
Result<DoorParts> Terminal::OpenDoor(const DoorSection& section, const StoredDoorMode& stored) {
  const std::string id = section.door.id.str();
  DoorParts door{.config = section.door};
  door.mode = stored.mode;
  door.mode_until = stored.until;
  const Strike first = door.mode == DoorMode::kFree ? Strike::kRelease : Strike::kSecure;
  const Level level =
      IsEnergised(first, section.door.lock_type) ? Level::kActive : Level::kInactive;
  Status problem;
  door.strike = OpenOrRetry(
      [this, &section, id](Level initial) {
        return OpenOutputLine(section.strike, id + ".strike", initial, board_);
      },
      level, problem);
  const auto input = [&](const std::optional<LineConfig>& line, const char* name) {
    std::unique_ptr<InputLine> opened;
    if (!line) return opened;
    opened = OpenOrRetry(
        [this, &line, called = id + name] { return OpenInputLine(*line, called, board_); },
        problem);
    edges_.push_back(opened.get());
    return opened;
  };
  door.contact = input(section.contact, ".contact");
  door.exit_button = input(section.exit_button, ".exit_button");
  if (!problem && file_.on_trial()) return Fail(problem.error().While("opening door " + id));
  return door;
}

// What rules remembered, or nullopt if that may be gone: where the terminal has lived before, a log that is new is no
// reason to forget a guesser; and where nothing can be kept now, perhaps nothing could before the start.
std::optional<std::vector<RuleRow>> Terminal::RecallRules() {
  const RuleRow started{"start", "at", clock_.WallNow().time_since_epoch().count()};
  const bool is_new = !records_->found_floor().kept && floor_->lived();
  if (is_new || !records_->Append({}, std::span(&started, 1))) return std::nullopt;
  return records_->found_rule_state();
}

Status Terminal::OpenDoors() {
  AccessController::Parts parts;
  const std::vector<StoredDoorMode> modes = ReadDoorModes();
  parts.rule_state = RecallRules();
  for (const DoorSection& section : config_.doors) {
    const auto stored = std::ranges::find(modes, section.door.id, &StoredDoorMode::door);
    DW_TRY_ASSIGN(DoorParts door,
                  OpenDoor(section, stored == modes.end() ? StoredDoorMode{} : *stored));
    parts.doors.push_back(std::move(door));
  }
  for (const ReaderSection& section : config_.readers) parts.readers.push_back(section.reader);
  StartForwarders(parts);
  access_ = std::make_unique<AccessController>(std::move(parts), *matcher_, *index_, *writer_,
                                               *feedback_, clock_, health_);
  durable_.SetListeners(access_.get(), nullptr, nullptr);
  access_->Start();
  return {};
}

void Terminal::StartForwarders(AccessController::Parts& parts) {
  for (const DoorSection& section : config_.doors) {
    if (!section.wiegand_out) continue;
    forwarders_.push_back(
        std::make_unique<CardForwarder>(section.door.id, section.wiegand_out->cards,
                                        CardOutputOpener(section, board_), health_, clock_));
  }
  if (forwarders_.empty()) return;
  parts.on_card = [this](const DoorId& door, std::string_view uid, bool granted) {
    for (const auto& forwarder : forwarders_) forwarder->Take(door, uid, granted);
  };
}

void Terminal::StartReaders() {
  const SharedDevices shared{
      .board = board_, .parts = shared_parts_, .folder = config_.storage.directory};
  std::vector<CameraReader> cameras;
  for (const ReaderSection& section : config_.readers) {
    const ReaderContext context{{section.reader.id, health_, clock_}, *access_, *feedback_};
    if (section.is_camera()) {
      cameras.push_back({.reader = section.reader.id,
                         .open = CameraOpener(section, shared),
                         .reads_face = section.reads.contains("face"),
                         .reads_qr = section.reads.contains("qr")});
    } else if (section.is_fingerprint()) {
      auto& station = stations_[section.reader.id];
      station = std::make_unique<FingerprintStation>(*people_, *index_);
      workers_.push_back(
          StartFingerprintWorker(context, *station, FingerprintOpener(section, shared)));
    } else {
      workers_.push_back(StartReaderWorker(context, ReadsOf(section), ReaderOpener(section, shared),
                                           CodesOf(section)));
    }
  }
  for (InputLine* line : edges_) {
    workers_.push_back(StartEdgeWorker("edges", *line, *access_));
  }
  vision_ =
      std::make_unique<VisionWorker>(std::move(cameras), std::move(engine_), config_.face.face,
                                     *matcher_, *index_, *access_, health_, clock_);
}

EnrolmentSource Terminal::EnrolmentHere() const {
  EnrolmentSource source{.at_device = config_.enrols_at_device, .places = {}};
  for (const ReaderSection& section : config_.readers) {
    EnrolmentPlace place{.reader = section.reader.id};
    for (const std::string& word : section.reads) {
      const auto type = CredentialTypeFromName(word);
      if (type && IsEnrolledAtReader(*type)) place.types.insert(*type);
    }
    if (section.is_fingerprint()) {
      place.station = stations_.at(section.reader.id).get();
    }
    if (!place.types.empty()) source.places.push_back(std::move(place));
  }
  return source;
}

Capabilities Terminal::CapabilitiesHere() const {
  Capabilities capabilities;
  for (const ReaderSection& section : config_.readers) {
    for (const std::string& word : section.reads) {
      if (const auto type = CredentialTypeFromName(word)) capabilities.read.insert(*type);
    }
    if (!section.is_fingerprint()) continue;
    capabilities.fingerprint_sensors.insert(section.driver);
  }
  for (const DoorSection& section : config_.doors) {
    auto& texts = capabilities.factors[section.door.id];
    for (const FactorRule& rule : section.door.factors) texts.push_back(rule.require.Text());
    if (texts.empty()) texts.push_back(FactorPolicy().Text());
  }
  return capabilities;
}

std::set<std::string> Terminal::ManagedSensors() const {
  std::set<std::string> sensors;
  for (const auto& [reader, station] : stations_) sensors.insert(station->sensor());
  sensors.erase("");
  return sensors;
}

}  // namespace doorward::inline app
