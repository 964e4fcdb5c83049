// What an OSDP reader costs: the bytes of one answer to the event that they mean, through framing, MAC
// and decryption; and the making of a poll.
//
//   DOORWARD_SOURCE=. build/release/bench/bench_osdp

#include <benchmark/benchmark.h>

#include "drivers/osdp/osdp_codes.hpp"
#include "drivers/osdp/osdp_events.hpp"
#include "fakes/osdp_recording.hpp"

namespace doorward {
namespace {

// The recorded answer number `index` after kFirstSecured.
void BytesToEvent(benchmark::State& state) {
  const std::size_t index = kFirstSecured + static_cast<std::size_t>(state.range(0));
  const Bytes& reply = RecordedExchanges()[index].reply;
  const SecureChannel waiting = RecordedChannelAfter(index);
  for (auto _ : state) {
    SecureChannel channel = waiting;
    OsdpFrameParser parser;
    parser.Feed(reply);
    const auto message = parser.Next();
    const auto body = channel.Open(*ReadOsdpFrame(*message));
    OsdpEvents events(false);
    events.Take(*body);
    auto event = events.Next();
    benchmark::DoNotOptimize(event);
  }
}
BENCHMARK(BytesToEvent)->ArgName("answer")->Arg(0)->Arg(3)->Arg(6);  // A card, keys, ACK.

void MakePoll(benchmark::State& state) {
  SecureChannel channel = RecordedChannel();
  for (auto _ : state) {
    Bytes poll = channel.Seal(kRecordedAddress, 1, osdp::kPoll, {});
    benchmark::DoNotOptimize(poll);
  }
}
BENCHMARK(MakePoll);

void OpenChannel(benchmark::State& state) {
  for (auto _ : state) {
    SecureChannel channel = RecordedChannel();
    benchmark::DoNotOptimize(channel);
  }
}
BENCHMARK(OpenChannel);

}  // namespace
}  // namespace doorward
