// From what a wire carries to the event of a reader: the decoders alone, without a device.

#include <benchmark/benchmark.h>

#include "drivers/evdev/evdev_decoder.hpp"
#include "drivers/serial_line/fixed_item_parser.hpp"
#include "drivers/serial_line/serial_item_parser.hpp"
#include "drivers/wiegand/wiegand_decoder.hpp"

namespace doorward {
namespace {

using namespace std::chrono_literals;

void WiegandCard(benchmark::State& state) {
  const WiegandFrame frame = *MakeWiegandFrame(Bytes{0x04, 0xA1, 0xB2, 0xC3}, 34, false);
  WiegandDecoder decoder(false);
  std::chrono::nanoseconds now = 1h;
  for (auto _ : state) {
    for (int bit = frame.count - 1; bit >= 0; --bit) {
      decoder.Take({.one = (frame.bits >> bit & 1U) != 0, .at = now});
      now += 2ms;
    }
    const auto event = decoder.EndFrame();
    if (!event) state.SkipWithError("no card");
    now += 1s;
  }
}
BENCHMARK(WiegandCard);

void TypedCard(benchmark::State& state) {
  EvdevDecoder decoder({}, LoadKeyLayout("us").value());
  const auto send = [&](int type, int code, int value) {
    return decoder.Take({.time = {},
                         .type = static_cast<std::uint16_t>(type),
                         .code = static_cast<std::uint16_t>(code),
                         .value = value},
                        SteadyTime(1h));
  };
  for (auto _ : state) {
    std::optional<ReaderEvent> read;
    for (const int key : {KEY_0, KEY_4, KEY_A, KEY_1, KEY_B, KEY_2, KEY_C, KEY_3, KEY_ENTER}) {
      read = send(EV_KEY, key, 1);
      send(EV_SYN, SYN_REPORT, 0);
      send(EV_KEY, key, 0);
      send(EV_SYN, SYN_REPORT, 0);
    }
    if (!read) state.SkipWithError("no card");
  }
}
BENCHMARK(TypedCard);

void OpenLayout(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(LoadKeyLayout("de"));
}
BENCHMARK(OpenLayout)->Unit(benchmark::kMillisecond);

void SerialLineCard(benchmark::State& state) {
  SerialItemParser parser(64);
  for (auto _ : state) {
    if (parser.Feed("04A1B2C3\r\n", SteadyTime(1h)).size() != 1) state.SkipWithError("no card");
  }
}
BENCHMARK(SerialLineCard);

void SerialFixedCard(benchmark::State& state) {
  FixedItemParser parser(5);
  for (auto _ : state) {
    if (parser.Feed("01234", SteadyTime(1h)).size() != 1) state.SkipWithError("no card");
  }
}
BENCHMARK(SerialFixedCard);

}  // namespace
}  // namespace doorward
