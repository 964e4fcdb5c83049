#include "door/strike_output.hpp"

#include <utility>

namespace doorward::inline door {

StrikeOutput::StrikeOutput(std::unique_ptr<OutputLine> line, const DoorConfig& config,
                           Recorder& recorder)
    : line_(std::move(line)),
      door_(config.id),
      lock_(config.lock_type),
      recorder_(recorder),
      wanted_(config.rest),
      recorded_(config.rest) {}

void StrikeOutput::Want(Strike strike, SteadyTime now) {
  wanted_ = strike;
  if (!settled()) Drive(now);
}

void StrikeOutput::Poll(SteadyTime now) {
  if (!settled() && now >= retry_at_) Drive(now);
}

void StrikeOutput::Drive(SteadyTime now) {
  Status status;
  if (line_) {
    status = line_->Set(IsEnergised(wanted_, lock_) ? Level::kActive : Level::kInactive);
  }
  if (!status) {
    if (problem_.empty()) {
      recorder_.WriteAlarm(door_, {}, Event::kStrikeFailed, status.error().message);
    }
    problem_ = status.error().While("setting the strike").Text();
    set_.reset();
    retry_at_ = now + kRetry;
    return;
  }
  problem_.clear();
  set_ = wanted_;
  Announce(wanted_);
}

RecordTicket StrikeOutput::Announce(Strike strike) {
  if (recorded_ == strike) return kLostRecord;
  recorded_ = strike;
  return recorder_.WriteDoor(door_,
                             strike == Strike::kRelease ? Event::kReleased : Event::kSecured);
}

}  // namespace doorward::inline door
