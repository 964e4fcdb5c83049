// One enrolment at a fingerprint module, call by call: takes two samples with the finger lifted in
// between, and has the module make a template of them. The first sample is looked for among the
// templates: a finger that was looked at before it may have made room for another.
//
// Thread-safety: none; the module's worker owns it.
// Ownership: if it goes before it is done, the enrolment ends with kUnavailable.

#pragma once

#include <functional>
#include <optional>
#include <string>

#include "doorward/enrolment/enroller.hpp"
#include "doorward/hal/fingerprint_reader.hpp"

namespace doorward::inline readers {

class FingerEnroller {
 public:
  // Whose the finger in a slot is; empty: nobody's.
  using OwnerOf = std::function<PersonId(int slot)>;

  // A finger that is enrolled for anybody but `task.person` is refused. `sensor` is the module's family.
  // `enrolment` outlives it.
  FingerEnroller(EnrolmentTask task, std::string sensor, OwnerOf owner_of, Enroller& enrolment);
  ~FingerEnroller();
  FingerEnroller(const FingerEnroller&) = delete;
  FingerEnroller& operator=(const FingerEnroller&) = delete;

  const EnrolmentTask& task() const { return task_; }

  // Makes the next call of the module, of at most `patience`, but for the making of the template (2 s).
  // False: it is over, and the finger is off the sensor. Fails only if the module is gone.
  Result<bool> Step(FingerprintTemplates& module, Milliseconds patience, SteadyTime now);

  // The enrolment is over: no more samples. A finger that was taken is still waited for to come off.
  void GiveUp();

 private:
  enum class Stage { kFirst, kLift, kSecond, kLiftAnew, kLiftAtEnd, kOver };

  Status Advance(FingerprintTemplates& module, Milliseconds patience);
  Status TakeFirst(FingerprintTemplates& module, Milliseconds patience);
  Status TakeSecond(FingerprintTemplates& module, Milliseconds patience);
  Result<bool> TakeSample(FingerprintTemplates& module, int sample, Milliseconds patience);
  Status AwaitLifting(FingerprintTemplates& module);
  void Prompt(EnrolmentPrompt prompt);
  void Finish(Result<Credential> finger);

  const EnrolmentTask task_;
  const std::string sensor_;
  const OwnerOf owner_of_;
  Enroller& enrolment_;
  Stage stage_ = Stage::kFirst;
  std::optional<EnrolmentPrompt> told_;
  bool done_ = false;
  std::optional<SteadyTime> lifted_by_;  // Once it is done.
};

}  // namespace doorward::inline readers
