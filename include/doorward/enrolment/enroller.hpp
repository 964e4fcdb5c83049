// The one enrolment that may run in a terminal, between the reader at which it runs and whoever stores
// what is captured. What that reader sees meanwhile goes to the enrolment: it opens nothing and leaves no
// record. All other readers, the exit buttons and the doors' modes do not notice.
//
// The status of the last enrolment can be read until the next begins.
//
// Three sides use it: whoever commands (Begin to CancelAny), whoever captures (Takes to Take), and the one
// thread that stores (WaitForNews to Finish). A reader asks what is wanted of it, and is not called: so what
// captures needs no cancelling, and may come and go.
//
// Thread-safety: every method may be called from any thread.
// Blocking: none but WaitForNews().

#pragma once

#include <deque>
#include <optional>
#include <string>
#include <variant>

#include "doorward/core/clock.hpp"
#include "doorward/core/mutex.hpp"
#include "doorward/enrolment/enrolment.hpp"
#include "doorward/enrolment/face_agreement.hpp"
#include "doorward/feedback/feedback.hpp"
#include "doorward/identify/presentation.hpp"

namespace doorward::inline enrolment {

// What was captured, to be compared and stored; then Finish().
struct EnrolmentCapture {
  EnrolmentTask task;
  Credential credential;
};

// One that is over.
struct EnrolmentOutcome {
  EnrolmentTask task;
  EnrolmentStatus status;
  std::optional<Credential> credential;  // What was captured, if it came so far.
};

class Enroller {
 public:
  // Both outlive it.
  Enroller(Feedback& feedback, const Clock& clock) : feedback_(feedback), clock_(clock) {}

  // `faces` says how well the samples of a face must agree.
  // kResourceExhausted: another is running; says which, and where.
  Status Begin(EnrolmentTask task, FaceAgreement faces);
  // kNotFound: it is not the last one. Its starter is known to be there then.
  Result<EnrolmentStatus> Ask(const std::string& id);
  Result<EnrolmentStatus> Cancel(const std::string& id, std::string_view why);
  void CancelAny(std::string_view why);

  // Whether `presentation` belongs to the enrolment, which has taken it then.
  bool Takes(const Presentation& presentation);
  // What is enrolled at `reader`, until it is over; so also while it is being checked.
  std::optional<EnrolmentTask> TaskAt(const ReaderId& reader);
  // What the person has to do now. A face's next samples must agree anew.
  void Prompt(const std::string& id, EnrolmentPrompt prompt);
  // One sample that is good enough, or why there will be none. A card and a finger are captured at once.
  void Take(const std::string& id, Result<Credential> sample);

  // For the one thread that stores. Waits for something captured or for an end, at most `patience`;
  // ends what takes too long on the way.
  std::variant<std::monostate, EnrolmentCapture, EnrolmentOutcome> WaitForNews(
      Milliseconds patience);
  // Whether what was captured is still wanted.
  bool IsChecking(const std::string& id) const;
  void Finish(const std::string& id, Result<std::string> credential);

 private:
  static constexpr std::size_t kMaxOutcomes = 16;  // That nobody has taken yet.

  bool RunsAt(const ReaderId& reader) const DW_REQUIRES(mutex_);
  Enrolment* Running(const std::string& id) DW_REQUIRES(mutex_);
  void TakeCard(const CardPresented& card) DW_REQUIRES(mutex_);
  void TakeSample(Credential sample) DW_REQUIRES(mutex_);
  void Capture(Credential credential) DW_REQUIRES(mutex_);
  void PassTime() DW_REQUIRES(mutex_);
  // After any change: tells the person at the reader, and whoever waits for news.
  void Settle() DW_REQUIRES(mutex_);

  Feedback& feedback_;
  const Clock& clock_;

  mutable Mutex mutex_;
  CondVar changed_;
  std::optional<Enrolment> last_ DW_GUARDED_BY(mutex_);
  bool running_ DW_GUARDED_BY(mutex_) = false;  // The last one.
  FaceAgreement faces_ DW_GUARDED_BY(mutex_){1, 0};
  std::optional<Credential> captured_ DW_GUARDED_BY(mutex_);
  bool handed_over_ DW_GUARDED_BY(mutex_) = false;  // What was captured is with whoever stores it.
  std::deque<EnrolmentOutcome> outcomes_ DW_GUARDED_BY(mutex_);
};

}  // namespace doorward::inline enrolment
