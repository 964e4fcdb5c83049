#include "drivers/simulated/simulated_lines.hpp"

#include <algorithm>

namespace doorward::inline drivers {

void SimulatedTrace::Add(const std::string& line, Level level) {
  MutexLock lock(mutex_);
  if (entries_.size() == kCapacity) entries_.pop_front();
  entries_.push_back({.number = ++last_number_,
                      .line = line,
                      .level = level,
                      .at = clock_.WallNow(),
                      .steady_at = clock_.SteadyNow()});
}

std::vector<TraceEntry> SimulatedTrace::After(std::uint64_t number) const {
  MutexLock lock(mutex_);
  const auto first = std::ranges::upper_bound(entries_, number, {}, &TraceEntry::number);
  return {first, entries_.end()};
}

Status SimulatedOutput::Set(Level level) {
  MutexLock lock(mutex_);
  DW_TRY(CheckPlugged());
  if (level_ == level) return {};
  level_ = level;
  trace_->Add(line_, level);  // Under the lock, so that the trace has the order of the changes.
  return {};
}

Level SimulatedOutput::level() const {
  MutexLock lock(mutex_);
  return level_.value_or(Level::kInactive);
}

Status SimulatedInput::Set(Level level) {
  {
    MutexLock lock(mutex_);
    DW_TRY(CheckPlugged());
    if (level_ == level) return {};
    level_ = level;
    ++edges_;
  }
  changed_.NotifyAll();
  return {};
}

Result<Level> SimulatedInput::Read() const {
  MutexLock lock(mutex_);
  DW_TRY(CheckPlugged());
  return level_;
}

std::uint64_t SimulatedInput::edges() const {
  MutexLock lock(mutex_);
  return edges_;
}

Result<std::uint64_t> SimulatedInput::WaitForMoreEdges(std::uint64_t seen, Milliseconds patience) {
  const SteadyTime deadline = std::chrono::steady_clock::now() + patience;
  MutexLock lock(mutex_);
  DW_TRY(CheckPlugged());
  while (edges_ == seen) {
    const bool in_time = changed_.WaitUntil(mutex_, deadline);
    DW_TRY(CheckPlugged());
    if (!in_time) break;
  }
  return edges_;
}

Result<bool> SimulatedInputLine::WaitForEdge(Milliseconds patience) {
  DW_TRY_ASSIGN(const std::uint64_t edges, part_->WaitForMoreEdges(seen_, patience));
  return std::exchange(seen_, edges) != edges;
}

}  // namespace doorward::inline drivers
