// One enrolment at a fingerprint module, call by call: takes two samples with the finger lifted in
// between, and has the module make a template of them. The first sample is looked for among the
// templates: a finger that was looked at before it may have made room for another.
//
// Thread-safety: none; the module's worker owns it.
// Ownership: if it goes before it is done, on_done hears kUnavailable.

#pragma once

#include <functional>
#include <optional>

#include "doorward/hal/fingerprint_reader.hpp"
#include "doorward/readers/fingerprint_station.hpp"

namespace doorward::inline readers {

class FingerEnroller {
 public:
  // Whose the finger in a slot is; empty: nobody's.
  using OwnerOf = std::function<PersonId(int slot)>;

  FingerEnroller(FingerEnrolment enrolment, OwnerOf owner_of, SteadyTime now);
  ~FingerEnroller();
  FingerEnroller(const FingerEnroller&) = delete;
  FingerEnroller& operator=(const FingerEnroller&) = delete;

  // Makes the next call of the module, of at most `patience`, but for the making of the template (2 s).
  // False: it is over, and the finger is off the sensor. Fails only if the module is gone.
  Result<bool> Step(FingerprintTemplates& module, Milliseconds patience, SteadyTime now);

  void Cancel();

 private:
  enum class Stage { kFirst, kLift, kSecond, kLiftAnew, kLiftAtEnd, kOver };

  Status Advance(FingerprintTemplates& module, Milliseconds patience);
  Status TakeFirst(FingerprintTemplates& module, Milliseconds patience);
  Status TakeSecond(FingerprintTemplates& module, Milliseconds patience);
  Result<bool> TakeSample(FingerprintTemplates& module, int sample, Milliseconds patience);
  Status AwaitLifting(FingerprintTemplates& module);
  void Guide(FingerGuidance guidance);
  void Finish(Result<Bytes> result);

  const FingerEnrolment enrolment_;
  const OwnerOf owner_of_;
  SteadyTime until_;
  Stage stage_ = Stage::kFirst;
  std::optional<FingerGuidance> told_;
  bool done_ = false;
};

}  // namespace doorward::inline readers
