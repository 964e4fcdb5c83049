// A card is presented; the strike is set, its record durable. In process, real disk, 50,000 people.
//
//   build/release/bench/bench_access

#include <benchmark/benchmark.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <vector>

#include "doorward/door/access_controller.hpp"
#include "fakes/face_numbers.hpp"
#include "fakes/temp_dir.hpp"

namespace doorward {
namespace {

constexpr int kPeople = 50'000;

Bytes CardOf(int person) {
  return {0x04, static_cast<std::uint8_t>(person >> 16), static_cast<std::uint8_t>(person >> 8),
          static_cast<std::uint8_t>(person)};
}

// A strike that tells whoever waits for its release.
class WatchedStrike final : public OutputLine {
 public:
  explicit WatchedStrike(std::atomic<int>& releases) : releases_(releases) {}

  Status Set(Level level) override {
    if (level == Level::kActive) {
      ++releases_;
      releases_.notify_all();
    }
    return {};
  }
  std::string_view name() const override { return "watched"; }

 private:
  std::atomic<int>& releases_;
};

std::shared_ptr<const CredentialIndex> CrowdIndex() {
  RightsBook book;
  const PermissionId always("always");
  book.permissions[always] = {.id = always, .doors = {DoorId("main")}, .when = AlwaysSchedule()};
  std::vector<MatchEntry> crowd;
  for (int i = 0; i < kPeople; ++i) {
    MatchEntry entry{.rights = {.id = PersonId("p" + std::to_string(i)),
                                .validity = {},
                                .permissions = {always}},
                     .keys = {KeyOfCard(CardOf(i))},
                     .faces = {}};
    FaceNumbers face{};
    face[static_cast<std::size_t>(i % 128)] = 1.4F;
    entry.faces.push_back(face);
    crowd.push_back(std::move(entry));
  }
  return CredentialIndex(std::move(book), FakeFaceModel()).WithPeople(crowd);
}

void CardToStrike(benchmark::State& state) {
  const TempDir folder;
  const SystemClock clock{WallTime()};
  const SecretBox box(Bytes(32, 7));
  Health health;
  auto log = RecordLog::Open({.file = folder / "records.db", .capacity = 1'000'000}, box);
  auto snapshots = SnapshotStore::Open(folder / "snapshots", 100, box);
  if (!log) return state.SkipWithError("no record log");
  std::atomic<AccessController*> access_now = nullptr;
  RecordWriter writer(**log, *snapshots, clock, health, [&] {
    if (AccessController* access = access_now) access->OnDurable();
  });
  const CurrentIndex index(CrowdIndex());
  const FalseMatchCurve curve{.points = {{0.3, 1e-6}, {0.6, 5e-3}}, .verify_threshold = 0.5};

  std::atomic<int> releases = 0;
  AccessController::Parts parts{
      .readers = {{.id = ReaderId("nfc"), .door = DoorId("main"), .direction = Direction::kIn}}};
  parts.doors.push_back({.config = {.release_for = Milliseconds(500)},
                         .strike = std::make_unique<WatchedStrike>(releases)});
  Feedback feedback({}, {});
  AccessController access(std::move(parts), Matcher(box, curve, {}), index, writer, feedback, clock,
                          health);
  access_now = &access;
  access.Start();

  int person = 0;
  std::vector<double> seconds;
  for (auto _ : state) {
    // Lockdown takes the last release back; then the door is as before.
    const bool ready = access.SetMode(DoorId("main"), DoorMode::kLockdown, {}, "bench") &&
                       access.SetMode(DoorId("main"), DoorMode::kNormal, {}, "bench");
    if (!ready) return state.SkipWithError("the door does not follow");
    const int before = releases;
    person = (person + 7'919) % kPeople;

    const auto start = std::chrono::steady_clock::now();
    const bool taken =
        access.Post({.reader = ReaderId("nfc"), .what = CardPresented{CardOf(person)}});
    if (!taken) return state.SkipWithError("the inbox is full");
    releases.wait(before);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    state.SetIterationTime(took.count());
    seconds.push_back(took.count());
  }
  std::sort(seconds.begin(), seconds.end());
  state.counters["p50_ms"] = 1e3 * seconds[seconds.size() / 2];
  state.counters["p99_ms"] = 1e3 * seconds[seconds.size() * 99 / 100];
  state.counters["late"] = static_cast<double>(access.Counters().late);
  access.Stop();
  access_now = nullptr;
}
BENCHMARK(CardToStrike)->Unit(benchmark::kMicrosecond)->UseManualTime()->Iterations(2'000);

}  // namespace
}  // namespace doorward
