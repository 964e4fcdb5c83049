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

Status Enroller::Begin(EnrolmentTask task, FaceAgreement faces) {
  MutexLock lock(mutex_);
  PassTime();
  if (running_) {
    const EnrolmentTask& other = last_->task();
    return Fail(ErrorCode::kResourceExhausted, "another enrollment is running at reader \"" +
                                                   other.reader.str() + "\": " + other.id);
  }
  if (outcomes_.size() >= kMaxOutcomes) {
    return Fail(ErrorCode::kResourceExhausted, "those before have not been recorded yet");
  }
  feedback_.Show(task.reader, Signal::kWaiting);
  last_.emplace(std::move(task), clock_.SteadyNow());
  faces_ = std::move(faces);
  running_ = true;
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
  if (!running_) return;
  last_->Cancel(why);
  Settle();
}

bool Enroller::Takes(const Presentation& presentation) {
  MutexLock lock(mutex_);
  PassTime();
  if (!RunsAt(presentation.reader)) return false;
  const auto* card = std::get_if<CardPresented>(&presentation.what);
  if (card != nullptr && last_->task().type == CredentialType::kCard) TakeCard(*card);
  return true;
}

// A number that a card was to prove and did not is anybody's.
void Enroller::TakeCard(const CardPresented& card) {
  if (card.proof == CardProof::kFailed) return last_->Prompt(EnrolmentPrompt::kShowProvenCard);
  if (!CheckForEnrolment(card)) return last_->Prompt(EnrolmentPrompt::kShowOtherCard);
  TakeSample(CardCredential{.uid = card.uid});
}

std::optional<EnrolmentTask> Enroller::TaskAt(const ReaderId& reader) {
  MutexLock lock(mutex_);
  PassTime();
  return RunsAt(reader) ? std::optional(last_->task()) : std::nullopt;
}

void Enroller::Prompt(const std::string& id, EnrolmentPrompt prompt) {
  MutexLock lock(mutex_);
  Enrolment* running = Running(id);
  if (running == nullptr) return;
  faces_.Restart();
  running->Prompt(prompt);
}

// What is being checked is captured: that its reader goes does not undo it.
void Enroller::Take(const std::string& id, Result<Credential> sample) {
  MutexLock lock(mutex_);
  PassTime();
  Enrolment* running = Running(id);
  if (running == nullptr || running->is_checking()) return;
  if (sample) return TakeSample(*std::move(sample));
  running->Finish(Fail(std::move(sample).error()));
  Settle();
}

void Enroller::TakeSample(Credential sample) {
  const auto* face = std::get_if<FaceCredential>(&sample);
  if (face != nullptr && !faces_.Next(*face)) return last_->Prompt(EnrolmentPrompt::kHoldStill);
  Capture(std::move(sample));
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
      return EnrolmentCapture{.task = last_->task(), .credential = *captured_};
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
  return running_ && last_->task().reader == reader;
}

Enrolment* Enroller::Running(const std::string& id) {
  return running_ && last_->task().id == id ? &*last_ : nullptr;
}

void Enroller::Capture(Credential credential) {
  if (!last_->Capture()) return;
  captured_ = std::move(credential);
  handed_over_ = false;
  changed_.NotifyAll();
}

void Enroller::PassTime() {
  if (!running_) return;
  last_->PassTime(clock_.SteadyNow());
  Settle();
}

void Enroller::Settle() {
  if (!running_ || !last_->is_over()) return;
  running_ = false;
  feedback_.Show(last_->task().reader, SignalOf(last_->status().state));
  outcomes_.push_back({.task = last_->task(),
                       .status = last_->status(),
                       .credential = std::exchange(captured_, std::nullopt)});
  changed_.NotifyAll();
}

}  // namespace doorward::inline enrolment
