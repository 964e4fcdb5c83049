// One fingerprint reader, as the rest of the terminal sees it: where fingers are enrolled. Its module's
// templates are kept by its worker, from `people` and `index`.
//
// Thread-safety: every method may be called from any thread.
// Blocking: none.

#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "doorward/core/mutex.hpp"
#include "doorward/core/time.hpp"
#include "doorward/identify/credential_index.hpp"
#include "doorward/storage/people_database.hpp"

namespace doorward::inline readers {

// What whoever enrols has to do now.
enum class FingerGuidance {
  kPlace,       // Put the finger on the sensor.
  kPoor,        // It was not seen well: put it on again, flat and in the middle.
  kLift,        // Take it off.
  kPlaceAgain,  // Put the same finger on once more.
  kDiffered,    // The two were too unlike: take it off; it begins anew.
};

// Two samples of one finger, made into a template. Both functions are called by the module's worker, and
// must not wait.
struct FingerEnrolment {
  PersonId person;  // A finger that is enrolled for anybody else is refused (kAlreadyExists).
  Milliseconds patience{60'000};
  std::function<void(FingerGuidance)> on_guidance;  // When it changes.
  // Once. kTimeout: `patience` is over. kUnavailable: the module is gone, or it was cancelled.
  std::function<void(Result<Bytes>)> on_done;
};

class FingerprintStation {
 public:
  // Both outlive it; it outlives its worker.
  FingerprintStation(PeopleDatabase& people, const CurrentIndex& index)
      : people_(people), index_(index) {}

  // Begins an enrolment; until it is done no finger opens anything at this reader.
  // kUnavailable: the module is away. kUnsupported: its templates cannot be managed from here.
  // kAlreadyExists: another enrolment is going on. Of these, `on_done` hears nothing.
  Status Enrol(FingerEnrolment enrolment);

  // Ends the enrolment, if there is one, before long.
  void CancelEnrolment();

  // The family of the module that was here last (FingerprintCredential::sensor), if its templates are
  // managed from here; empty: they are not, or there has been none yet.
  std::string sensor() const;

  // For its worker. Whether there is a module, and whether it can enrol; `sensor` as above.
  enum class Module { kAway, kFixed, kManaged };
  void SetModule(Module module, std::string_view sensor = {});
  // The enrolment that has been asked for; from then on until FinishEnrolment() it is going on.
  std::optional<FingerEnrolment> TakeEnrolment();
  bool cancelled() const { return cancelled_; }
  void FinishEnrolment();

  PeopleDatabase& people() { return people_; }
  const CurrentIndex& index() const { return index_; }

 private:
  PeopleDatabase& people_;
  const CurrentIndex& index_;
  std::atomic<bool> cancelled_ = false;

  mutable Mutex mutex_;
  std::string sensor_ DW_GUARDED_BY(mutex_);
  Module module_ DW_GUARDED_BY(mutex_) = Module::kAway;
  bool enrolling_ DW_GUARDED_BY(mutex_) = false;
  std::optional<FingerEnrolment> asked_ DW_GUARDED_BY(mutex_);
};

}  // namespace doorward::inline readers
