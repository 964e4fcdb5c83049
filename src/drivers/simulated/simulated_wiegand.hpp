// The two lines of a simulated Wiegand reader: what the hand pulses, the real decoder reads.

#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "drivers/simulated/simulated_part.hpp"
#include "drivers/wiegand/wiegand_reader.hpp"

namespace doorward::inline drivers {

class SimulatedWiegand final : public SimulatedPart {
 public:
  static constexpr std::size_t kCapacity = 16'384;

  using SimulatedPart::SimulatedPart;

  // Pulses D0 or D1 for each '0' or '1' of `bits`, all of them or none. Their time stamps are
  // `interval` apart, and a frame's gap after those of the last call.
  Status Pulse(std::string_view bits, std::chrono::microseconds interval);

  Result<WiegandEdges> Take(Milliseconds patience);

  // Pulls lines for good, as a short does, or lets go of them.
  void Pull(ReaderInputs lines);
  ReaderInputs pulled() const;

 private:
  void LoseItems() override DW_REQUIRES(mutex_) { edges_.clear(); }

  std::vector<WiegandEdge> edges_ DW_GUARDED_BY(mutex_);
  ReaderInputs pulled_ DW_GUARDED_BY(mutex_);
  std::chrono::nanoseconds last_at_ DW_GUARDED_BY(mutex_){};
};

class SimulatedWiegandSource final : public WiegandEdgeSource {
 public:
  explicit SimulatedWiegandSource(std::shared_ptr<SimulatedWiegand> part)
      : part_(std::move(part)) {}
  Result<WiegandEdges> WaitForEdges(Milliseconds patience) override {
    return part_->Take(patience);
  }
  Result<ReaderInputs> PulledLines() override { return part_->pulled(); }
  std::string_view name() const override { return part_->name(); }

 private:
  const std::shared_ptr<SimulatedWiegand> part_;
};

}  // namespace doorward::inline drivers
