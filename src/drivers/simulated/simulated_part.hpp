// What the simulated parts share: a name, a plug that can be pulled, and a way to wait for the hand.
//
// Thread-safety: every method of every part may be called from any thread.

#pragma once

#include <string>

#include "doorward/core/mutex.hpp"
#include "doorward/core/result.hpp"

namespace doorward::inline drivers {

class SimulatedPart {
 public:
  explicit SimulatedPart(std::string name) : name_(std::move(name)) {}
  virtual ~SimulatedPart() = default;
  SimulatedPart(const SimulatedPart&) = delete;
  SimulatedPart& operator=(const SimulatedPart&) = delete;

  // For people, such as "simulated card reader nfc".
  const std::string& name() const { return name_; }

  // Pulls or pushes the plug. What waits on the part wakes up and fails.
  void SetUnplugged(bool unplugged) {
    {
      MutexLock lock(mutex_);
      unplugged_ = unplugged;
      if (unplugged) LoseItems();
    }
    changed_.NotifyAll();
  }

 protected:
  // kUnavailable while the plug is pulled.
  Status CheckPlugged() const DW_REQUIRES(mutex_) {
    if (unplugged_) return Fail(ErrorCode::kUnavailable, name_ + " is unplugged");
    return {};
  }

  // Forgets what a real part would lose with its power.
  virtual void LoseItems() DW_REQUIRES(mutex_) {}

  mutable Mutex mutex_;
  CondVar changed_;

 private:
  const std::string name_;
  bool unplugged_ DW_GUARDED_BY(mutex_) = false;
};

}  // namespace doorward::inline drivers
