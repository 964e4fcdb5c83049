#include "doorward/enrolment/enrolment.hpp"

#include <algorithm>
#include <utility>

#include "doorward/core/check.hpp"

namespace doorward::inline enrolment {

namespace {

struct EnrolledType {
  CredentialType type;
  EnrolmentPrompt first;
};
constexpr EnrolledType kEnrolled[] = {
    {CredentialType::kCard, EnrolmentPrompt::kShowCard},
    {CredentialType::kFace, EnrolmentPrompt::kLookAtCamera},
    {CredentialType::kFingerprint, EnrolmentPrompt::kWaitForSensor},
};

const EnrolledType* FindEnrolled(CredentialType type) {
  const auto found = std::ranges::find(kEnrolled, type, &EnrolledType::type);
  return found == std::end(kEnrolled) ? nullptr : found;
}

}  // namespace

bool IsEnrolledAtReader(CredentialType type) { return FindEnrolled(type) != nullptr; }

std::string_view EnrolmentStateName(EnrolmentState state) {
  switch (state) {
    case EnrolmentState::kWaiting: return "waiting";
    case EnrolmentState::kAgain: return "again";
    case EnrolmentState::kLift: return "lift";
    case EnrolmentState::kChecking: return "checking";
    case EnrolmentState::kDone: return "done";
    case EnrolmentState::kFailed: return "failed";
    case EnrolmentState::kCancelled: return "cancelled";
  }
  DW_UNREACHABLE();
}

bool IsOver(EnrolmentState state) {
  switch (state) {
    case EnrolmentState::kWaiting:
    case EnrolmentState::kAgain:
    case EnrolmentState::kLift:
    case EnrolmentState::kChecking: return false;
    case EnrolmentState::kDone:
    case EnrolmentState::kFailed:
    case EnrolmentState::kCancelled: return true;
  }
  DW_UNREACHABLE();
}

EnrolmentState StateOf(EnrolmentPrompt prompt) {
  switch (prompt) {
    case EnrolmentPrompt::kShowCard:
    case EnrolmentPrompt::kLookAtCamera:
    case EnrolmentPrompt::kWaitForSensor:
    case EnrolmentPrompt::kPlaceFinger: return EnrolmentState::kWaiting;
    case EnrolmentPrompt::kShowProvenCard:
    case EnrolmentPrompt::kShowOtherCard:
    case EnrolmentPrompt::kComeCloser:
    case EnrolmentPrompt::kHoldStill:
    case EnrolmentPrompt::kComeAlone:
    case EnrolmentPrompt::kShowLivingFace:
    case EnrolmentPrompt::kPlaceFingerBetter:
    case EnrolmentPrompt::kPlaceFingerAgain: return EnrolmentState::kAgain;
    case EnrolmentPrompt::kLiftFinger:
    case EnrolmentPrompt::kFingersDiffered: return EnrolmentState::kLift;
  }
  DW_UNREACHABLE();
}

std::string_view TextOf(EnrolmentPrompt prompt) {
  switch (prompt) {
    case EnrolmentPrompt::kShowCard: return "Hold the card to the reader.";
    case EnrolmentPrompt::kShowProvenCard:
      return "That card could not prove that it is genuine: hold another to the reader.";
    case EnrolmentPrompt::kShowOtherCard:
      return "That number identifies nobody (telephones tell a random one each time): hold another "
             "card to the reader.";
    case EnrolmentPrompt::kLookAtCamera: return "Look into the camera.";
    case EnrolmentPrompt::kComeCloser: return "Come closer to the camera.";
    case EnrolmentPrompt::kHoldStill: return "Hold still and look into the camera.";
    case EnrolmentPrompt::kComeAlone: return "Only one person may stand before the camera.";
    case EnrolmentPrompt::kShowLivingFace:
      return "That was taken for a picture of a face: step aside for a moment, and look into the "
             "camera again.";
    case EnrolmentPrompt::kWaitForSensor: return "One moment: the sensor is getting ready.";
    case EnrolmentPrompt::kPlaceFinger: return "Put the finger on the sensor.";
    case EnrolmentPrompt::kPlaceFingerBetter:
      return "Put the finger on the sensor again, flat and in the middle.";
    case EnrolmentPrompt::kLiftFinger: return "Take the finger off the sensor.";
    case EnrolmentPrompt::kPlaceFingerAgain: return "Put the same finger on the sensor once more.";
    case EnrolmentPrompt::kFingersDiffered:
      return "The two were too unlike: take the finger off, and begin again.";
  }
  DW_UNREACHABLE();
}

EnrolmentPrompt FirstPrompt(CredentialType type) {
  const EnrolledType* enrolled = FindEnrolled(type);
  DW_CHECK(enrolled != nullptr);
  return enrolled->first;
}

Enrolment::Enrolment(EnrolmentTask task, SteadyTime now)
    : task_(std::move(task)), until_(now + task_.patience), asked_at_(now) {
  Prompt(FirstPrompt(task_.type));
}

void Enrolment::Prompt(EnrolmentPrompt prompt) {
  if (is_over() || is_checking()) return;
  status_.state = StateOf(prompt);
  status_.guidance = TextOf(prompt);
}

bool Enrolment::Capture() {
  if (is_over() || is_checking()) return false;
  status_.state = EnrolmentState::kChecking;
  status_.guidance = "It is being checked.";
  return true;
}

void Enrolment::Finish(Result<std::string> credential) {
  if (is_over()) return;
  if (credential) {
    DW_CHECK(is_checking());
    status_.credential = *std::move(credential);
    return End(EnrolmentState::kDone, "It is enrolled.");
  }
  status_.error = std::move(credential).error();
  End(EnrolmentState::kFailed, "It was not enrolled: " + status_.error->message + ".");
}

void Enrolment::Cancel(std::string_view why) {
  if (is_over()) return;
  End(EnrolmentState::kCancelled, "It was cancelled: " + std::string(why) + ".");
}

void Enrolment::Ask(SteadyTime now) { asked_at_ = now; }

void Enrolment::PassTime(SteadyTime now) {
  if (is_over() || is_checking()) return;
  if (now >= until_) {
    Finish(Fail(ErrorCode::kTimeout, "nothing that can be enrolled was shown in time"));
  } else if (now - asked_at_ >= kAskPatience) {
    Cancel("whoever began it asks no longer");
  }
}

void Enrolment::End(EnrolmentState state, std::string guidance) {
  status_.state = state;
  status_.guidance = std::move(guidance);
}

}  // namespace doorward::inline enrolment
