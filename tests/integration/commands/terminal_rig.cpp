#include "integration/commands/terminal_rig.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "doorward/core/check.hpp"
#include "doorward/core/log.hpp"
#include "doorward/readers/reader_workers.hpp"
#include "fakes/face_numbers.hpp"

namespace doorward {
namespace {

const WallTime kStart = *ParseTime("2026-11-23T08:00:00Z");

SecretBox TestBox() { return SecretBox(Bytes(32, 7)); }

FalseMatchCurve TestCurve() {
  return {.points = {{0.40, 4e-6}, {0.45, 3e-5}, {0.50, 2.3e-4}, {0.60, 5e-3}},
          .verify_threshold = 0.5};
}

template <typename T>
T Value(Result<T> result) {
  if (!result) ADD_FAILURE() << result.error().Text();
  DW_CHECK(result.has_value());
  return *std::move(result);
}

}  // namespace

// In the order in which the parts need each other.
struct TerminalRig::Running {
  Running(TerminalRig& rig, const Options& options);

  void OpenStorage(TerminalRig& rig);
  AccessController::Parts MakeDoors(TerminalRig& rig, const Options& options);
  static CredentialIndex LoadIndex(PeopleDatabase& people, const FaceModel& model);
  void StartReaders(TerminalRig& rig);
  CommandContext MakeContext(TerminalRig& rig, const Options& options);

  SecretBox box = TestBox();
  Health health;
  std::unique_ptr<PeopleDatabase> people;
  std::unique_ptr<RecordLog> records;
  std::unique_ptr<SnapshotStore> snapshots;
  Mutex mutex;
  AccessController* durable_listener DW_GUARDED_BY(mutex) = nullptr;
  std::function<void()> watcher DW_GUARDED_BY(mutex);
  std::unique_ptr<RecordWriter> writer;
  std::unique_ptr<CurrentIndex> index;
  FaceConfig face;
  Matcher matcher;
  Feedback feedback{{}, {}};
  std::unique_ptr<FingerprintStation> station;
  std::vector<Worker> workers;  // Ended by hand: they use what stands below.
  std::unique_ptr<AccessController> access;
  FakeFaceEngine* engine = nullptr;
  std::unique_ptr<VisionWorker> vision;
  std::unique_ptr<CommandRouter> router;

  void Listen(AccessController* listener) {
    MutexLock lock(mutex);
    durable_listener = listener;
  }
  ~Running() {
    workers.clear();
    Listen(nullptr);
  }
};

AccessController::Parts TerminalRig::Running::MakeDoors(TerminalRig& rig, const Options& options) {
  auto transaction = Value(people->Begin());
  const auto modes = Value(people->DoorModes());
  AccessController::Parts parts;
  for (const std::string& id : options.doors) {
    DoorParts door{.config = {.id = DoorId(id)}};
    door.strike = rig.board_->OpenOutput(id + ".strike", Level::kInactive);
    for (const StoredDoorMode& stored : modes) {
      if (stored.door != door.config.id) continue;
      door.mode = stored.mode;
      door.mode_until = stored.until;
    }
    parts.doors.push_back(std::move(door));
  }
  if (options.readers) {
    for (const char* id : {"nfc", "side", "cam", "finger"}) {
      parts.readers.push_back({.id = ReaderId(id),
                               .door = DoorId(options.doors.front()),
                               .repeat_after = Milliseconds(0)});
    }
  }
  return parts;
}

void TerminalRig::Running::StartReaders(TerminalRig& rig) {
  const ReaderReads cards{.cards = true};
  for (const char* id : {"nfc", "side"}) {
    workers.push_back(StartReaderWorker(
        {{ReaderId(id), health, rig.clock}, *access, feedback}, cards,
        [&board = *rig.board_, id, cards] { return board.OpenReader(id, cards); }));
  }
  station = std::make_unique<FingerprintStation>(*people, *index);
  workers.push_back(
      StartFingerprintWorker({{ReaderId("finger"), health, rig.clock}, *access, feedback}, *station,
                             [&module = rig.finger_module_] { return module.Open(); }));
}

CredentialIndex TerminalRig::Running::LoadIndex(PeopleDatabase& people, const FaceModel& model) {
  auto transaction = Value(people.Begin());
  CredentialIndex empty(Value(people.LoadRights(TimeZone::Utc())), model);
  std::vector<MatchEntry> entries;
  const Status visited =
      people.ForEachMatchEntry([&](MatchEntry entry) { entries.push_back(std::move(entry)); });
  EXPECT_TRUE(visited);
  return *empty.WithPeople(entries);
}

void TerminalRig::Running::OpenStorage(TerminalRig& rig) {
  const auto folder = rig.folder_.path();
  people = Value(PeopleDatabase::Open(folder / "people.db", box));
  records = Value(RecordLog::Open(
      {.file = folder / "records.db", .capacity = rig.options_.record_capacity}, box));
  snapshots = SnapshotStore::Open(folder / "snapshots", 100, box);
  writer = std::make_unique<RecordWriter>(*records, *snapshots, rig.clock, health, [this] {
    MutexLock lock(mutex);
    if (durable_listener != nullptr) durable_listener->OnDurable();
    if (watcher) watcher();
  });
  index = std::make_unique<CurrentIndex>(
      std::make_shared<const CredentialIndex>(LoadIndex(*people, rig.options_.face_model)));
}

TerminalRig::Running::Running(TerminalRig& rig, const Options& options)
    : face{.refuse_duplicates = options.refuse_duplicate_faces}, matcher(box, TestCurve(), face) {
  OpenStorage(rig);
  access =
      std::make_unique<AccessController>(MakeDoors(rig, options), Matcher(box, TestCurve(), face),
                                         *index, *writer, feedback, rig.clock, health);
  Listen(access.get());
  access->Start();

  std::unique_ptr<FakeFaceEngine> fake;
  if (options.has_face_model) fake = std::make_unique<FakeFaceEngine>(options.face_model);
  engine = fake.get();
  std::vector<CameraReader> cameras;
  if (options.readers) {
    StartReaders(rig);
    cameras.push_back({.reader = ReaderId("cam"),
                       .open = [&board = *rig.board_] { return board.OpenCamera("cam"); },
                       .make_liveness = options.make_liveness});
  }
  vision = std::make_unique<VisionWorker>(std::move(cameras), std::move(fake), face, matcher,
                                          *index, *access, health, rig.clock);
  router = std::make_unique<CommandRouter>(MakeContext(rig, options), options.extra_commands);
}

CommandContext TerminalRig::Running::MakeContext(TerminalRig& rig, const Options& options) {
  EnrolmentSource enrolment{.at_device = options.enrols_at_device, .places = {}};
  if (options.readers) {
    enrolment.places = {{.reader = ReaderId("nfc"), .types = {CredentialType::kCard}},
                        {.reader = ReaderId("side"), .types = {CredentialType::kCard}},
                        {.reader = ReaderId("cam"), .types = {CredentialType::kFace}},
                        {.reader = ReaderId("finger"),
                         .types = {CredentialType::kFingerprint},
                         .station = station.get()}};
  }
  return CommandContext{.people = *people,
                        .index = *index,
                        .access = *access,
                        .vision = *vision,
                        .records = *records,
                        .record_writer = *writer,
                        .snapshots = *snapshots,
                        .clock = rig.clock,
                        .zone = TimeZone::Utc(),
                        .face = face,
                        .duplicate_face_distance = 0.4,
                        .enrolment = std::move(enrolment),
                        .capabilities = options.capabilities,
                        .managed_sensors = [] { return std::set<std::string>{"zfm"}; },
                        .status =
                            [&rig] {
                              ++rig.status_looks_;
                              MutexLock lock(rig.status_mutex_);
                              return rig.status_;
                            },
                        .config = [&rig] { return rig.config; },
                        .put_config = [&rig](const Json& patch) -> Result<Json> {
                          Json whole = rig.config;
                          whole.merge_patch(patch);
                          if (whole.contains("nonsense")) {
                            return Fail(ErrorCode::kInvalidArgument, "unknown key", "nonsense");
                          }
                          return whole;
                        },
                        .restart = [&rig] { ++rig.restarts; },
                        .trust_clock = [&rig]() -> Result<Json> {
                          rig.clock.SetFloor(rig.clock.WallNow());
                          return Json::object();
                        }};
}

TerminalRig::TerminalRig(Options options)
    : clock(kStart, FakeClock::Steady::kRuns),
      options_(std::move(options)),
      board_(std::make_unique<SimulatedBoard>(clock)) {
  EXPECT_TRUE(SetLogLevel("error"));  // Each start says that its doors are well.
  Start();
}

TerminalRig::~TerminalRig() { Stop(); }

void TerminalRig::Start() {
  last_ticket_ = 0;
  running_ = std::make_unique<Running>(*this, options_);
}
void TerminalRig::Stop() { running_.reset(); }
void TerminalRig::Restart() {
  Stop();
  Start();
}

CommandRouter& TerminalRig::router() { return *running_->router; }
CurrentIndex& TerminalRig::index() { return *running_->index; }
AccessController& TerminalRig::access() { return *running_->access; }
PeopleDatabase& TerminalRig::people() { return *running_->people; }
const SecretBox& TerminalRig::box() const { return running_->box; }
FakeFaceEngine& TerminalRig::engine() { return *running_->engine; }

Json TerminalRig::Envelope(const std::string& id, const std::string& name,
                           const Json& arguments) const {
  return {{"id", id},
          {"name", name},
          {"issued_at", FormatTime(clock.WallNow())},
          {"arguments", arguments}};
}

std::string TerminalRig::Send(const Json& envelope, const Caller& caller) {
  return router().Handle(DumpJson(envelope), caller);
}

Json TerminalRig::Do(const std::string& name, const Json& arguments, const Caller& caller) {
  const std::string id = "rig-" + std::to_string(++next_id_);
  const Json reply = Json::parse(Send(Envelope(id, name, arguments), caller));
  EXPECT_EQ(reply["id"], id);
  EXPECT_EQ(reply["name"], name);
  EXPECT_EQ(reply["ok"].get<bool>(), reply.contains("result"));
  EXPECT_NE(reply["ok"].get<bool>(), reply.contains("error"));
  return reply;
}

Json TerminalRig::Must(const std::string& name, const Json& arguments) {
  const Json reply = Do(name, arguments);
  EXPECT_TRUE(reply["ok"]) << reply;
  return reply.value("result", Json::object());
}

Json TerminalRig::Refused(const std::string& name, const Json& arguments) {
  const Json reply = Do(name, arguments);
  EXPECT_FALSE(reply["ok"]) << reply;
  Json error = {{"code", ""}, {"path", ""}, {"message", ""}};
  if (reply.contains("error")) error.update(reply["error"]);
  return error;
}

std::vector<Record> TerminalRig::CommandRecords() { return Records(RecordKind::kCommand); }

std::vector<Record> TerminalRig::Records(std::optional<RecordKind> kind) {
  // A record of our own, behind all others: once it is durable they are.
  const auto ticket = running_->writer->Submit(
      {.record = {.at = clock.WallNow(), .kind = RecordKind::kSystem, .event = Event::kStarted}});
  EXPECT_TRUE(ticket);
  while (ticket && running_->writer->durable_through() < *ticket) std::this_thread::yield();
  return Value(running_->records->Query({.kind = kind}));
}

void TerminalRig::Append(Record record) {
  constexpr RecordTicket kOnTheirWay = RecordWriter::kQueueLength / 2;
  const auto ticket = running_->writer->Submit({.record = std::move(record)});
  ASSERT_TRUE(ticket);
  last_ticket_ = *ticket;
  while (running_->writer->durable_through() + kOnTheirWay < *ticket) std::this_thread::yield();
}

RecordSeq TerminalRig::LastSeq() const {
  const RecordWriter& writer = *running_->writer;
  while (writer.durable_through() < last_ticket_) std::this_thread::yield();
  const RecordSeq last = running_->records->State().last_seq;
  while (writer.published_seq() < last) std::this_thread::yield();
  return last;
}

void TerminalRig::OnDurable(std::function<void()> listener) {
  MutexLock lock(running_->mutex);
  running_->watcher = std::move(listener);
}

void TerminalRig::SetStatus(Json status) {
  MutexLock lock(status_mutex_);
  status_ = std::move(status);
}

int TerminalRig::Releases(const std::string& door) const {
  int releases = 0;
  for (const TraceEntry& entry : board_->Trace()) {
    if (entry.line == door + ".strike" && entry.level == Level::kActive) ++releases;
  }
  return releases;
}

std::vector<Person> TerminalRig::PeopleInDatabase() {
  auto transaction = Value(people().Begin());
  return Value(people().ListPeople(PersonId(), 500));
}

void TerminalRig::WriteJournal(const JournalEntry& entry) {
  auto transaction = Value(people().Begin());
  EXPECT_TRUE(people().Journal(entry));
  EXPECT_TRUE(transaction.Commit());
}

FaceNumbers FaceOf(unsigned person) {
  std::mt19937 random(person);
  std::normal_distribution<float> normal;
  FaceNumbers vector{};
  float norm = 0;
  for (float& number : vector) {
    number = normal(random);
    norm += number * number;
  }
  for (float& number : vector) number *= 1.4F / std::sqrt(norm);
  return vector;
}

FaceNumbers FaceNear(unsigned person, float distance) {
  FaceNumbers vector = FaceOf(person);
  vector[0] += distance;
  return vector;
}

std::string VectorText(std::span<const float> vector) {
  return ToBase64(MakeFaceTemplate("", vector).bytes);
}

Json FaceJson(std::span<const float> vector, const std::string& model) {
  return {{"type", "face"}, {"vector", VectorText(vector)}, {"model", model}};
}

}  // namespace doorward
