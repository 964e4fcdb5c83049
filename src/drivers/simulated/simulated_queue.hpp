// What a simulated reader has been shown and the daemon has not yet taken.

#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

#include "drivers/simulated/simulated_part.hpp"

namespace doorward::inline drivers {

template <typename T>
class SimulatedQueue final : public SimulatedPart {
 public:
  static constexpr std::size_t kCapacity = 256;

  using SimulatedPart::SimulatedPart;

  // Appends all of `items`, or none: half a PIN would be another PIN.
  Status Put(std::vector<T> items) {
    {
      MutexLock lock(mutex_);
      DW_TRY(CheckPlugged());
      if (items.size() > kCapacity - items_.size()) {
        return Fail(ErrorCode::kResourceExhausted, name() + " has too much waiting");
      }
      for (T& item : items) items_.push_back(std::move(item));
    }
    changed_.NotifyAll();
    return {};
  }

  // Waits up to `patience` for an item and takes it.
  Result<std::optional<T>> Take(Milliseconds patience) {
    const SteadyTime deadline = std::chrono::steady_clock::now() + patience;
    MutexLock lock(mutex_);
    DW_TRY(CheckPlugged());
    while (items_.empty()) {
      const bool in_time = changed_.WaitUntil(mutex_, deadline);
      DW_TRY(CheckPlugged());
      if (!in_time) break;
    }
    std::optional<T> item;
    if (!items_.empty()) {
      item = std::move(items_.front());
      items_.pop_front();
    }
    return item;
  }

 private:
  void LoseItems() override DW_REQUIRES(mutex_) { items_.clear(); }

  std::deque<T> items_ DW_GUARDED_BY(mutex_);
};

}  // namespace doorward::inline drivers
