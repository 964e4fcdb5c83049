// Answers every attempt to pass: decides, collects the factors that the door asks for, keeps PIN
// lockouts, writes the one access record. Releasing the door is its caller's part, once the record's
// ticket is durable; so is telling whoever stands there.
//
// Thread-safety: none; the access thread owns it. Blocking: none.

#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "door/door_controller.hpp"
#include "door/face_requests.hpp"
#include "door/open_attempts.hpp"
#include "door/pin_guard.hpp"
#include "door/recorder.hpp"

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
  std::optional<RecordTicket> release;  // Release the door once this is durable.
};

class Attempts {
 public:
  // So many wrong PINs end an attempt that waits for one.
  static constexpr int kWrongPins = 3;

  // References outlive it.
  Attempts(Matcher matcher, const CurrentIndex& index, PinGuard pins, KeepPinDebts keep_pins,
           FaceRequests& face_requests, Recorder& recorder, OnCard on_card, const Clock& clock);

  // Answers what a reader of `door` saw.
  AttemptOutcome Answer(Presentation presentation, const ReaderConfig& reader,
                        const DoorController& door, SteadyTime now);

  // The exit button: granted, in every mode.
  RecordTicket AnswerExit(const DoorId& door);

  // Somebody with the right to command lets a person through; refused in lockdown.
  std::optional<RecordTicket> AnswerCommand(const DoorController& door, std::string_view by);

  // Ends attempts whose further factors did not come in time; returns where they were.
  std::vector<DoorSide> EndLate(SteadyTime now);

  // Ends the open attempts at `door` with `verdict`.
  void EndAll(const DoorId& door, const Verdict& verdict, std::string_view detail);

  const AttemptCounters& counters() const { return counters_; }

 private:
  // What a decision is answered with.
  struct Shown {
    Decision decision;
    Factor factor = Factor::kCard;
    ReaderConfig reader;
    Bytes jpeg;
    bool pin_alarm = false;
  };

  AccessQuestion QuestionAt(const DoorController& door) const;
  FactorPolicy PolicyOf(const DoorController& door) const;

  // What the door asks for, and what counts so far, at one moment.
  struct Scene {
    const DoorController& door;
    FactorPolicy policy;
    OpenAttempt* open;  // Null if there is none at this side.
    SteadyTime now;
  };

  Decision Match(const Presentation& presentation, const Scene& scene) const;
  // Counts a PIN. While an attempt waits, only that person's is a right one. Returns whether an alarm
  // is due.
  bool JudgePin(Decision& decision, const ReaderId& reader, const Scene& scene);

  AttemptOutcome AnswerGranted(Shown shown, const Scene& scene);
  AttemptOutcome AnswerDenied(Shown shown, const Scene& scene);
  AttemptOutcome Begin(Shown shown, const Scene& scene);
  AttemptOutcome GoOn(Shown shown, const Scene& scene);
  void End(OpenAttempt attempt, const Verdict& verdict, std::string_view detail);

  // Writes the record of one thing shown, by itself.
  AttemptOutcome Write(Shown shown);
  // Writes the record of a whole attempt.
  std::optional<RecordTicket> WriteAttempt(OpenAttempt attempt);
  void TellCard(const DoorId& door, const std::string& uid, const Verdict& verdict) const;
  RecordTicket WriteRecord(const Decision& decision, const ReaderConfig& reader, Bytes jpeg);
  // Keeps what has changed of wrong PINs before the record.
  RecordTicket Submit(RecordJob job);

  const Matcher matcher_;
  const CurrentIndex& index_;
  PinGuard pins_;
  const KeepPinDebts keep_pins_;
  OpenAttempts open_;
  FaceRequests& face_requests_;
  Recorder& recorder_;
  const OnCard on_card_;
  const Clock& clock_;
  AttemptCounters counters_;
};

}  // namespace doorward::inline door
