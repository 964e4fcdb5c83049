#include "access/finger_enroller.hpp"

#include <utility>

#include "doorward/core/check.hpp"

namespace doorward {
namespace {

// How long a finger that has been enrolled may rest on the sensor before it counts as shown.
constexpr Milliseconds kLiftPatience{5'000};

}  // namespace

FingerEnroller::FingerEnroller(FingerEnrolment enrolment, OwnerOf owner_of, SteadyTime now)
    : enrolment_(std::move(enrolment)),
      owner_of_(std::move(owner_of)),
      until_(now + enrolment_.patience) {}

FingerEnroller::~FingerEnroller() {
  Finish(Fail(ErrorCode::kUnavailable, "the fingerprint module is gone"));
}

void FingerEnroller::Cancel() {
  Finish(Fail(ErrorCode::kUnavailable, "the enrolment was cancelled"));
  stage_ = Stage::kOver;
}

Result<bool> FingerEnroller::Step(FingerprintReader& module, Milliseconds patience,
                                  SteadyTime now) {
  const bool was_done = done_;
  if (now >= until_) {
    Finish(Fail(ErrorCode::kTimeout, "no finger was enrolled in time"));
    stage_ = Stage::kOver;
  }
  if (const Status status = Advance(module, patience); !status) {
    if (status.error().code == ErrorCode::kUnavailable) return Fail(status.error());
    if (!done_) {  // One reading went wrong; the next may not.
      Guide(FingerGuidance::kLift);
      stage_ = Stage::kLiftAnew;
    }
  }
  if (done_ && !was_done && stage_ != Stage::kOver) until_ = now + kLiftPatience;
  return stage_ != Stage::kOver;
}

Status FingerEnroller::Advance(FingerprintReader& module, Milliseconds patience) {
  FingerprintTemplates& templates = *module.templates();
  switch (stage_) {
    case Stage::kIdentify: return Identify(module, patience);
    case Stage::kFirst: return TakeSample(templates, 1, patience);
    case Stage::kSecond: return TakeSample(templates, 2, patience);
    case Stage::kLift:
    case Stage::kLiftAnew:
    case Stage::kLiftAtEnd: break;
    case Stage::kOver: return {};
  }
  DW_TRY_ASSIGN(const bool lifted, templates.IsFingerLifted());
  if (!lifted) return {};
  if (stage_ == Stage::kLift) Guide(FingerGuidance::kPlaceAgain);
  stage_ = stage_ == Stage::kLift       ? Stage::kSecond
           : stage_ == Stage::kLiftAnew ? Stage::kIdentify
                                        : Stage::kOver;
  return {};
}

// Looks whether the finger is somebody's before it is enrolled for another.
Status FingerEnroller::Identify(FingerprintReader& module, Milliseconds patience) {
  Guide(FingerGuidance::kPlace);
  DW_TRY_ASSIGN(const auto finger, module.WaitForFinger(patience));
  if (!finger) return {};
  const PersonId owner = finger->slot ? owner_of_(*finger->slot) : PersonId();
  if (owner.empty() || owner == enrolment_.person) {
    stage_ = Stage::kFirst;
    return {};
  }
  Finish(Fail(ErrorCode::kAlreadyExists, "this finger is enrolled for another person"));
  stage_ = Stage::kLiftAtEnd;
  return {};
}

Status FingerEnroller::TakeSample(FingerprintTemplates& templates, int sample,
                                  Milliseconds patience) {
  DW_TRY_ASSIGN(const FingerSample taken, templates.TakeSample(sample, patience));
  switch (taken) {
    case FingerSample::kNoFinger: return {};
    case FingerSample::kPoor: Guide(FingerGuidance::kPoor); return {};
    case FingerSample::kTaken: break;
  }
  if (sample == 2) return Combine(templates);
  Guide(FingerGuidance::kLift);
  stage_ = Stage::kLift;
  return {};
}

Status FingerEnroller::Combine(FingerprintTemplates& templates) {
  auto combined = templates.Combine();
  if (combined) {
    Finish(std::move(combined));
    stage_ = Stage::kLiftAtEnd;
    return {};
  }
  if (combined.error().code != ErrorCode::kInvalidArgument) return Fail(combined.error());
  Guide(FingerGuidance::kDiffered);
  stage_ = Stage::kLiftAnew;
  return {};
}

void FingerEnroller::Guide(FingerGuidance guidance) {
  if (told_ == guidance) return;
  told_ = guidance;
  if (enrolment_.on_guidance) enrolment_.on_guidance(guidance);
}

void FingerEnroller::Finish(Result<Bytes> result) {
  if (std::exchange(done_, true)) return;
  enrolment_.on_done(std::move(result));
}

}  // namespace doorward
