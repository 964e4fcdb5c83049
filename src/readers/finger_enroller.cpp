#include "readers/finger_enroller.hpp"

#include <utility>

#include "doorward/core/check.hpp"

namespace doorward::inline readers {
namespace {

// How long a finger that has been enrolled may rest on the sensor before it counts as shown.
constexpr Milliseconds kLiftPatience{5'000};

}  // namespace

FingerEnroller::FingerEnroller(EnrolmentTask task, std::string sensor, OwnerOf owner_of,
                               Enroller& enrolment)
    : task_(std::move(task)),
      sensor_(std::move(sensor)),
      owner_of_(std::move(owner_of)),
      enrolment_(enrolment) {}

FingerEnroller::~FingerEnroller() {
  Finish(Fail(ErrorCode::kUnavailable, "the fingerprint module is gone"));
}

void FingerEnroller::GiveUp() {
  if (!std::exchange(done_, true)) stage_ = Stage::kOver;
}

Result<bool> FingerEnroller::Step(FingerprintTemplates& module, Milliseconds patience,
                                  SteadyTime now) {
  if (const Status status = Advance(module, patience); !status) {
    if (status.error().code == ErrorCode::kUnavailable) return Fail(status.error());
    if (!done_) {  // One reading went wrong; the next may not.
      Prompt(EnrolmentPrompt::kLiftFinger);
      stage_ = Stage::kLiftAnew;
    }
  }
  if (done_ && !lifted_by_) lifted_by_ = now + kLiftPatience;
  return stage_ != Stage::kOver && !(lifted_by_ && now >= *lifted_by_);
}

Status FingerEnroller::Advance(FingerprintTemplates& module, Milliseconds patience) {
  switch (stage_) {
    case Stage::kFirst: return TakeFirst(module, patience);
    case Stage::kSecond: return TakeSecond(module, patience);
    case Stage::kLift:
    case Stage::kLiftAnew:
    case Stage::kLiftAtEnd: return AwaitLifting(module);
    case Stage::kOver: return {};
  }
  DW_UNREACHABLE();
}

// Whoever's finger it is: it must not be enrolled for another.
Status FingerEnroller::TakeFirst(FingerprintTemplates& module, Milliseconds patience) {
  if (told_ != EnrolmentPrompt::kPlaceFingerBetter) Prompt(EnrolmentPrompt::kPlaceFinger);
  DW_TRY_ASSIGN(const bool taken, TakeSample(module, 1, patience));
  if (!taken) return {};
  DW_TRY_ASSIGN(const auto slot, module.FindSample(1));
  const PersonId owner = slot ? owner_of_(*slot) : PersonId();
  if (owner.empty() || owner == task_.person) {
    Prompt(EnrolmentPrompt::kLiftFinger);
    stage_ = Stage::kLift;
    return {};
  }
  Finish(Fail(ErrorCode::kAlreadyExists, "this finger is enrolled for another person"));
  stage_ = Stage::kLiftAtEnd;
  return {};
}

// That it is the finger of the first sample, the module finds out.
Status FingerEnroller::TakeSecond(FingerprintTemplates& module, Milliseconds patience) {
  DW_TRY_ASSIGN(const bool taken, TakeSample(module, 2, patience));
  if (!taken) return {};
  auto combined = module.Combine();
  if (combined) {
    Finish(FingerprintCredential{
        .sensor = sensor_, .slot = {}, .template_data = *std::move(combined)});
    stage_ = Stage::kLiftAtEnd;
    return {};
  }
  if (combined.error().code != ErrorCode::kInvalidArgument) return Fail(combined.error());
  Prompt(EnrolmentPrompt::kFingersDiffered);
  stage_ = Stage::kLiftAnew;
  return {};
}

Result<bool> FingerEnroller::TakeSample(FingerprintTemplates& module, int sample,
                                        Milliseconds patience) {
  DW_TRY_ASSIGN(const FingerSample taken, module.TakeSample(sample, patience));
  if (taken == FingerSample::kPoor) Prompt(EnrolmentPrompt::kPlaceFingerBetter);
  return taken == FingerSample::kTaken;
}

Status FingerEnroller::AwaitLifting(FingerprintTemplates& module) {
  DW_TRY_ASSIGN(const bool lifted, module.IsFingerLifted());
  if (!lifted) return {};
  if (stage_ == Stage::kLift) Prompt(EnrolmentPrompt::kPlaceFingerAgain);
  stage_ = stage_ == Stage::kLift       ? Stage::kSecond
           : stage_ == Stage::kLiftAnew ? Stage::kFirst
                                        : Stage::kOver;
  return {};
}

void FingerEnroller::Prompt(EnrolmentPrompt prompt) {
  if (std::exchange(told_, prompt) != prompt) enrolment_.Prompt(task_.id, prompt);
}

void FingerEnroller::Finish(Result<Credential> finger) {
  if (!std::exchange(done_, true)) enrolment_.Take(task_.id, std::move(finger));
}

}  // namespace doorward::inline readers
