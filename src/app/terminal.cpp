#include "app/terminal.hpp"

#include <malloc.h>

#include "app/devices.hpp"
#include "app/simulation_commands.hpp"
#include "doorward/core/file.hpp"
#include "doorward/core/log.hpp"

namespace doorward {
namespace {

// The build's own time is a moment known to have passed.
WallTime BuiltAt() { return ParseTime(DOORWARD_BUILT_AT).value_or(WallTime{}); }

// A fresh random id from the kernel.
std::string NewBootId() {
  auto uuid = ReadFile("/proc/sys/kernel/random/uuid", 64);
  return uuid ? uuid->substr(0, 36) : std::string("unknown");
}

Status MakeFolder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return Fail(ErrorCode::kUnavailable, "making " + folder.string() + ": " + error.message());
  }
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  return {};
}

Json ToJson(const SyncCounters& counters) {
  return {{"mqtt_reconnects", counters.reconnects},
          {"mqtt_batches_sent", counters.batches_sent},
          {"mqtt_acks_ignored", counters.acks_ignored},
          {"mqtt_retained_dropped", counters.retained_dropped},
          {"mqtt_queue_full", counters.queue_full}};
}

// Without a curve nothing can be identified by face; two points that no vector ever meets.
FalseMatchCurve NoFaces() {
  return {.points = {{.threshold = 0.01, .rate = 1e-9}, {.threshold = 0.02, .rate = 1e-8}},
          .verify_threshold = 0.01};
}

}  // namespace

Terminal::Terminal(ConfigFile config)
    : file_(std::move(config)),
      config_(file_.config()),
      clock_(BuiltAt()),
      board_(clock_),
      boot_id_(NewBootId()) {}

Result<std::unique_ptr<Terminal>> Terminal::Start(ConfigFile config) {
  std::unique_ptr<Terminal> terminal(new Terminal(std::move(config)));
  DW_TRY(terminal->OpenStores());
  DW_TRY(terminal->LoadIndex());
  DW_TRY(terminal->OpenFaces());
  DW_TRY(terminal->OpenFeedback());
  DW_TRY(terminal->OpenDoors());
  terminal->StartReaders();
  DW_TRY(terminal->StartTransports());
  terminal->NoteSystem(Event::kStarted, DOORWARD_VERSION);
  return terminal;
}

Status Terminal::OpenStores() {
  const auto& directory = config_.storage.directory;
  DW_TRY(MakeFolder(directory));
  DW_TRY_ASSIGN(folder_lock_, FolderLock::Take(directory));
  DW_TRY_ASSIGN(box_, SecretBox::OpenOrCreate(directory / "device.key"));
  DW_TRY_ASSIGN(people_, PeopleDatabase::Open(directory / "people.db", *box_));
  DW_TRY_ASSIGN(records_, RecordLog::Open({.file = directory / "records.db",
                                           .capacity = config_.storage.record_capacity,
                                           .hide_cards = config_.storage.hide_cards},
                                          *box_));
  DW_TRY(RecallTime());
  snapshots_ = SnapshotStore::Open(
      directory / "snapshots", static_cast<std::size_t>(config_.storage.snapshot_capacity), *box_);
  writer_ = std::make_unique<RecordWriter>(*records_, *snapshots_, clock_, health_,
                                           [this] { durable_.Tell(); });
  if (people_->damage()) NotePeopleDamage(*people_->damage());
  return {};
}

Status Terminal::LoadIndex() {
  constexpr std::size_t kAtOnce = 5000;  // Bounds what is held twice while loading.
  DW_TRY_ASSIGN(auto transaction, people_->Begin());
  DW_TRY_ASSIGN(RightsBook book, people_->LoadRights(config_.zone));
  std::shared_ptr<const CredentialIndex> index = std::make_shared<CredentialIndex>(std::move(book));
  std::vector<MatchEntry> entries;
  std::set<std::string> marks;
  const auto add = [&] {
    index = index->WithPeople(entries);
    entries.clear();
  };
  DW_TRY(people_->ForEachMatchEntry([&](MatchEntry entry) {
    marks.insert(snapshots_->MarkOf(entry.rights.id));
    entries.push_back(std::move(entry));
    if (entries.size() == kAtOnce) add();
  }));
  add();
  index_ = std::make_unique<CurrentIndex>(std::move(index));
  // A power cut may have come between the deletion of somebody and that of the pictures.
  snapshots_->KeepOnly(
      marks, [this](const PersonId& id) { return index_->Get()->FindPerson(id) != nullptr; });
  entries.shrink_to_fit();
  malloc_trim(0);  // What loading needed twice goes back to the system.
  return {};
}

Status Terminal::OpenFaces() {
  curve_ = NoFaces();
  if (!config_.face.models.empty()) {
    DW_TRY_ASSIGN(const FaceModelManifest manifest,
                  ReadFaceModelManifest(config_.face.models / "models.json"));
    curve_ = manifest.curve;
    DW_TRY_ASSIGN(engine_,
                  OpenDlibFaceEngine(manifest, config_.face.models, config_.face.face.min_face_px));
  }
  matcher_ = std::make_unique<Matcher>(*box_, curve_, config_.face.face);
  return {};
}

Status Terminal::StartTransports() {
  std::vector<CommandSpec> simulation;
  if (HasSimulatedParts(config_)) {
    std::vector<DoorId> doors;
    for (const DoorSection& section : config_.doors) doors.push_back(section.door.id);
    simulation = SimulationCommands(board_, doors);
  }
  router_ = std::make_unique<CommandRouter>(Context(), std::move(simulation));
  DW_TRY_ASSIGN(control_, ControlServer::Listen(config_.control_socket, *router_));
  if (!config_.mqtt) return {};
  SessionConfig session = *config_.mqtt;
  if (!config_.mqtt_password_file.empty()) {
    DW_TRY_ASSIGN(session.mqtt.password, ReadSecretFile(config_.mqtt_password_file));
  }
  session_ = std::make_unique<MqttSession>(
      std::move(session), *router_, *records_, *writer_, config_.zone,
      [this] { return StatusJson(); }, clock_, health_);
  durable_.SetListeners(access_.get(), session_.get());
  return {};
}

CommandContext Terminal::Context() {
  return {.people = *people_,
          .index = *index_,
          .access = *access_,
          .vision = *vision_,
          .records = *records_,
          .record_writer = *writer_,
          .snapshots = *snapshots_,
          .clock = clock_,
          .zone = config_.zone,
          .face = config_.face.face,
          .duplicate_face_distance = curve_.points.front().threshold,
          .enrolment = EnrolmentHere(),
          .managed_sensors = [this] { return ManagedSensors(); },
          .status = [this] { return StatusJson(); },
          .config = [this] { return file_.effective(); },
          .put_config = [this](const Json& patch) { return file_.StorePatch(patch); },
          .restart = [this] { restart_requested_ = true; },
          .trust_clock = [this] { return TrustClock(); },
          .transport_counters =
              [this] { return config_.mqtt ? ToJson(durable_.Counters()) : Json::object(); }};
}

Status Terminal::RecallTime() {
  DW_TRY_ASSIGN(auto transaction, people_->Begin());
  DW_TRY_ASSIGN(const std::int64_t revision, people_->Revision());
  floor_ = std::make_unique<ClockFloor>(config_.storage.directory, *box_, *records_, clock_,
                                        revision > 0);
  return {};
}

Result<Json> Terminal::TrustClock() {
  const std::string before = FormatTime(clock_.floor());
  if (clock_.WallNow() < BuiltAt()) {
    return Fail(ErrorCode::kUnavailable,
                "the terminal's clock stands before the day on which its program was built: set it "
                "first");
  }
  DW_TRY(floor_->Trust());
  const std::string after = FormatTime(clock_.floor());
  NoteSystem(Event::kClockSet, before + " to " + after);
  return Json{{"floor_before", before}, {"floor", after}};
}

void Terminal::NoteSystem(Event event, std::string detail) {
  Record record{.at = clock_.WallNow(), .clock = clock_.Trust(), .kind = RecordKind::kSystem};
  record.event = event;
  record.detail = std::move(detail);
  if (!writer_->Submit({.record = std::move(record)})) LogWarning("the record queue is full");
}

void Terminal::NotePeopleDamage(const StoreDamage& damage) {
  Record record{.at = clock_.WallNow(), .clock = clock_.Trust(), .kind = RecordKind::kAlarm};
  record.event = Event::kStoreDamaged;
  record.detail = damage.reason + "; " + std::to_string(damage.left_out) + " rows left out";
  if (damage.in_memory) record.detail += "; what is changed now is lost at the next start";
  if (!writer_->Submit({.record = std::move(record)})) LogWarning("the record queue is full");
}

void Terminal::LookAfter() {
  if (!session_ || !session_->State().hung) return;
  health_.Degraded("mqtt",
                   "the MQTT library hangs; the door goes on. `doorctl device restart` helps");
}

// The reverse of the start: network, readers, doors, records, databases.
Terminal::~Terminal() {
  durable_.SetListeners(access_.get(), nullptr);
  if (session_ && session_->State().hung) {
    // Its thread cannot be joined. The process ends, or begins anew, in a moment: leave it behind.
    (void)session_.release();
  }
  session_.reset();
  control_.reset();
  router_.reset();
  workers_.clear();
  vision_.reset();
  durable_.SetListeners(nullptr, nullptr);
  if (access_) {
    access_->Stop();
    NoteSystem(Event::kStopped, DOORWARD_VERSION);
  }
  writer_.reset();
}

}  // namespace doorward
