#include "integration/door/door_rig.hpp"
#include "fakes/face_numbers.hpp"

#include <algorithm>
#include <utility>

namespace doorward {
namespace {

FalseMatchCurve Curve() {
  return {.points = {{0.30, 1e-6}, {0.40, 4e-6}, {0.45, 3e-5}, {0.50, 2.3e-4}, {0.60, 5e-3}},
          .verify_threshold = 0.5};
}

RightsBook Book() {
  RightsBook book;
  const PermissionId always("always");
  book.permissions[always] = {
      .id = always, .doors = {DoorId("main"), DoorId("side")}, .when = AlwaysSchedule()};
  return book;
}

template <typename T>
T Must(Result<T> result) {
  DW_CHECK(result.has_value());
  return *std::move(result);
}

}  // namespace

bool Eventually(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    WaitFor(std::stop_token(), Milliseconds(1));
  }
  return true;
}

// Tells the access controller, as long as there is one.
struct DoorRig::News {
  void Tell() {
    MutexLock lock(mutex);
    if (access != nullptr) access->OnDurable();
  }
  void Listen(AccessController* listener) {
    MutexLock lock(mutex);
    access = listener;
  }

  Mutex mutex;
  AccessController* access DW_GUARDED_BY(mutex) = nullptr;
};

DoorConfig DefaultDoor(std::string id) {
  return {.id = DoorId(std::move(id)),
          .release_for = Milliseconds(100),
          .contact_debounce = Milliseconds(20),
          .settle_for = Milliseconds(0),
          .has_contact = true,
          .has_exit_button = true};
}

ReaderConfig ReaderAt(std::string id, std::string door, Direction direction) {
  // Each card of a test is a new one; a camera sees the same code in many pictures.
  const Milliseconds repeat_after{id == "cam" ? 3'000 : 0};
  return {.id = ReaderId(std::move(id)),
          .door = DoorId(std::move(door)),
          .direction = direction,
          .repeat_after = repeat_after};
}

DoorRig::DoorRig(RigSetup setup)
    : setup_(std::move(setup)),
      clock_(setup_.clock != nullptr ? setup_.clock : &system_clock_),
      index_(std::make_shared<CredentialIndex>(Book(), FakeFaceModel())),
      matcher_(box_, Curve(), FaceConfig{}),
      board_(std::make_unique<SimulatedBoard>(*clock_)),
      people_(Must(PeopleDatabase::Open(folder_ / "people.db", box_))) {
  Start();
}

DoorRig::~DoorRig() { Stop(); }

void DoorRig::Start() {
  log_ = Must(RecordLog::Open({.file = folder_ / "records.db", .capacity = 1'000'000}, box_));
  snapshots_ = SnapshotStore::Open(folder_ / "snapshots", 100, box_);
  news_ = std::make_unique<News>();
  writer_ = std::make_unique<RecordWriter>(*log_, *snapshots_, *clock_, health_,
                                           [news = news_.get()] { news->Tell(); });
  AccessController::Parts parts{.readers = setup_.readers, .rule_state = log_->found_rule_state()};
  for (const DoorConfig& door : setup_.doors) {
    const std::string& id = door.id.str();
    parts.doors.push_back({.config = door,
                           .strike = board_->OpenOutput(id + ".strike", Level::kInactive),
                           .contact = board_->OpenInput(id + ".contact"),
                           .exit_button = board_->OpenInput(id + ".exit"),
                           .mode = setup_.mode,
                           .mode_until = setup_.mode_until});
  }
  std::vector<ReaderId> readers;
  std::vector<ReaderLights> lights;
  for (const ReaderConfig& reader : setup_.readers) {
    readers.push_back(reader.id);
    if (!setup_.lights) continue;
    lights.push_back({.reader = reader.id,
                      .green = board_->OpenOutput(reader.id.str() + ".green", Level::kInactive),
                      .red = board_->OpenOutput(reader.id.str() + ".red", Level::kInactive)});
  }
  feedback_ = std::make_unique<Feedback>(FeedbackConfig{}, readers, std::move(lights));
  access_ = std::make_unique<AccessController>(std::move(parts), matcher_, index_, *writer_,
                                               *feedback_, *clock_, health_);
  news_->Listen(access_.get());
  access_->Start();
  LetItLook();
}

void DoorRig::Stop() {
  if (!access_) return;
  access_->Stop();
  news_->Listen(nullptr);
  access_.reset();
  feedback_.reset();
  writer_.reset();
}

void DoorRig::Restart() {
  Stop();
  Start();
}

void DoorRig::Enrol(const std::string& id, std::vector<CredentialKey> keys,
                    std::vector<FaceTemplate> faces) {
  const MatchEntry entry{
      .rights = {.id = PersonId(id), .validity = {}, .permissions = {PermissionId("always")}},
      .keys = std::move(keys),
      .faces = std::move(faces)};
  index_.Swap(index_.Get()->WithPeople(std::span(&entry, 1)));
}

void DoorRig::PostCard(Bytes uid, const std::string& reader) {
  EXPECT_TRUE(access_->Post({.reader = ReaderId(reader),
                             .at = clock_->SteadyNow(),
                             .what = CardPresented{std::move(uid)}}));
}

void DoorRig::PostPin(const std::string& digits, const std::string& reader) {
  EXPECT_TRUE(access_->Post(
      {.reader = ReaderId(reader), .at = clock_->SteadyNow(), .what = PinEntered{digits}}));
}

void DoorRig::PostFace(const FaceTemplate& face, const std::string& reader, bool good) {
  EXPECT_TRUE(access_->Post({.reader = ReaderId(reader),
                             .at = clock_->SteadyNow(),
                             .what = FacePresented{.face = face,
                                                   .match = index_.Get()->faces().Search(face),
                                                   .good_quality = good,
                                                   .captured_at = clock_->SteadyNow(),
                                                   .jpeg = {0xFF, 0xD8, 0xFF}}}));
}

bool DoorRig::WaitUntilDurable() {
  const auto ticket = writer_->Submit({.record = {.event = Event::kClockTrusted}});
  return ticket && Eventually([&] { return writer_->durable_through() >= *ticket; });
}

std::vector<Record> DoorRig::Records() const {
  std::vector<Record> records;
  while (true) {
    const RecordSeq last = records.empty() ? 0 : records.back().seq;
    auto more = Must(log_->Query({.after_seq = last, .limit = 500, .person = {}, .kind = {}}));
    if (more.empty()) return records;
    std::move(more.begin(), more.end(), std::back_inserter(records));
  }
}

std::vector<Record> DoorRig::WaitForRecords(const std::function<bool(const Record&)>& matches,
                                            std::size_t count) {
  std::vector<Record> found;
  const bool came = Eventually([&] {
    found = Records();
    std::erase_if(found, [&](const Record& record) { return !matches(record); });
    return found.size() >= count;
  });
  EXPECT_TRUE(came) << found.size() << " of " << count << " records";
  found.resize(std::max(found.size(), count));  // So that a test can go on and tell more.
  return found;
}

Record DoorRig::WaitForAttempt(std::size_t number) {
  return WaitForRecords(IsAttempt, number)[number - 1];
}

Record DoorRig::WaitForEvent(Event event) { return WaitForRecords(IsEvent(event)).front(); }

bool DoorRig::IsReleased(const std::string& door) const {
  return board_->Outputs().at(door + ".strike") == Level::kActive;
}

bool DoorRig::Becomes(bool released, const std::string& door) const {
  return Eventually([&] { return IsReleased(door) == released; });
}

void DoorRig::LetItLook() {
  // Requests that change nothing. A round serves one, with a time that it may have taken before; the
  // next one looks with a new time; the third is answered when that is over.
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(access_->Release(DoorId("no such door"), "").error().code, ErrorCode::kNotFound);
  }
}

std::vector<std::string> Reasons(DoorRig& rig, std::size_t attempts) {
  std::vector<std::string> reasons;
  for (const Record& record : rig.WaitForRecords(IsAttempt, attempts)) {
    reasons.emplace_back(ReasonName(record.reason.value_or(Reason::kNoPermission)));
  }
  return reasons;
}

}  // namespace doorward
