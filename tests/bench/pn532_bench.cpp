// What a PN532 costs: the bytes of the answer that a card is there, to the card.
//
//   build/release/bench/bench_pn532

#include <benchmark/benchmark.h>

#include "doorward/core/check.hpp"
#include "doorward/drivers/pn532.hpp"
#include "drivers/pn532/pn532_frame.hpp"
#include "drivers/pn532/pn532_target.hpp"

namespace doorward {
namespace {

void BytesToEvent(benchmark::State& state) {
  const Bytes answer = *FromHex("0000FF00FF000000FF0CF4D54B010100040804AABBCCDDC000");
  for (auto _ : state) {
    Pn532FrameParser parser;
    const auto frames = parser.Feed(answer);
    auto target = ReadPn532Targets(ByteView(frames.at(1).answer).subspan(1));
    DW_CHECK(target.has_value() && target->has_value());
    benchmark::DoNotOptimize(target);
  }
}
BENCHMARK(BytesToEvent);

}  // namespace
}  // namespace doorward

BENCHMARK_MAIN();
