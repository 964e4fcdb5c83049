// What the store costs: records appended singly and in bursts, with the bytes written for each;
// 500 people imported beside 50,000; the 50,000 loaded for the matcher's index.
//
//   build/release/bench/bench_storage        TEST_TMPDIR=/mnt/sd measures another disk

#include <benchmark/benchmark.h>

#include <fstream>

#include "doorward/core/check.hpp"
#include "integration/storage/storage_fixture.hpp"

namespace doorward {
namespace {

constexpr int kPeople = 50'000;
constexpr int kBatch = 500;

// Bytes that this process has sent to the disk, as the kernel counts them.
std::int64_t WrittenBytes() {
  std::ifstream io("/proc/self/io");
  std::string key;
  std::int64_t value = 0;
  while (io >> key >> value) {
    if (key == "write_bytes:") return value;
  }
  return 0;
}

void AppendRecords(benchmark::State& state) {
  const auto burst = static_cast<int>(state.range(0));
  const TempDir folder;
  const SecretBox box = TestBox();
  auto log = *RecordLog::Open({.file = folder.path() / "records.db", .capacity = 2000}, box);
  for (int i = 0; i < 3000; i += 100) DW_CHECK(AppendSome(*log, i, 100));  // A ring that wraps.
  int number = 0;
  const std::int64_t before = WrittenBytes();
  for (auto _ : state) {
    DW_CHECK(AppendSome(*log, number, burst));
    number += burst;
  }
  state.SetItemsProcessed(number);
  state.counters["bytes_per_record"] = static_cast<double>(WrittenBytes() - before) / number;
}
BENCHMARK(AppendRecords)->Arg(1)->Arg(100)->Unit(benchmark::kMicrosecond)->UseRealTime();

void AppendToAMillion(benchmark::State& state) {
  const TempDir folder;
  const SecretBox box = TestBox();
  auto log = *RecordLog::Open({.file = folder.path() / "records.db", .capacity = 1'000'000}, box);
  for (int i = 0; i < 1'001'000; i += 1000) DW_CHECK(AppendSome(*log, i, 1000));
  for (auto _ : state) DW_CHECK(AppendSome(*log, 0, 1));
}
BENCHMARK(AppendToAMillion)->Unit(benchmark::kMicrosecond)->UseRealTime();

void Import(PeopleDatabase& database, const std::vector<Person>& people) {
  auto transaction = database.Begin();
  DW_CHECK(transaction && database.PutPeople(people) && transaction->Commit());
}

void ImportBatchAtFiftyThousand(benchmark::State& state) {
  const TempDir folder;
  const SecretBox box = TestBox();
  auto database = *PeopleDatabase::Open(folder.path() / "people.db", box);
  for (int i = 0; i < kPeople; i += kBatch) Import(*database, PeopleOf(i, kBatch));
  int next = kPeople;
  for (auto _ : state) {
    state.PauseTiming();
    const auto people = PeopleOf(next, kBatch);
    next += kBatch;
    state.ResumeTiming();
    Import(*database, people);
  }
  state.SetItemsProcessed(next - kPeople);
}
BENCHMARK(ImportBatchAtFiftyThousand)->Unit(benchmark::kMillisecond)->UseRealTime();

void ImportFiftyThousand(benchmark::State& state) {
  const SecretBox box = TestBox();
  std::vector<std::vector<Person>> batches;
  for (int i = 0; i < kPeople; i += kBatch) batches.push_back(PeopleOf(i, kBatch));
  for (auto _ : state) {
    const TempDir folder;
    auto database = *PeopleDatabase::Open(folder.path() / "people.db", box);
    for (const auto& batch : batches) Import(*database, batch);
  }
}
BENCHMARK(ImportFiftyThousand)->Unit(benchmark::kMillisecond)->Iterations(1)->UseRealTime();

void LoadFiftyThousand(benchmark::State& state) {
  const TempDir folder;
  const SecretBox box = TestBox();
  auto database = *PeopleDatabase::Open(folder.path() / "people.db", box);
  for (int i = 0; i < kPeople; i += kBatch) Import(*database, PeopleOf(i, kBatch));
  for (auto _ : state) {
    std::size_t faces = 0;
    auto transaction = database->Begin();
    DW_CHECK(
        database->ForEachMatchEntry([&](const MatchEntry& entry) { faces += entry.faces.size(); }));
    DW_CHECK(faces == kPeople);
  }
}
BENCHMARK(LoadFiftyThousand)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace doorward
