#include "doorward/readers/fingerprint_station.hpp"

namespace doorward::inline readers {

Status FingerprintStation::CheckEnrols() const {
  MutexLock lock(mutex_);
  switch (module_) {
    case Module::kAway: return Fail(ErrorCode::kUnavailable, "the fingerprint module is away");
    case Module::kFixed:
      return Fail(ErrorCode::kUnsupported, "fingers cannot be enrolled at this reader");
    case Module::kManaged: return {};
  }
  DW_UNREACHABLE();
}

std::string FingerprintStation::sensor() const {
  MutexLock lock(mutex_);
  return sensor_;
}

void FingerprintStation::SetModule(Module module, std::string_view sensor) {
  MutexLock lock(mutex_);
  module_ = module;
  if (module == Module::kManaged) sensor_ = sensor;
}

}  // namespace doorward::inline readers
