// Answers every attempt to pass: has it identified and judged, collects what is wanted besides, writes the one
// access record. Releasing the door is its caller's part, once the record's
// ticket is durable; so is telling whoever stands there.
//
// Thread-safety: none; the access thread owns it. Blocking: none.

#pragma once

#include <atomic>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "door/face_requests.hpp"
#include "door/open_attempts.hpp"
#include "door/recorder.hpp"
#include "doorward/door/access_controller.hpp"
#include "doorward/rules/judge.hpp"

namespace doorward::inline door {

// Read by other threads.
struct AttemptCounters {
  std::atomic<std::uint64_t> presentations = 0;
  std::atomic<std::uint64_t> granted = 0;
};

// What whoever showed something is to be told.
enum class Response {
  kGranted,  // Once the door is released, if it has to be.
  kDenied,   // Whatever the reason: a wrong PIN looks like an unknown card.
  kWaiting,  // More factors are wanted.
  kNothing,  // It changed nothing: a poor picture, the same face again.
};

struct AttemptOutcome {
  Response response = Response::kNothing;
  std::optional<RecordTicket> release = {};  // Release the door once this is durable.
  // Somebody else is to be asked, and the answer given to Conclude() under this number.
  std::optional<std::uint64_t> asks = {};
};

class Attempts {
 public:
  // So many wrong PINs end an attempt that waits for one.
  static constexpr int kWrongPins = 3;

  // `site` is what the rules look at; its doors are the caller's to keep. References outlive it.
  Attempts(Matcher matcher, const CurrentIndex& index, SiteState& site, FaceRequests& face_requests,
           Recorder& recorder, OnCard on_card, const Clock& clock,
           std::span<const Rule> rules = AllRules());

  // Answers what a reader saw.
  AttemptOutcome Answer(Presentation presentation, const ReaderConfig& reader, SteadyTime now);

  // The exit button: granted, in every mode, whatever the rules.
  RecordTicket AnswerExit(const DoorId& door);

  // Somebody with the right to command lets a person through; nullopt: refused.
  std::optional<RecordTicket> AnswerCommand(const DoorId& door, std::string_view by);

  // The verdict that the open attempt with this number has waited for. kNothing if there is none any more:
  // a late answer opens nothing.
  AttemptOutcome Conclude(std::uint64_t number, const Verdict& verdict, SteadyTime now);

  // Ends attempts for which what they wait for did not come in time; returns where they were.
  std::vector<DoorSide> EndLate(SteadyTime now);

  // Ends the open attempts at `door` with `verdict`.
  void EndAll(const DoorId& door, const Verdict& verdict, std::string_view detail);

  const AttemptCounters& counters() const { return counters_; }

 private:
  // What was shown, and what is made of it.
  struct Shown {
    Decision decision;
    Factor factor = Factor::kCard;
    ReaderConfig reader;
    Bytes jpeg;
    std::vector<RuleRow> changes;
  };

  Moment MomentAt(SteadyTime now) const;
  Identification Identify(const Presentation& presentation, const CredentialIndex& index,
                          const DoorNow& door, const OpenAttempt* open, const Moment& now) const;

  AttemptOutcome AnswerAllowed(Shown shown, const Judgement& judgement, OpenAttempt* open,
                               SteadyTime now);
  AttemptOutcome AnswerDenied(Shown shown, OpenAttempt* open);
  AttemptOutcome Begin(Shown shown, const Wants& wants, SteadyTime now);
  AttemptOutcome GoOn(Shown shown, const Judgement& judgement, OpenAttempt& open, SteadyTime now);
  // Lets the attempt wait for `wants`.
  AttemptOutcome WaitFor(OpenAttempt& open, const Wants& wants, SteadyTime now);
  void End(OpenAttempt attempt, const Verdict& verdict, std::string_view detail);

  // Writes the record of one thing shown, by itself.
  AttemptOutcome Write(Shown shown);
  // Writes the record of a whole attempt.
  std::optional<RecordTicket> WriteAttempt(OpenAttempt attempt);
  void TellCard(const DoorId& door, const std::string& uid, const Verdict& verdict) const;
  // With the alarm that the verdict raises, if one.
  RecordTicket WriteRecord(const Decision& decision, const ReaderConfig& reader, Bytes jpeg,
                           std::vector<RuleRow> changes);
  // What the rules must keep with the next record.
  std::vector<RuleRow> Kept(std::vector<RuleRow> changes);

  const Matcher matcher_;
  const CurrentIndex& index_;
  SiteState& site_;
  OpenAttempts open_;
  FaceRequests& face_requests_;
  Recorder& recorder_;
  const OnCard on_card_;
  const Clock& clock_;
  const std::span<const Rule> rules_;
  SteadyTime kept_at_;  // When all that the rules remember was last kept.
  std::uint64_t last_number_ = 0;
  AttemptCounters counters_;
};

}  // namespace doorward::inline door
