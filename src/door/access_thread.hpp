// The loop of the access thread: takes what came in, looks after the doors, and releases them when
// their records are durable.
//
// Thread-safety: none, Doors(), counters and last_beat() aside. Construction and Finish() drive
//   strikes too: they run before the thread begins and as its last act.
// Blocking: Round() waits for a presentation, at most kInputInterval.

#pragma once

#include <atomic>
#include <map>
#include <vector>

#include "door/access_inbox.hpp"
#include "door/attempts.hpp"
#include "door/door_controller.hpp"
#include "door/pending_releases.hpp"
#include "doorward/core/mutex.hpp"

namespace doorward::inline door {

class AccessThread {
 public:
  // References outlive it.
  AccessThread(AccessController::Parts parts, Matcher matcher, const CurrentIndex& index,
               RecordWriter& records, Feedback& feedback, const Clock& clock, Health& health,
               AccessInbox& inbox);

  // Waits for something to do, and does all there is.
  void Round();

  // Answers what is left and leaves the strikes in their rest state. REQUIRES: the inbox is closed.
  void Finish();

  // For any thread. DoorOf() REQUIRES: HasReader().
  bool HasReader(const ReaderId& reader) const { return readers_.contains(reader); }
  const DoorId& DoorOf(const ReaderId& reader) const { return readers_.at(reader).door; }
  std::uint64_t FaceRequestsAt(const ReaderId& reader) const;
  std::map<DoorId, DoorStatus> Doors() const DW_EXCLUDES(mutex_);
  AccessCounters Counters() const;
  SteadyTime LastBeat() const { return SteadyTime(SteadyTime::duration(beat_)); }

 private:
  // Somebody who asked for something that a strike has not done yet.
  struct StrikeWait {
    DoorId door;
    Reply reply;
    SteadyTime until;
  };

  void RecallRules(const std::optional<std::vector<RuleRow>>& kept,
                   std::span<const ReaderId> readers);
  // One a round: however many come, the doors are looked after in between.
  void ServeRequest(SteadyTime now);
  void Serve(const ReleaseRequest& request, Reply reply, SteadyTime now);
  void Serve(const ModeRequest& request, Reply reply, SteadyTime now);
  void LookAfter(DoorController& door, SteadyTime now);
  void Answer(Presentation presentation, SteadyTime now);
  // What the rules see of the doors.
  void UpdateSite();
  void ChangeMode(DoorController& door, const ModeRequest& change, std::optional<Reply> reply,
                  SteadyTime now);
  // Applies the release once its record is durable, or late.
  void Pend(PendingRelease release, SteadyTime now);
  void ReleaseDue(SteadyTime now);
  // Shows `signal` at every reader of the door: whoever stands there sees one of them.
  void ShowAt(const DoorId& door, Signal signal);
  void ShowAt(const DoorSide& side, Signal signal);
  void Tell(const DoorSide& side, const AttemptOutcome& outcome);
  void ReplyWhenSettled(const DoorId& door, Reply reply, SteadyTime now);
  void ReplyToSettled(SteadyTime now);
  void RestAll();
  void Publish(SteadyTime now) DW_EXCLUDES(mutex_);
  Milliseconds Patience() const;

  const Clock& clock_;
  AccessInbox& inbox_;
  Feedback& feedback_;
  Recorder recorder_;
  const std::map<ReaderId, ReaderConfig> readers_;
  FaceRequests face_requests_;
  std::map<DoorId, DoorController> doors_;
  SiteState site_;
  Attempts attempts_;
  PendingReleases pending_;
  bool had_request_ = false;              // In the last round.
  std::vector<StrikeWait> strike_waits_;  // Each for at most AccessInbox::kRequestPatience.

  std::atomic<std::uint64_t> late_ = 0;
  std::atomic<SteadyTime::rep> beat_;
  mutable Mutex mutex_;
  std::map<DoorId, DoorStatus> published_ DW_GUARDED_BY(mutex_);
};

}  // namespace doorward::inline door
