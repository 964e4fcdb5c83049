// What each part of the terminal says of itself, for `status` and the log. A missing device is a
// state, not an error.
//
// Thread-safety: every method may be called from any thread.

#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "doorward/core/mutex.hpp"

namespace doorward::inline core {

enum class HealthState { kStarting, kOk, kDegraded };
std::string_view HealthStateName(HealthState state);  // "starting", "ok", "degraded"

struct HealthReport {
  HealthState state = HealthState::kStarting;
  std::string detail;        // What is wrong, or the device's name. No personal data.
  std::uint64_t losses = 0;  // How often it has become degraded.

  friend bool operator==(const HealthReport&, const HealthReport&) = default;
};

class Health {
 public:
  // Logs a change of state once, not each repetition.
  void Ok(const std::string& part, std::string detail = {});
  void Degraded(const std::string& part, std::string detail);

  std::map<std::string, HealthReport> Reports() const;

  // Goes up with each change, so that a watcher can see that there was one.
  std::uint64_t revision() const;

 private:
  void Set(const std::string& part, HealthReport report);

  mutable Mutex mutex_;
  std::map<std::string, HealthReport> reports_ DW_GUARDED_BY(mutex_);
  std::uint64_t revision_ DW_GUARDED_BY(mutex_) = 0;
};

}  // namespace doorward::inline core
