// Answers every attempt to pass: decides, keeps claims and PIN lockouts, writes the one access record.
// Releasing the door is its caller's part, once the record's ticket is durable.
//
// Thread-safety: none; the access thread owns it. Blocking: none.

#pragma once

#include <atomic>
#include <optional>
#include <span>
#include <string>

#include "access/claims.hpp"
#include "access/door_controller.hpp"
#include "access/face_requests.hpp"
#include "access/pin_guard.hpp"
#include "access/recorder.hpp"

namespace doorward {

// Read by other threads.
struct AttemptCounters {
  std::atomic<std::uint64_t> presentations = 0;
  std::atomic<std::uint64_t> granted = 0;
};

class Attempts {
 public:
  // References outlive it.
  Attempts(Matcher matcher, const CurrentIndex& index, std::span<const StoredLockout> lockouts,
           FaceRequests& face_requests, Recorder& recorder, const Clock& clock);

  // Answers what a reader of `door` saw. Returns the ticket to wait for if the door is to be
  // released. A claim is answered later, with its face, and gives no ticket yet.
  std::optional<RecordTicket> Answer(Presentation presentation, const ReaderConfig& reader,
                                     const DoorController& door, SteadyTime now);

  // The exit button: granted, in every mode.
  RecordTicket AnswerExit(const DoorId& door);

  // Somebody with the right to command lets a person through; refused in lockdown.
  std::optional<RecordTicket> AnswerCommand(const DoorController& door, std::string_view by);

  // Ends claims whose face did not come in time.
  void EndLateClaims(SteadyTime now);

  // Ends the claims at `door` with `verdict`.
  void EndClaims(const DoorId& door, const Verdict& verdict, std::string_view detail);

  const AttemptCounters& counters() const { return counters_; }

 private:
  AccessQuestion QuestionAt(const DoorController& door) const;
  std::optional<RecordTicket> AnswerFace(Presentation presentation, const ReaderConfig& reader,
                                         const DoorController& door, SteadyTime now);
  void BeginClaim(Claim claim);
  void EndClaim(Claim claim, const Verdict& verdict, std::string_view detail);

  // Writes the record; its ticket if the door is to be released.
  std::optional<RecordTicket> Write(const Decision& decision, const ReaderConfig& reader,
                                    Bytes jpeg = {}, std::optional<StoredLockout> lockout = {});

  const Matcher matcher_;
  const CurrentIndex& index_;
  PinGuard pins_;
  Claims claims_;
  FaceRequests& face_requests_;
  Recorder& recorder_;
  const Clock& clock_;
  AttemptCounters counters_;
};

}  // namespace doorward
