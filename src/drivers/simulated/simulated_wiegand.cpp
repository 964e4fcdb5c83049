#include "drivers/simulated/simulated_wiegand.hpp"

#include <algorithm>
#include <utility>

namespace doorward::inline drivers {

Status SimulatedWiegand::Pulse(std::string_view bits, std::chrono::microseconds interval) {
  {
    MutexLock lock(mutex_);
    DW_TRY(CheckPlugged());
    if (bits.size() > kCapacity - edges_.size()) {
      return Fail(ErrorCode::kResourceExhausted, name() + " has too much waiting");
    }
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    std::chrono::nanoseconds at =
        std::max<std::chrono::nanoseconds>(now, last_at_ + 2 * WiegandDecoder::kGap);
    for (const char bit : bits) {
      edges_.push_back({.one = bit == '1', .at = at});
      last_at_ = at;
      at += interval;
    }
  }
  changed_.NotifyAll();
  return {};
}

Result<WiegandEdges> SimulatedWiegand::Take(Milliseconds patience) {
  const SteadyTime deadline = std::chrono::steady_clock::now() + patience;
  MutexLock lock(mutex_);
  DW_TRY(CheckPlugged());
  while (edges_.empty()) {
    const bool in_time = changed_.WaitUntil(mutex_, deadline);
    DW_TRY(CheckPlugged());
    if (!in_time) break;
  }
  return WiegandEdges{.edges = std::exchange(edges_, {})};
}

void SimulatedWiegand::Pull(ReaderInputs lines) {
  MutexLock lock(mutex_);
  pulled_ = std::move(lines);
}

ReaderInputs SimulatedWiegand::pulled() const {
  MutexLock lock(mutex_);
  return pulled_;
}

}  // namespace doorward::inline drivers
