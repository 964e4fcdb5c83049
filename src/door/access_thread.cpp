#include "door/access_thread.hpp"

#include <algorithm>
#include <utility>

#include "doorward/core/worker.hpp"

namespace doorward::inline door {
namespace {

std::map<ReaderId, ReaderConfig> ById(const std::vector<ReaderConfig>& readers) {
  std::map<ReaderId, ReaderConfig> result;
  for (const ReaderConfig& reader : readers) result.emplace(reader.id, reader);
  return result;
}

std::vector<ReaderId> Ids(const std::vector<ReaderConfig>& readers) {
  std::vector<ReaderId> ids;
  ids.reserve(readers.size());
  for (const ReaderConfig& reader : readers) ids.push_back(reader.id);
  return ids;
}

std::map<DoorId, DoorController> ControlDoors(std::vector<DoorParts>&& parts, Recorder& recorder,
                                              Health& health, const Clock& clock) {
  std::map<DoorId, DoorController> doors;
  for (DoorParts& part : parts) {
    const DoorId id = part.config.id;
    doors.try_emplace(id, std::move(part), recorder, health, clock);
  }
  return doors;
}

SiteState SiteOf(const std::map<DoorId, DoorController>& doors) {
  SiteState site;
  for (const auto& [id, door] : doors) {
    const DoorConfig& config = door.config();
    site.doors[id] = {.mode = door.mode(),
                      .state = door.status().state,
                      .factors = config.factors,
                      .authenticated_cards = config.authenticated_cards,
                      .factors_within = config.factors_within};
  }
  return site;
}

Event ModeEvent(DoorMode mode) {
  switch (mode) {
    case DoorMode::kNormal: return Event::kModeNormal;
    case DoorMode::kLockdown: return Event::kModeLockdown;
    case DoorMode::kFree: return Event::kModeFree;
  }
  DW_UNREACHABLE();
}

Status NoSuchDoor(const DoorId& door) {
  return Fail(ErrorCode::kNotFound, "there is no door \"" + door.str() + "\"");
}

}  // namespace

AccessThread::AccessThread(AccessController::Parts parts, Matcher matcher,
                           const CurrentIndex& index, RecordWriter& records, Feedback& feedback,
                           const Clock& clock, Health& health, AccessInbox& inbox)
    : clock_(clock),
      inbox_(inbox),
      feedback_(feedback),
      recorder_(records, clock),
      readers_(ById(parts.readers)),
      face_requests_(parts.readers),
      doors_(ControlDoors(std::move(parts.doors), recorder_, health, clock)),
      site_(SiteOf(doors_)),
      attempts_(std::move(matcher), index, site_, face_requests_, recorder_,
                std::move(parts.on_card), clock),
      beat_(0) {
  for (const auto& [id, reader] : readers_) DW_CHECK(doors_.contains(reader.door));
  RecallRules(parts.rule_state, Ids(parts.readers));
  Publish(clock.SteadyNow());
}

void AccessThread::RecallRules(const std::optional<std::vector<RuleRow>>& kept,
                               std::span<const ReaderId> readers) {
  const SteadyTime now = clock_.SteadyNow();
  if (kept) return site_.Apply(*kept, now);
  std::vector<RuleRow> lost = PinLockouts::AfterLoss(readers);
  site_.Apply(lost, now);
  recorder_.Write({.record = {.kind = RecordKind::kAlarm,
                              .event = Event::kPinLockout,
                              .detail = "what was kept of wrong PINs is gone: all readers refuse "
                                        "PINs for now"},
                   .jpeg = {},
                   .rules = std::move(lost)});
}

void AccessThread::UpdateSite() {
  for (const auto& [id, door] : doors_) {
    DoorNow& now = site_.doors.at(id);
    now.mode = door.mode();
    now.state = door.status().state;
  }
}

void AccessThread::Round() {
  std::optional<Presentation> presentation = inbox_.TakePresentation(Patience());
  const SteadyTime now = clock_.SteadyNow();
  ServeRequest(now);
  for (auto& [id, door] : doors_) LookAfter(door, now);
  for (const DoorSide& side : attempts_.EndLate(now)) ShowAt(side, Signal::kDenied);
  if (presentation) Answer(*std::move(presentation), now);
  ReleaseDue(now);
  Publish(now);
  ReplyToSettled(now);  // Whoever is answered finds the door as it was told.
}

Milliseconds AccessThread::Patience() const {
  if (had_request_) return Milliseconds(0);  // There may be more.
  const auto deadline = pending_.NextDeadline();
  if (!deadline) return AccessController::kInputInterval;
  const auto left = std::chrono::ceil<Milliseconds>(*deadline - clock_.SteadyNow());
  return std::clamp(left, Milliseconds(0), AccessController::kInputInterval);
}

void AccessThread::ServeRequest(SteadyTime now) {
  auto request = inbox_.TakeRequest();
  had_request_ = request.has_value();
  if (!request) return;
  std::visit([&](const auto& what) { Serve(what, std::move(request->reply), now); }, request->what);
}

void AccessThread::Serve(const ReleaseRequest& request, Reply reply, SteadyTime now) {
  const auto door = doors_.find(request.door);
  if (door == doors_.end()) return reply.set_value(NoSuchDoor(request.door));
  UpdateSite();
  const auto ticket = attempts_.AnswerCommand(request.door, request.by);
  if (!ticket) {
    return reply.set_value(Fail(ErrorCode::kPermissionDenied, "the door is in lockdown"));
  }
  Pend({.door = request.door, .ticket = *ticket, .reply = std::move(reply)}, now);
}

void AccessThread::Serve(const ModeRequest& request, Reply reply, SteadyTime now) {
  const auto door = doors_.find(request.door);
  if (door == doors_.end()) return reply.set_value(NoSuchDoor(request.door));
  ChangeMode(door->second, request, std::move(reply), now);
}

void AccessThread::LookAfter(DoorController& door, SteadyTime now) {
  door.Poll(now);
  if (door.IsModeOver(clock_.WallNow(), clock_.Trust())) {
    ChangeMode(door, {.mode = DoorMode::kNormal, .until = {}, .by = "its time is over"},
               std::nullopt, now);
  }
  if (door.TakeExitPress(now)) {
    const DoorId& id = door.config().id;
    Pend({.door = id, .in_any_mode = true, .ticket = attempts_.AnswerExit(id), .reply = {}}, now);
  }
}

void AccessThread::Answer(Presentation presentation, SteadyTime now) {
  const ReaderConfig& reader = readers_.at(presentation.reader);
  UpdateSite();
  const AttemptOutcome outcome = attempts_.Answer(std::move(presentation), reader, now);
  if (outcome.release) Pend({.door = reader.door, .ticket = *outcome.release, .reply = {}}, now);
  Tell(SideOf(reader), outcome);
}

void AccessThread::ChangeMode(DoorController& door, const ModeRequest& change,
                              std::optional<Reply> reply, SteadyTime now) {
  const DoorId& id = door.config().id;
  for (PendingRelease& overtaken : pending_.TakeOvertaken(id, change.mode)) {
    if (overtaken.reply) {
      overtaken.reply->set_value(Fail(ErrorCode::kPermissionDenied, "the door's mode changed"));
    }
  }
  door.SetMode(change.mode, change.until, now);
  ShowAt(id, Signal::kIdle);
  const RecordTicket ticket = recorder_.WriteDoor(id, ModeEvent(change.mode), change.by);
  switch (change.mode) {
    case DoorMode::kNormal: break;
    case DoorMode::kLockdown:
      attempts_.EndAll(id, {.granted = false, .reason = Reason::kLockdown}, "");
      break;
    case DoorMode::kFree:
      attempts_.EndAll(id, {.granted = true, .reason = Reason::kFreeMode}, "");
      Pend({.door = id,
            .event = DoorEvent::kFreeBegins,
            .ticket = ticket,
            .reply = std::move(reply)},
           now);
      return;
  }
  if (reply) ReplyWhenSettled(id, *std::move(reply), now);
}

void AccessThread::Pend(PendingRelease release, SteadyTime now) {
  release.late_at = now + AccessController::kRecordPatience;
  pending_.Add(std::move(release));
}

void AccessThread::ReleaseDue(SteadyTime now) {
  const RecordTicket durable = recorder_.durable_through();
  for (PendingRelease& release : pending_.TakeDue(durable, now)) {
    // The record must say `late` before the strike moves: afterwards it could be too late to say.
    if (release.ticket > durable && recorder_.MarkLate(release.ticket)) ++late_;
    doors_.at(release.door).Apply(release.event, now);
    if (release.event == DoorEvent::kGrant) ShowAt(release.door, Signal::kGranted);
    if (release.reply) ReplyWhenSettled(release.door, *std::move(release.reply), now);
  }
}

void AccessThread::ShowAt(const DoorId& door, Signal signal) {
  for (const auto& [id, reader] : readers_) {
    if (reader.door == door) feedback_.Show(id, signal);
  }
}

void AccessThread::ShowAt(const DoorSide& side, Signal signal) {
  for (const auto& [id, reader] : readers_) {
    if (SideOf(reader) == side) feedback_.Show(id, signal);
  }
}

void AccessThread::Tell(const DoorSide& side, const AttemptOutcome& outcome) {
  switch (outcome.response) {
    case Response::kGranted:
      if (!outcome.release) ShowAt(side, Signal::kGranted);
      return;
    case Response::kDenied: return ShowAt(side, Signal::kDenied);
    case Response::kWaiting: return ShowAt(side, Signal::kWaiting);
    case Response::kNothing: return;
  }
}

void AccessThread::ReplyWhenSettled(const DoorId& door, Reply reply, SteadyTime now) {
  strike_waits_.push_back(
      {.door = door, .reply = std::move(reply), .until = now + AccessInbox::kRequestPatience});
}

void AccessThread::ReplyToSettled(SteadyTime now) {
  std::erase_if(strike_waits_, [&](StrikeWait& wait) {
    if (doors_.at(wait.door).strike_is_settled()) {
      wait.reply.set_value({});
      return true;
    }
    if (now < wait.until) return false;
    wait.reply.set_value(Fail(ErrorCode::kTimeout, "the strike did not follow in time"));
    return true;
  });
}

void AccessThread::Finish() {
  const SteadyTime now = clock_.SteadyNow();
  const Status stopping = Fail(ErrorCode::kUnavailable, "the terminal is stopping");
  while (auto request = inbox_.TakeRequest()) request->reply.set_value(stopping);
  while (auto presentation = inbox_.TakePresentation(Milliseconds(0))) {
    Answer(*std::move(presentation), now);
  }
  for (auto& [id, door] : doors_) {
    attempts_.EndAll(id, {.granted = false, .reason = Reason::kSecondFactorMissing},
                     "the terminal stops");
  }
  for (PendingRelease& release : pending_.TakeAll()) {
    if (release.reply) release.reply->set_value(stopping);
  }
  for (StrikeWait& wait : strike_waits_) wait.reply.set_value(stopping);
  strike_waits_.clear();
  RestAll();
  Publish(clock_.SteadyNow());
}

void AccessThread::RestAll() {
  RecordTicket announced = kLostRecord;
  for (auto& [id, door] : doors_) announced = std::max(announced, door.AnnounceRest());
  constexpr Milliseconds kStep{1};
  for (Milliseconds waited{0};
       recorder_.durable_through() < announced && waited < AccessController::kRecordPatience;
       waited += kStep) {
    WaitFor(std::stop_token(), kStep);
  }
  for (auto& [id, door] : doors_) door.Rest(clock_.SteadyNow());
}

void AccessThread::Publish(SteadyTime now) {
  beat_ = now.time_since_epoch().count();
  MutexLock lock(mutex_);
  for (const auto& [id, door] : doors_) published_[id] = door.status();
}

std::uint64_t AccessThread::FaceRequestsAt(const ReaderId& reader) const {
  const auto found = readers_.find(reader);
  return found == readers_.end() ? 0 : face_requests_.Count(SideOf(found->second));
}

std::map<DoorId, DoorStatus> AccessThread::Doors() const {
  MutexLock lock(mutex_);
  return published_;
}

AccessCounters AccessThread::Counters() const {
  return {.presentations = attempts_.counters().presentations,
          .granted = attempts_.counters().granted,
          .refused_full = inbox_.refused(),
          .late = late_};
}

}  // namespace doorward::inline door
