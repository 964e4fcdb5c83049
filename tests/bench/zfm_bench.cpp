// What a fingerprint module costs: a finger laid on to the FingerMatch, over a pseudo-terminal whose other
// end answers at once (three commands and their replies); the parsing alone; and a second of looking.
//
//   build/release/bench/bench_zfm

#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "doorward/core/check.hpp"
#include "doorward/drivers/zfm.hpp"
#include "drivers/zfm/zfm_codes.hpp"
#include "drivers/zfm/zfm_packet.hpp"

namespace doorward {
namespace {

constexpr std::uint32_t kAddress = 0xFFFFFFFF;

Bytes Ack(const Bytes& payload) { return EncodeZfmPacket(kAddress, zfm::kAck, payload); }

class Module {
 public:
  Module() : master_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    DW_CHECK(master_ >= 0 && ::grantpt(master_) == 0 && ::unlockpt(master_) == 0);
    char name[64] = "";
    DW_CHECK(::ptsname_r(master_, name, sizeof(name)) == 0);
    path_ = name;
    thread_ = std::thread([this] { Run(); });
  }
  ~Module() {
    stop_ = true;
    thread_.join();
    ::close(master_);
  }
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;

  std::unique_ptr<FingerprintReader> Open() const {
    return std::move(*OpenZfm({.serial = {.port = path_, .baud = 115'200}}));
  }
  void SetFinger(bool there) { finger_ = there; }

 private:
  void Run() {
    while (!stop_) {
      pollfd ready{.fd = master_, .events = POLLIN, .revents = 0};
      if (::poll(&ready, 1, 50) <= 0) continue;
      std::uint8_t bytes[64];
      if (::read(master_, bytes, sizeof(bytes)) < 12) continue;  // One command is one write.
      const Bytes reply = Reply(bytes[9]);
      DW_CHECK(::write(master_, reply.data(), reply.size()) > 0);
    }
  }

  Bytes Reply(std::uint8_t command) const {
    if (command == zfm::kReadParameters) {
      return Ack({0, 0, 0, 0, 9, 0, 200, 0, 3, 0xFF, 0xFF, 0xFF, 0xFF, 0, 2, 0, 6});
    }
    if (command == zfm::kSearch) return Ack({0, 0, 7, 0, 99});
    if (command == zfm::kGetImage && !finger_) return Ack({zfm::kNoFinger});
    return Ack({0});
  }

  int master_;
  std::string path_;
  std::atomic<bool> finger_ = false;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

void FingerToMatch(benchmark::State& state) {
  Module module;
  const auto reader = module.Open();
  for (auto _ : state) {
    state.PauseTiming();
    module.SetFinger(false);
    for (int i = 0; i < 2; ++i) DW_CHECK(reader->templates()->IsFingerLifted().value());
    module.SetFinger(true);
    benchmark::DoNotOptimize(reader->WaitForFinger(Milliseconds(0)));  // What is due, begun.
    state.ResumeTiming();
    auto finger = reader->WaitForFinger(Milliseconds(1000));
    benchmark::DoNotOptimize(finger);
  }
}
BENCHMARK(FingerToMatch)->Unit(benchmark::kMicrosecond)->UseRealTime();

void ParseReplies(benchmark::State& state) {
  Bytes bytes = Ack({0});
  for (const Bytes& reply : {Ack({0}), Ack({0, 0, 7, 0, 99})}) {
    bytes.insert(bytes.end(), reply.begin(), reply.end());
  }
  for (auto _ : state) {
    ZfmPacketParser parser;
    parser.Feed(bytes);
    while (auto packet = parser.Next()) benchmark::DoNotOptimize(packet);
  }
}
BENCHMARK(ParseReplies);

// CPU is the driver's, in a second without a finger.
void IdleSecond(benchmark::State& state) {
  Module module;
  const auto reader = module.Open();
  for (auto _ : state) benchmark::DoNotOptimize(reader->WaitForFinger(Milliseconds(1000)));
}
BENCHMARK(IdleSecond)->Unit(benchmark::kMicrosecond)->Iterations(3)->UseRealTime();

}  // namespace
}  // namespace doorward
