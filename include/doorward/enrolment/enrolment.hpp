// One enrolment at a reader: what it waits for, what the person before the reader is told, and when it
// ends. Pure: time is an argument, and nothing is read or written here.
//
//   waiting ⇄ again ⇄ lift  ──capture──►  checking  ──►  done | failed
//       └── time over: failed;  cancelled, or nobody asks any more: cancelled
//
// Thread-safety: none.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "doorward/core/id.hpp"
#include "doorward/core/result.hpp"
#include "doorward/core/time.hpp"
#include "doorward/domain/credential.hpp"

namespace doorward::inline enrolment {

// Whether a reader can take such a credential from a person: a card, a face, a fingerprint.
bool IsEnrolledAtReader(CredentialType type);

enum class EnrolmentState {
  kWaiting,   // For a card, a face or a finger.
  kAgain,     // It was seen, and not well enough, or is wanted once more.
  kLift,      // The finger must come off.
  kChecking,  // It was taken; being compared and stored.
  kDone,      // The credential is durable, and opens.
  kFailed,    // Refused, or its time is over.
  kCancelled,
};
std::string_view EnrolmentStateName(EnrolmentState state);  // The protocol's word: "waiting"
bool IsOver(EnrolmentState state);

// What whoever stands before the reader has to do.
enum class EnrolmentPrompt {
  kShowCard,
  kShowProvenCard,  // That card did not prove itself.
  kShowOtherCard,   // That number identifies nobody: see domain/card_number.hpp.
  kLookAtCamera,
  kComeCloser,
  kHoldStill,
  kComeAlone,       // More than one face is in view.
  kShowLivingFace,  // That was a picture or a mask, or taken for one.
  kWaitForSensor,
  kPlaceFinger,
  kPlaceFingerBetter,
  kLiftFinger,
  kPlaceFingerAgain,
  kFingersDiffered,
};
EnrolmentState StateOf(EnrolmentPrompt prompt);
std::string_view TextOf(EnrolmentPrompt prompt);  // One sentence.
// What a person is asked for first. REQUIRES: IsEnrolledAtReader(type).
EnrolmentPrompt FirstPrompt(CredentialType type);

struct EnrolmentTask {
  std::string id;
  PersonId person;
  CredentialType type = CredentialType::kCard;  // IsEnrolledAtReader().
  ReaderId reader;
  Milliseconds patience{30'000};  // From the beginning to the capture.
};

struct EnrolmentStatus {
  EnrolmentState state = EnrolmentState::kWaiting;
  std::string guidance;
  std::string credential;      // Once done: the id of the new one.
  std::optional<Error> error;  // Once failed.
  friend bool operator==(const EnrolmentStatus&, const EnrolmentStatus&) = default;
};

class Enrolment {
 public:
  // Whoever began it must ask at least so often.
  static constexpr Milliseconds kAskPatience{10'000};

  Enrolment(EnrolmentTask task, SteadyTime now);

  const EnrolmentTask& task() const { return task_; }
  const EnrolmentStatus& status() const { return status_; }
  bool is_over() const { return IsOver(status_.state); }
  bool is_checking() const { return status_.state == EnrolmentState::kChecking; }

  // All of these do nothing once it is over.
  void Prompt(EnrolmentPrompt prompt);  // Nor while it is checking.
  // Something was taken. False if that is not wanted (any more).
  bool Capture();
  // The end of the checking; `credential` is the new one's id. An error also ends what still waits.
  void Finish(Result<std::string> credential);
  void Cancel(std::string_view why);
  // Its starter is there.
  void Ask(SteadyTime now);
  // Ends it if its time is over or nobody has asked. What is being checked is not interrupted.
  void PassTime(SteadyTime now);

 private:
  void End(EnrolmentState state, std::string guidance);

  EnrolmentTask task_;
  EnrolmentStatus status_;
  SteadyTime until_;
  SteadyTime asked_at_;
};

}  // namespace doorward::inline enrolment
