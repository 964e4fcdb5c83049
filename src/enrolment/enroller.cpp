#include "doorward/enrolment/enroller.hpp"

#include <utility>

#include "doorward/core/check.hpp"
#include "doorward/identify/seen_number.hpp"

namespace doorward::inline enrolment {
namespace {

Signal SignalOf(EnrolmentState state) {
  switch (state) {
    case EnrolmentState::kWaiting:
    case EnrolmentState::kAgain:
    case EnrolmentState::kLift:
    case EnrolmentState::kChecking: return Signal::kWaiting;
    case EnrolmentState::kDone: return Signal::kGranted;
    case EnrolmentState::kFailed: return Signal::kDenied;
    case EnrolmentState::kCancelled: return Signal::kIdle;
  }
  DW_UNREACHABLE();
}

tl::unexpected<Error> NoSuchEnrolment() {
  return Fail(ErrorCode::kNotFound,
              "there is no such enrollment: the terminal has started again, or another has begun",
              "enrollment");
}

}  // namespace

Status Enroller::Begin(EnrolmentPlan plan) {
  MutexLock lock(mutex_);
  PassTime();
  if (plan_) {
    return Fail(ErrorCode::kResourceExhausted, "another enrollment is running at reader \"" +
                                                   plan_->task.reader.str() +
                                                   "\": " + plan_->task.id);
  }
  if (outcomes_.size() >= kMaxOutcomes) {
    return Fail(ErrorCode::kResourceExhausted, "those before have not been recorded yet");
  }
  last_.emplace(plan.task, clock_.SteadyNow());
  plan_ = std::move(plan);
  feedback_.Show(plan_->task.reader, Signal::kWaiting);
  changed_.NotifyAll();
  return {};
}

Result<EnrolmentStatus> Enroller::Ask(const std::string& id) {
  MutexLock lock(mutex_);
  PassTime();
  if (!last_ || last_->task().id != id) return NoSuchEnrolment();
  last_->Ask(clock_.SteadyNow());
  return last_->status();
}

Result<EnrolmentStatus> Enroller::Cancel(const std::string& id, std::string_view why) {
  MutexLock lock(mutex_);
  if (!last_ || last_->task().id != id) return NoSuchEnrolment();
  last_->Cancel(why);
  Settle();
  return last_->status();
}

void Enroller::CancelAny(std::string_view why) {
  MutexLock lock(mutex_);
  if (!plan_) return;
  last_->Cancel(why);
  Settle();
}

bool Enroller::Takes(const Presentation& presentation) {
  MutexLock lock(mutex_);
  PassTime();
  if (!RunsAt(presentation.reader)) return false;
  const auto* card = std::get_if<CardPresented>(&presentation.what);
  if (card != nullptr && plan_->task.type == CredentialType::kCard) {
    TakeCard(*card);
  }
  return true;
}

// A number that a card was to prove and did not is anybody's.
void Enroller::TakeCard(const CardPresented& card) {
  if (card.proof == CardProof::kFailed) return last_->Prompt(EnrolmentPrompt::kShowProvenCard);
  if (!CheckForEnrolment(card)) return last_->Prompt(EnrolmentPrompt::kShowOtherCard);
  Capture(CardCredential{.uid = card.uid});
}

bool Enroller::WantsFace(const ReaderId& reader) const {
  MutexLock lock(mutex_);
  return RunsAt(reader) && plan_->task.type == CredentialType::kFace;
}

void Enroller::TakeFace(const ReaderId& reader, FaceTemplate face) {
  MutexLock lock(mutex_);
  PassTime();
  if (!RunsAt(reader) || plan_->task.type != CredentialType::kFace) return;
  if (plan_->faces.Next(face)) {
    Capture(std::move(face));
  } else {
    last_->Prompt(EnrolmentPrompt::kHoldStill);
  }
}

void Enroller::TakeFault(const ReaderId& reader, EnrolmentPrompt prompt) {
  MutexLock lock(mutex_);
  if (!RunsAt(reader) || plan_->task.type != CredentialType::kFace) return;
  plan_->faces.Restart();
  last_->Prompt(prompt);
}

void Enroller::Prompt(const std::string& id, EnrolmentPrompt prompt) {
  MutexLock lock(mutex_);
  if (Enrolment* running = Running(id)) running->Prompt(prompt);
}

void Enroller::TakeFinger(const std::string& id, Result<FingerprintCredential> finger) {
  MutexLock lock(mutex_);
  Enrolment* running = Running(id);
  if (running == nullptr) return;
  plan_->give_up = nullptr;
  if (finger) return Capture(*std::move(finger));
  running->Finish(Fail(std::move(finger).error()));
  Settle();
}

std::variant<std::monostate, EnrolmentCapture, EnrolmentOutcome> Enroller::WaitForNews(
    Milliseconds patience) {
  const SteadyTime deadline = std::chrono::steady_clock::now() + patience;
  MutexLock lock(mutex_);
  while (true) {
    PassTime();
    if (!outcomes_.empty()) {
      EnrolmentOutcome outcome = std::move(outcomes_.front());
      outcomes_.pop_front();
      return outcome;
    }
    if (captured_ && !std::exchange(handed_over_, true)) {
      return EnrolmentCapture{.task = plan_->task, .credential = *captured_};
    }
    if (!changed_.WaitUntil(mutex_, deadline)) return std::monostate();
  }
}

bool Enroller::IsChecking(const std::string& id) const {
  MutexLock lock(mutex_);
  return last_ && last_->task().id == id && last_->is_checking();
}

void Enroller::Finish(const std::string& id, Result<std::string> credential) {
  MutexLock lock(mutex_);
  Enrolment* running = Running(id);
  if (running == nullptr) return;
  running->Finish(std::move(credential));
  Settle();
}

bool Enroller::RunsAt(const ReaderId& reader) const {
  return plan_.has_value() && plan_->task.reader == reader;
}

Enrolment* Enroller::Running(const std::string& id) {
  return plan_ && plan_->task.id == id ? &*last_ : nullptr;
}

void Enroller::Capture(Credential credential) {
  if (!last_->Capture()) return;
  captured_ = std::move(credential);
  handed_over_ = false;
  changed_.NotifyAll();
}

void Enroller::PassTime() {
  if (!plan_) return;
  last_->PassTime(clock_.SteadyNow());
  Settle();
}

void Enroller::Settle() {
  if (!plan_ || !last_->is_over()) return;
  feedback_.Show(plan_->task.reader, SignalOf(last_->status().state));
  outcomes_.push_back({.task = plan_->task,
                       .status = last_->status(),
                       .credential = std::exchange(captured_, std::nullopt)});
  if (plan_->give_up) plan_->give_up();
  plan_.reset();
  changed_.NotifyAll();
}

}  // namespace doorward::inline enrolment
