#include "readers/finger_enroller.hpp"

#include <utility>

#include "doorward/core/check.hpp"

namespace doorward::inline readers {
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
  Finish(Fail(ErrorCode::kUnavailable, "the enrollment was cancelled"));
  stage_ = Stage::kOver;
}

Result<bool> FingerEnroller::Step(FingerprintTemplates& module, Milliseconds patience,
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
  if (told_ != FingerGuidance::kPoor) Guide(FingerGuidance::kPlace);
  DW_TRY_ASSIGN(const bool taken, TakeSample(module, 1, patience));
  if (!taken) return {};
  DW_TRY_ASSIGN(const auto slot, module.FindSample(1));
  const PersonId owner = slot ? owner_of_(*slot) : PersonId();
  if (owner.empty() || owner == enrolment_.person) {
    Guide(FingerGuidance::kLift);
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
    Finish(std::move(combined));
    stage_ = Stage::kLiftAtEnd;
    return {};
  }
  if (combined.error().code != ErrorCode::kInvalidArgument) return Fail(combined.error());
  Guide(FingerGuidance::kDiffered);
  stage_ = Stage::kLiftAnew;
  return {};
}

Result<bool> FingerEnroller::TakeSample(FingerprintTemplates& module, int sample,
                                        Milliseconds patience) {
  DW_TRY_ASSIGN(const FingerSample taken, module.TakeSample(sample, patience));
  if (taken == FingerSample::kPoor) Guide(FingerGuidance::kPoor);
  return taken == FingerSample::kTaken;
}

Status FingerEnroller::AwaitLifting(FingerprintTemplates& module) {
  DW_TRY_ASSIGN(const bool lifted, module.IsFingerLifted());
  if (!lifted) return {};
  if (stage_ == Stage::kLift) Guide(FingerGuidance::kPlaceAgain);
  stage_ = stage_ == Stage::kLift       ? Stage::kSecond
           : stage_ == Stage::kLiftAnew ? Stage::kFirst
                                        : Stage::kOver;
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

}  // namespace doorward::inline readers
