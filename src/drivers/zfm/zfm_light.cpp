#include "drivers/zfm/zfm_light.hpp"

#include "drivers/zfm/zfm_codes.hpp"

namespace doorward::inline drivers {
namespace {

constexpr Milliseconds kLimit{300};

constexpr std::uint8_t kOff = 0;
constexpr std::uint8_t kRed = 1;
constexpr std::uint8_t kBlue = 2;
constexpr std::uint8_t kGreen = 4;

constexpr std::uint8_t kAlwaysOn = 3;
constexpr std::uint8_t kAlwaysOff = 4;

}  // namespace

void ZfmLight::Play(const IndicatorPattern& pattern, SteadyTime now) {
  pattern_ = pattern;
  next_step_ = 0;
  step_at_ = now;
}

std::optional<ZfmCommand> ZfmLight::Next(SteadyTime now) {
  if (!able_) return std::nullopt;
  Advance(now);
  if (!wanted_ || ColourOf(*wanted_) == shown_) return std::nullopt;
  asked_ = ColourOf(*wanted_);
  // How, how fast, which colour, how often (0 for ever).
  return ZfmCommand{
      .code = zfm::kLight,
      .data = {*asked_ == kOff ? kAlwaysOff : kAlwaysOn, 0, *asked_ == kOff ? kRed : *asked_, 0},
      .limit = kLimit};
}

SteadyTime ZfmLight::due() const {
  if (!able_) return SteadyTime::max();
  const bool late = wanted_ && ColourOf(*wanted_) != shown_;
  return late ? SteadyTime::min() : step_at_;
}

void ZfmLight::Take(const std::optional<ZfmReply>& reply) {
  silences_ = reply ? 0 : silences_ + 1;
  if (reply && reply->ok()) {
    shown_ = asked_;
  } else if (reply && has_green_ && (*asked_ & kGreen) != 0) {
    has_green_ = false;
  } else if (reply || silences_ == kMaxSilences) {
    able_ = false;
  }
}

// A step that is late begins late, and lasts as long as it should.
void ZfmLight::Advance(SteadyTime now) {
  if (now < step_at_) return;
  if (next_step_ == pattern_.steps.size() && pattern_.repeat) next_step_ = 0;
  if (next_step_ == pattern_.steps.size()) {
    wanted_ = IndicatorStep{};
    step_at_ = SteadyTime::max();
    return;
  }
  wanted_ = pattern_.steps[next_step_++];
  step_at_ = now + wanted_->duration;
}

std::uint8_t ZfmLight::ColourOf(const IndicatorStep& step) const {
  const std::uint8_t green = step.green ? (has_green_ ? kGreen : kBlue) : kOff;
  return static_cast<std::uint8_t>(green | (step.red ? kRed : kOff));
}

}  // namespace doorward::inline drivers
