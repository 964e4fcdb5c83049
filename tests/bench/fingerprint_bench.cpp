// What a fingerprint reader's thread spends on people beside looking for fingers, with 50,000 of them:
// finding out what the module should hold (after each command that changed people), and putting one
// template into it, but for the module's own time.
//
//   build/release/bench/bench_fingerprint

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "fakes/face_numbers.hpp"
#include "fakes/fake_fingerprint_module.hpp"
#include "fakes/temp_dir.hpp"
#include "readers/template_keeper.hpp"

namespace doorward {
namespace {

constexpr int kPeople = 50'000;
constexpr int kFingers = 1'000;

Bytes TemplateOf(int number) {
  Bytes data(512, 1);
  data[0] = static_cast<std::uint8_t>(number);
  data[1] = static_cast<std::uint8_t>(number >> 8);
  return data;
}

Person PersonOf(int number) {
  Person person;
  person.id = PersonId("p" + std::to_string(number));
  if (number < kFingers) {
    person.credentials = {FingerprintCredential{"fake", std::nullopt, TemplateOf(number)}};
  }
  return person;
}

// Everybody has a card; the first thousand a finger.
std::shared_ptr<const CredentialIndex> CrowdIndex(const SecretBox& box) {
  std::vector<MatchEntry> crowd;
  for (int i = 0; i < kPeople; ++i) {
    MatchEntry entry{.rights = {.id = PersonOf(i).id, .validity = {}, .permissions = {}},
                     .keys = {KeyOfQr(std::to_string(i))},
                     .faces = {}};
    if (i < kFingers) entry.keys.push_back(KeyOfTemplate(box, "fake", TemplateOf(i)));
    crowd.push_back(std::move(entry));
  }
  return CredentialIndex(RightsBook(), FakeFaceModel()).WithPeople(crowd);
}

void WhatAModuleShouldHold(benchmark::State& state) {
  const auto index = CrowdIndex(SecretBox(Bytes(32, 7)));
  for (auto _ : state) benchmark::DoNotOptimize(index->TemplatesOf("fake"));
}
BENCHMARK(WhatAModuleShouldHold)->Unit(benchmark::kMillisecond);

void StoringATemplate(benchmark::State& state) {
  const TempDir folder;
  const SystemClock clock{WallTime()};
  const SecretBox box(Bytes(32, 7));
  Health health;
  const auto people = PeopleDatabase::Open(folder / "people.db", box);
  if (!people) return state.SkipWithError("no people.db");
  std::vector<Person> crowd;
  for (int i = 0; i < kFingers; ++i) crowd.push_back(PersonOf(i));
  auto transaction = (*people)->Begin();
  if (!(*people)->PutPeople(crowd) || !transaction->Commit()) {
    return state.SkipWithError("people.db cannot be filled");
  }
  const CurrentIndex index(CrowdIndex(box));
  FakeFingerprintModule module;
  module.With([](FakeFingerprintModule::State& held) { held.capacity = kFingers; });
  const auto reader = module.Open();
  TemplateKeeper keeper({.reader = ReaderId("finger"),
                         .module = **reader,
                         .people = **people,
                         .index = index,
                         .health = health,
                         .clock = clock});
  for (auto _ : state) {
    if (!keeper.Step()) state.SkipWithError("the module is gone");
  }
}
BENCHMARK(StoringATemplate)->Unit(benchmark::kMicrosecond)->Iterations(kFingers);

}  // namespace
}  // namespace doorward
