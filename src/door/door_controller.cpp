#include "door/door_controller.hpp"

#include <utility>

#include "doorward/core/check.hpp"

namespace doorward::inline door {
namespace {

Event AlarmBegins(DoorAlarm alarm) {
  return alarm == DoorAlarm::kForced ? Event::kForced : Event::kHeldOpen;
}

DoorEvent ExpiryOf(DoorTimer timer) {
  switch (timer) {
    case DoorTimer::kNone: break;
    case DoorTimer::kRelease: return DoorEvent::kReleaseExpired;
    case DoorTimer::kHold: return DoorEvent::kHoldExpired;
    case DoorTimer::kSettle: return DoorEvent::kSettleExpired;
  }
  DW_UNREACHABLE();
}

Event AlarmEnds(DoorAlarm alarm) {
  return alarm == DoorAlarm::kForced ? Event::kForcedCleared : Event::kHeldOpenCleared;
}

}  // namespace

DoorController::DoorController(DoorParts parts, Recorder& recorder, Health& health,
                               const Clock& clock)
    : config_(std::move(parts.config)),
      recorder_(recorder),
      health_(health),
      strike_(std::move(parts.strike), config_, recorder),
      contact_(std::move(parts.contact)),
      contact_level_(config_.contact_debounce),
      button_(std::move(parts.exit_button)),
      button_alarm_(config_.id, config_.stuck_after, recorder, health),
      mode_(parts.mode),
      mode_until_(parts.mode_until) {
  const SteadyTime now = clock.SteadyNow();
  if (IsModeOver(clock.WallNow(), clock.Trust())) SetMode(DoorMode::kNormal, std::nullopt, now);
  if (mode_ == DoorMode::kFree) {
    recorder_.WriteDoor(config_.id, Event::kModeFree, "as before the start");
    Apply(DoorEvent::kFreeBegins, now);
  } else {
    strike_.Want(Strike::kSecure, now);
  }
  ReportHealth();
}

void DoorController::Poll(SteadyTime now) {
  PollContact(now);
  if (timer_ != DoorTimer::kNone && now >= TimerEnd()) {
    const DoorTimer over = std::exchange(timer_, DoorTimer::kNone);
    Apply(ExpiryOf(over), now);
  }
  strike_.Poll(now);
  ReportHealth();
}

bool DoorController::TakeExitPress(SteadyTime now) {
  const bool pressed = button_.TakePress(now);
  if (button_.problem().empty()) button_alarm_.Look(button_.is_down(), now);
  return pressed;
}

void DoorController::PollContact(SteadyTime now) {
  if (!contact_) return;
  const auto raw = contact_->Read();
  if (!raw) {
    contact_problem_ = raw.error().While("reading the contact").Text();
    return;
  }
  contact_problem_.clear();
  const bool first = !contact_level_.level();
  if (const auto level = contact_level_.Next(*raw, now)) OnContact(*level, first, now);
}

void DoorController::OnContact(Level level, bool first, SteadyTime now) {
  if (level == Level::kInactive) {
    if (first) return;
    recorder_.WriteDoor(config_.id, Event::kClosed);
    Apply(DoorEvent::kClosed, now);
    return;
  }
  recorder_.WriteDoor(config_.id, Event::kOpened, first ? "open at the start" : "");
  if (first && state_ == DoorState::kSecured) {
    state_ = DoorState::kOpen;
    StartTimer(DoorTimer::kHold, now);
    return;
  }
  Apply(DoorEvent::kOpened, now);
}

void DoorController::Apply(DoorEvent event, SteadyTime now) {
  const DoorStep step = NextDoorStep(state_, event);
  state_ = step.next;
  if (step.strike) strike_.Want(*step.strike, now);
  if (step.timer) StartTimer(*step.timer, now);
  if (step.alarm) ChangeAlarm(*step.alarm);
}

void DoorController::StartTimer(DoorTimer timer, SteadyTime now) {
  timer_ = timer;
  timer_at_ = now + TimeOf(timer);
}

Milliseconds DoorController::TimeOf(DoorTimer timer) const {
  switch (timer) {
    case DoorTimer::kNone: return Milliseconds(0);
    case DoorTimer::kRelease: return config_.release_for;
    case DoorTimer::kHold: return config_.hold_limit;
    case DoorTimer::kSettle: return config_.settle_for;
  }
  DW_UNREACHABLE();
}

SteadyTime DoorController::TimerEnd() const {
  return contact_level_.is_changing() ? timer_at_ + config_.contact_debounce : timer_at_;
}

void DoorController::ChangeAlarm(DoorAlarm alarm) {
  if (alarm == alarm_) return;
  if (alarm_ != DoorAlarm::kNone) recorder_.WriteAlarm(config_.id, {}, AlarmEnds(alarm_));
  if (alarm != DoorAlarm::kNone) recorder_.WriteAlarm(config_.id, {}, AlarmBegins(alarm));
  alarm_ = alarm;
}

void DoorController::SetMode(DoorMode mode, std::optional<WallTime> until, SteadyTime now) {
  mode_ = mode;
  mode_until_ = until;
  if (mode != DoorMode::kFree) Apply(DoorEvent::kFreeEnds, now);
  if (mode == DoorMode::kLockdown) Apply(DoorEvent::kLockdown, now);
}

bool DoorController::IsModeOver(WallTime now, ClockTrust trust) const {
  if (mode_ == DoorMode::kNormal || !mode_until_) return false;
  if (trust == ClockTrust::kUnsure) return mode_ == DoorMode::kFree;
  return now >= *mode_until_;
}

RecordTicket DoorController::AnnounceRest() {
  return config_.rest == Strike::kRelease ? strike_.Announce(Strike::kRelease) : kLostRecord;
}

void DoorController::ReportHealth() {
  std::string problems;
  for (const std::string_view problem :
       {std::string_view(strike_.problem()), std::string_view(contact_problem_),
        std::string_view(button_.problem())}) {
    if (problem.empty()) continue;
    if (!problems.empty()) problems += "; ";
    problems += problem;
  }
  if (reported_ == problems) return;
  const std::string part = "door:" + config_.id.str();
  if (problems.empty()) {
    health_.Ok(part);
  } else {
    health_.Degraded(part, problems);
  }
  reported_ = std::move(problems);
}

}  // namespace doorward::inline door
