#include "drivers/osdp/osdp_indicator.hpp"

#include <algorithm>

#include "drivers/osdp/osdp_codes.hpp"

namespace doorward::inline drivers {
namespace {

constexpr int kForEver = 0;

enum Colour : std::uint8_t { kBlack = 0, kRed = 1, kGreen = 2, kAmber = 3 };

Colour ColourOf(const IndicatorStep& step) {
  if (step.green && step.red) return kAmber;
  if (step.green) return kGreen;
  return step.red ? kRed : kBlack;
}

// Tenths of a second, the standard's unit.
std::uint8_t Units(Milliseconds duration) {
  using Tenths = std::chrono::duration<int, std::deci>;
  return static_cast<std::uint8_t>(std::clamp(std::chrono::ceil<Tenths>(duration).count(), 1, 255));
}

// Reader 0, light 0; then the temporary part and the permanent one, each of them: what to do (0
// nothing; temporary: 1 end it, 2 begin; permanent: 1 set), units on, units off, colour on, colour off;
// the temporary one also for how many units in all (2).
OsdpCommand TemporaryLight(Colour colour, std::uint8_t units) {
  return {osdp::kLed, {0, 0, 2, units, 0, colour, colour, units, 0, 1, 1, 0, kBlack, kBlack}};
}

OsdpCommand PermanentLight(Colour colour) {
  return {osdp::kLed, {0, 0, 1, 0, 0, kBlack, kBlack, 0, 0, 1, 1, 0, colour, colour}};
}

// Reader 0, tone (1 none, 2 the reader's own), units on, units off, how often (0 for ever).
OsdpCommand Sound(std::uint8_t units, std::uint8_t times) {
  return {osdp::kBuz, {0, 2, units, 0, times}};
}

OsdpCommand Silence() { return {osdp::kBuz, {0, 1, 0, 0, 1}}; }

}  // namespace

void OsdpIndicator::Play(const IndicatorPattern& pattern, SteadyTime now) {
  pattern_ = pattern;
  step_ = 0;
  commands_.clear();
  step_at_ = now;
  if (!pattern.steps.empty() && !(pattern.repeat && pattern.steps.size() == 1)) return;
  step_at_ = SteadyTime::max();
  HoldForEver(pattern.steps.empty() ? IndicatorStep{} : pattern.steps.front());
}

std::optional<OsdpCommand> OsdpIndicator::Next(SteadyTime now) {
  if (commands_.empty() && now >= step_at_) Begin(now);
  if (commands_.empty()) return std::nullopt;
  OsdpCommand command = std::move(commands_.front());
  commands_.pop_front();
  return command;
}

SteadyTime OsdpIndicator::due() const { return commands_.empty() ? step_at_ : SteadyTime::min(); }

void OsdpIndicator::Refuse(std::uint8_t code) {
  if (code == osdp::kLed) light_ = false;
  if (code == osdp::kBuz) sounder_ = false;
}

// A step that is late begins late, and lasts as long as it should.
void OsdpIndicator::Begin(SteadyTime now) {
  const IndicatorStep& step = pattern_.steps[step_];
  const bool last = step_ + 1 == pattern_.steps.size() && !pattern_.repeat;
  BeginStep(step, last);
  step_ = (step_ + 1) % pattern_.steps.size();
  step_at_ = last ? SteadyTime::max() : now + step.duration;
}

void OsdpIndicator::BeginStep(const IndicatorStep& step, bool last) {
  const std::uint8_t units = Units(step.duration);
  // Two units more than needed bridge the gap until the next step's command.
  const auto light_units = static_cast<std::uint8_t>(std::min(units + (last ? 0 : 2), 255));
  if (light_) commands_.push_back(TemporaryLight(ColourOf(step), light_units));
  if (sounder_ && step.buzzer) commands_.push_back(Sound(units, 1));
  if (sounder_ && !step.buzzer && sounding_) commands_.push_back(Silence());
  sounding_ = step.buzzer;
}

void OsdpIndicator::HoldForEver(const IndicatorStep& step) {
  if (light_) commands_.push_back(PermanentLight(ColourOf(step)));
  if (sounder_ && step.buzzer) commands_.push_back(Sound(1, kForEver));
  if (sounder_ && !step.buzzer && sounding_) commands_.push_back(Silence());
  sounding_ = step.buzzer;
}

}  // namespace doorward::inline drivers
