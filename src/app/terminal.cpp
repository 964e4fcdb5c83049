#include "app/terminal.hpp"

#include <future>

#include "doorward/core/address.hpp"
#include "doorward/core/bytes.hpp"
#include "doorward/core/file.hpp"
#include "doorward/core/log.hpp"

namespace doorward::inline app {
namespace {

// The build's own time is a moment known to have passed.
WallTime BuiltAt() { return ParseTime(DOORWARD_BUILT_AT).value_or(WallTime{}); }

// A fresh random id from the kernel.
std::string NewBootId() {
  auto uuid = ReadFile("/proc/sys/kernel/random/uuid", 64);
  return uuid ? uuid->substr(0, 36) : std::string("unknown");
}

Json ToJson(const SyncCounters& counters) {
  return {{"mqtt_reconnects", counters.reconnects},
          {"mqtt_batches_sent", counters.batches_sent},
          {"mqtt_acks_ignored", counters.acks_ignored},
          {"mqtt_retained_dropped", counters.retained_dropped},
          {"mqtt_queue_full", counters.queue_full},
          {"mqtt_oversized", counters.oversized},
          {"mqtt_reply_topics_refused", counters.reply_topics_refused},
          {"mqtt_taken_over", counters.taken_over}};
}

}  // namespace

Terminal::Terminal(ConfigFile config)
    : file_(std::move(config)),
      config_(file_.config()),
      clock_(BuiltAt()),
      board_(clock_),
      boot_id_(NewBootId()),
      started_at_(clock_.SteadyNow()) {}

Result<std::unique_ptr<Terminal>> Terminal::Start(ConfigFile config) {
  std::unique_ptr<Terminal> terminal(new Terminal(std::move(config)));
  // The models take as long to read as the databases: both at once, where there are two cores.
  const auto manifest = terminal->ReadManifest();
  auto models = std::async(std::launch::async,
                           [&terminal, &manifest] { return terminal->OpenModels(manifest); });
  DW_TRY(terminal->OpenStores());
  terminal->LoadIndex();
  terminal->OpenFaces(models.get());
  terminal->OpenFeedback();
  DW_TRY(terminal->OpenDoors());
  terminal->StartReaders();
  DW_TRY(terminal->StartTransports());
  terminal->NoteFallBack();
  terminal->NoteSystem(Event::kStarted, DOORWARD_VERSION);
  return terminal;
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
          .keeps = emergency_folder_.empty() && !people_->in_memory(),
          .enrolment = EnrolmentHere(),
          .capabilities = CapabilitiesHere(),
          .managed_sensors = [this] { return ManagedSensors(); },
          .status = [this] { return StatusJson(); },
          .config = [this] { return file_.Shown(); },
          .put_config = [this](const Json& patch) { return file_.StorePatch(patch); },
          .restart = [this] { restart_requested_ = true; },
          .trust_clock = [this] { return TrustClock(); },
          .transport_counters =
              [this] { return config_.mqtt ? ToJson(durable_.Counters()) : Json::object(); }};
}

Status Terminal::RecallTime(const std::filesystem::path& directory) {
  DW_TRY_ASSIGN(auto transaction, people_->Begin());
  DW_TRY_ASSIGN(const std::int64_t revision, people_->Revision());
  floor_ = std::make_unique<ClockFloor>(directory / "clock.floor", *box_, *records_, clock_,
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

// The office is asked by `needs_data`, whoever stands before the terminal by its health.
void Terminal::NotePeopleDamage(const StoreDamage& damage) {
  Record record{.at = clock_.WallNow(), .clock = clock_.Trust(), .kind = RecordKind::kAlarm};
  record.event = Event::kStoreDamaged;
  record.detail = SanitizeText(damage.Text(), kMaxRecordText);
  if (damage.in_memory) {
    health_.Degraded("storage", damage.reason +
                                    ". What is changed now is lost at the next start: mend the "
                                    "storage folder, then restart");
  }
  if (!writer_->Submit({.record = std::move(record), .jpeg = {}, .durable = [this] {
                          people_->DamageTold();
                        }})) {
    LogWarning("the record queue is full");
  }
}

void Terminal::NoteDamageMet(const StoreDamage& damage) {
  health_.Degraded("storage", damage.reason +
                                  ". Who may pass goes on passing, and changes may fail: restart "
                                  "the terminal (`doorctl device restart`), which saves what "
                                  "proves itself and asks the office for the rest");
  NotePeopleDamage(damage);
}

// A command that failed after its answer: the office hears of it as of any other.
void Terminal::NoteFallBack() {
  if (file_.fallen_back().empty()) return;
  const std::string detail =
      "config.put: the terminal does not start with it, and goes on with what worked before: " +
      file_.fallen_back();
  health_.Degraded("config", detail + ". What was put is kept as config.refused.json");
  Record record{.at = clock_.WallNow(), .clock = clock_.Trust(), .kind = RecordKind::kCommand};
  record.event = Event::kCommandFailed;
  record.detail = SanitizeText(MaskAddress(detail), kMaxRecordText);
  if (!writer_->Submit({.record = std::move(record)})) LogWarning("the record queue is full");
}

void Terminal::EndTrial() {
  if (trial_ended_ || !file_.on_trial()) return;
  trial_ended_ = true;
  if (auto ended = file_.EndTrial(); !ended) {
    LogWarning("the configuration works, but that could not be noted: {}", ended.error().Text());
  }
}

void Terminal::LookAfter() {
  constexpr std::chrono::seconds kProved{30};
  if (clock_.SteadyNow() - started_at_ > kProved) EndTrial();
  if (!session_ || !session_->State().hung) return;
  health_.Degraded("mqtt",
                   "the MQTT library hangs; the door goes on. `doorctl device restart` helps");
}

// The reverse of the start: network, readers, doors, records, databases.
Terminal::~Terminal() {
  durable_.SetListeners(access_.get(), nullptr, nullptr);
  if (session_ && session_->State().hung) {
    // The process ends, or begins anew, in a moment.
    MqttSession::LeaveBehind(std::move(session_));
  }
  session_.reset();
  control_.reset();
  router_.reset();
  for (Worker& worker : workers_) worker.RequestStop();  // All at once: each sees it within 500 ms.
  workers_.clear();
  vision_.reset();
  durable_.SetListeners(nullptr, nullptr, nullptr);
  if (access_) {
    access_->Stop();
    NoteSystem(Event::kStopped, DOORWARD_VERSION);
  }
  writer_.reset();
  RemoveEmergencyFolder();
}

}  // namespace doorward::inline app
