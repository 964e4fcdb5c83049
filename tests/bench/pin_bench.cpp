// How long it takes to identify and judge PINs that are right, nearly right, and wrong: a difference would let
// somebody at the keypad learn digits.
//
//   bench_pin --benchmark_format=json

#include <benchmark/benchmark.h>

#include <memory>
#include <vector>

#include "doorward/identify/matcher.hpp"
#include "doorward/rules/judge.hpp"
#include "fakes/face_numbers.hpp"

namespace doorward {
namespace {

constexpr int kPeople = 50'000;

std::string PinOf(int person) { return std::to_string(100'000 + person * 10); }

struct Door {
  Door() {
    RightsBook book;
    const PermissionId always("always");
    book.permissions[always] = {.id = always, .doors = {DoorId("main")}, .when = AlwaysSchedule()};
    std::vector<MatchEntry> entries;
    for (int person = 0; person < kPeople; ++person) {
      MatchEntry& entry = entries.emplace_back();
      entry.rights = {
          .id = PersonId(std::to_string(person)), .validity = {}, .permissions = {always}};
      entry.keys = {KeyOfPin(box, PinOf(person))};
    }
    index = CredentialIndex(std::move(book), FakeFaceModel()).WithPeople(entries);
  }

  SecretBox box{Bytes(32, 7)};
  Matcher matcher{box,
                  {.points = {{.threshold = 0.4, .rate = 4e-6}, {.threshold = 0.6, .rate = 5e-3}},
                   .verify_threshold = 0.5},
                  {}};
  std::shared_ptr<const CredentialIndex> index;
};

void Decide(benchmark::State& state, const std::vector<std::string>& pins, bool granted) {
  static const Door door;
  SiteState site;
  site.doors[DoorId("main")] = {};
  std::size_t next = 0;
  for (auto _ : state) {
    const Presentation entered{.reader = ReaderId("pad"), .what = PinEntered{pins[next]}};
    next = (next + 1) % pins.size();
    const Judgement judgement =
        Judge({.who = door.matcher.Identify(entered, *door.index, SteadyTime()),
               .reader = entered.reader,
               .door = DoorId("main")},
              site, door.index->rights(), Moment());
    if (judgement.verdict.granted != granted) state.SkipWithError("decided wrongly");
  }
}

std::vector<std::string> Pins(int step, const std::string& last) {
  std::vector<std::string> pins;
  for (int i = 0; i < 4'096; ++i) {
    std::string pin = PinOf(i * step % kPeople);
    if (!last.empty()) pin.back() = last[0];
    pins.push_back(std::move(pin));
  }
  return pins;
}

void RightPin(benchmark::State& state) { Decide(state, Pins(11, ""), true); }
// All digits but the last as somebody's.
void NearlyRightPin(benchmark::State& state) { Decide(state, Pins(11, "5"), false); }
void WrongPin(benchmark::State& state) {
  std::vector<std::string> pins = Pins(11, "");
  for (std::string& pin : pins) pin[0] = '9';
  Decide(state, pins, false);
}

BENCHMARK(RightPin);
BENCHMARK(NearlyRightPin);
BENCHMARK(WrongPin);

}  // namespace
}  // namespace doorward

BENCHMARK_MAIN();
