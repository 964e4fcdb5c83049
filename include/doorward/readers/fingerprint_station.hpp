// One fingerprint reader, as the rest of the terminal sees it: whether fingers can be enrolled at it, and
// for which sensors. Its module's templates are kept by its worker, from `people` and `index`.
//
// Thread-safety: every method may be called from any thread.
// Blocking: none.

#pragma once

#include <string>
#include <string_view>

#include "doorward/core/mutex.hpp"
#include "doorward/identify/credential_index.hpp"
#include "doorward/storage/people_database.hpp"

namespace doorward::inline readers {

class FingerprintStation {
 public:
  // Both outlive it; it outlives its worker.
  FingerprintStation(PeopleDatabase& people, const CurrentIndex& index)
      : people_(people), index_(index) {}

  // Whether a finger can be enrolled here now. kUnavailable: the module is away. kUnsupported: its
  // templates cannot be managed from here.
  Status CheckEnrols() const;

  // The family of the module that was here last (FingerprintCredential::sensor), if its templates are
  // managed from here; empty: they are not, or there has been none yet.
  std::string sensor() const;

  // For its worker. Whether there is a module, and whether it can enrol; `sensor` as above.
  enum class Module { kAway, kFixed, kManaged };
  void SetModule(Module module, std::string_view sensor = {});

  PeopleDatabase& people() { return people_; }
  const CurrentIndex& index() const { return index_; }

 private:
  PeopleDatabase& people_;
  const CurrentIndex& index_;

  mutable Mutex mutex_;
  std::string sensor_ DW_GUARDED_BY(mutex_);
  Module module_ DW_GUARDED_BY(mutex_) = Module::kAway;
};

}  // namespace doorward::inline readers
