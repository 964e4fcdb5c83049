// What it costs the terminal that a card proves itself: three passes of AES, the session's key, and the
// UID under it. The card's own time, and the radio's, come on top.
//
//   DOORWARD_SOURCE=. build/release/bench/bench_desfire

#include <benchmark/benchmark.h>

#include "drivers/desfire/desfire_authenticator.hpp"
#include "fakes/desfire_recording.hpp"

namespace doorward {
namespace {

void IdentifyCard(benchmark::State& state) {
  const TempDir folder;
  const auto authenticator = DesfireAuthenticator::Make(RecordedDesfireConfig(folder));
  const auto& random = RecordedDesfire().random;
  for (auto _ : state) {
    RecordedDesfireCard card;
    const auto read = authenticator->IdentifyWith(random, card, {});
    if (!read || read->proof != CardProof::kAuthenticated) state.SkipWithError("it failed");
  }
}
BENCHMARK(IdentifyCard);

}  // namespace
}  // namespace doorward
