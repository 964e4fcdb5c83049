// Simulated lines: outputs that are watched, inputs that the hand sets.

#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "doorward/drivers/simulated_board.hpp"
#include "drivers/simulated/simulated_part.hpp"

namespace doorward::inline drivers {

// Every change of every output of a board, in order.
//
// Thread-safety: every method may be called from any thread.
class SimulatedTrace {
 public:
  static constexpr std::size_t kCapacity = 10'000;

  explicit SimulatedTrace(const Clock& clock) : clock_(clock) {}

  void Add(const std::string& line, Level level);
  std::vector<TraceEntry> After(std::uint64_t number) const;

 private:
  const Clock& clock_;
  mutable Mutex mutex_;
  std::deque<TraceEntry> entries_ DW_GUARDED_BY(mutex_);
  std::uint64_t last_number_ DW_GUARDED_BY(mutex_) = 0;
};

class SimulatedOutput final : public SimulatedPart {
 public:
  SimulatedOutput(const std::string& line, std::shared_ptr<SimulatedTrace> trace)
      : SimulatedPart("simulated output " + line), line_(line), trace_(std::move(trace)) {}

  // Traces `level` if it is the line's first or another than before.
  Status Set(Level level);
  Level level() const;

 private:
  const std::string line_;
  const std::shared_ptr<SimulatedTrace> trace_;
  std::optional<Level> level_ DW_GUARDED_BY(mutex_);  // nullopt until it is first requested.
};

class SimulatedInput final : public SimulatedPart {
 public:
  explicit SimulatedInput(const std::string& line) : SimulatedPart("simulated input " + line) {}

  Status Set(Level level);
  Result<Level> Read() const;

  std::uint64_t edges() const;
  // Waits up to `patience` until there have been more than `seen` edges, and returns how many.
  Result<std::uint64_t> WaitForMoreEdges(std::uint64_t seen, Milliseconds patience);

 private:
  Level level_ DW_GUARDED_BY(mutex_) = Level::kInactive;
  std::uint64_t edges_ DW_GUARDED_BY(mutex_) = 0;
};

class SimulatedOutputLine final : public OutputLine {
 public:
  explicit SimulatedOutputLine(std::shared_ptr<SimulatedOutput> part) : part_(std::move(part)) {}
  Status Set(Level level) override { return part_->Set(level); }
  std::string_view name() const override { return part_->name(); }

 private:
  const std::shared_ptr<SimulatedOutput> part_;
};

class SimulatedInputLine final : public InputLine {
 public:
  explicit SimulatedInputLine(std::shared_ptr<SimulatedInput> part)
      : part_(std::move(part)), seen_(part_->edges()) {}
  Result<Level> Read() override { return part_->Read(); }
  Result<bool> WaitForEdge(Milliseconds patience) override;
  std::string_view name() const override { return part_->name(); }

 private:
  const std::shared_ptr<SimulatedInput> part_;
  std::uint64_t seen_;  // Edges that WaitForEdge() has reported, or that came before the opening.
};

}  // namespace doorward::inline drivers
