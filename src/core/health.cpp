#include "doorward/core/health.hpp"

#include "doorward/core/check.hpp"
#include "doorward/core/log.hpp"

namespace doorward::inline core {

std::string_view HealthStateName(HealthState state) {
  switch (state) {
    case HealthState::kStarting: return "starting";
    case HealthState::kOk: return "ok";
    case HealthState::kDegraded: return "degraded";
  }
  DW_UNREACHABLE();
}

void Health::Ok(const std::string& part, std::string detail) {
  Set(part, {HealthState::kOk, std::move(detail)});
}

void Health::Degraded(const std::string& part, std::string detail) {
  Set(part, {HealthState::kDegraded, std::move(detail)});
}

std::map<std::string, HealthReport> Health::Reports() const {
  MutexLock lock(mutex_);
  return reports_;
}

std::uint64_t Health::revision() const {
  MutexLock lock(mutex_);
  return revision_;
}

void Health::Set(const std::string& part, HealthReport report) {
  {
    MutexLock lock(mutex_);
    HealthReport& held = reports_[part];
    if (held.state == report.state && held.detail == report.detail) return;
    const bool is_loss =
        report.state == HealthState::kDegraded && held.state != HealthState::kDegraded;
    report.losses = held.losses + (is_loss ? 1 : 0);
    held = report;
    ++revision_;
  }
  if (report.state == HealthState::kDegraded) {
    LogWarning(LogPart{part}, "degraded: {}", report.detail);
  } else {
    LogInfo(LogPart{part}, "{} {}", HealthStateName(report.state), report.detail);
  }
}

}  // namespace doorward::inline core
