#include "doorward/readers/fingerprint_station.hpp"

#include <utility>

namespace doorward::inline readers {

Status FingerprintStation::Enrol(FingerEnrolment enrolment) {
  MutexLock lock(mutex_);
  if (module_ == Module::kAway) {
    return Fail(ErrorCode::kUnavailable, "the fingerprint module is away");
  }
  if (module_ == Module::kFixed) {
    return Fail(ErrorCode::kUnsupported, "fingers cannot be enrolled at this reader");
  }
  if (enrolling_) {
    return Fail(ErrorCode::kAlreadyExists, "another finger is being enrolled at this reader");
  }
  enrolling_ = true;
  cancelled_ = false;
  asked_ = std::move(enrolment);
  return {};
}

void FingerprintStation::CancelEnrolment() { cancelled_ = true; }

std::string FingerprintStation::sensor() const {
  MutexLock lock(mutex_);
  return sensor_;
}

void FingerprintStation::SetModule(Module module, std::string_view sensor) {
  std::optional<FingerEnrolment> lost;
  {
    MutexLock lock(mutex_);
    module_ = module;
    if (module == Module::kManaged) sensor_ = sensor;
    if (module != Module::kAway || !asked_) return;
    lost = std::exchange(asked_, std::nullopt);
    enrolling_ = false;
  }
  lost->on_done(Fail(ErrorCode::kUnavailable, "the fingerprint module is gone"));
}

std::optional<FingerEnrolment> FingerprintStation::TakeEnrolment() {
  MutexLock lock(mutex_);
  return std::exchange(asked_, std::nullopt);
}

void FingerprintStation::FinishEnrolment() {
  MutexLock lock(mutex_);
  enrolling_ = false;
}

}  // namespace doorward::inline readers
