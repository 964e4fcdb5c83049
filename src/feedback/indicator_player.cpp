#include "feedback/indicator_player.hpp"

namespace doorward::inline feedback {
namespace {

Milliseconds LengthOf(const std::vector<IndicatorStep>& steps) {
  Milliseconds length{0};
  for (const IndicatorStep& step : steps) length += step.duration;
  return length;
}

}  // namespace

void IndicatorPlayer::Begin(std::optional<Playing>& slot, const std::vector<IndicatorStep>& steps,
                            bool repeat, SteadyTime now) {
  slot.reset();
  if (LengthOf(steps) > Milliseconds(0)) slot = {.steps = &steps, .repeat = repeat, .since = now};
}

void IndicatorPlayer::Show(Signal signal, SteadyTime now) {
  changed_ = true;
  if (signal == Signal::kKey) return Begin(short_, config_.key, false, now);
  lasting_.reset();
  short_.reset();
  switch (signal) {
    case Signal::kGranted: return Begin(short_, config_.granted, false, now);
    case Signal::kDenied: return Begin(short_, config_.denied, false, now);
    case Signal::kWaiting: return Begin(lasting_, config_.waiting, true, now);
    case Signal::kIdle:
    case Signal::kKey: return;
  }
}

std::optional<IndicatorPlayer::Place> IndicatorPlayer::PlaceIn(const Playing& playing,
                                                               SteadyTime now) {
  const Milliseconds length = LengthOf(*playing.steps);
  SteadyTime end = playing.since;
  if (playing.repeat) end += (now - playing.since) / length * length;
  for (const IndicatorStep& step : *playing.steps) {
    end += step.duration;
    if (now < end) return Place{.step = step, .until = end};
  }
  return std::nullopt;
}

void IndicatorPlayer::EndShort(SteadyTime now) {
  if (!short_ || PlaceIn(*short_, now)) return;
  short_.reset();
  if (lasting_) changed_ = true;  // A device that plays by itself has forgotten it.
}

std::optional<IndicatorPlayer::Place> IndicatorPlayer::Current(SteadyTime now) {
  EndShort(now);
  const std::optional<Playing>& playing = short_ ? short_ : lasting_;
  return playing ? PlaceIn(*playing, now) : std::nullopt;
}

IndicatorStep IndicatorPlayer::At(SteadyTime now) {
  const auto place = Current(now);
  return place ? place->step : IndicatorStep{};
}

std::optional<SteadyTime> IndicatorPlayer::NextChange(SteadyTime now) {
  const auto place = Current(now);
  if (!place) return std::nullopt;
  return place->until;
}

std::optional<IndicatorPattern> IndicatorPlayer::TakeChange(SteadyTime now) {
  EndShort(now);
  if (!std::exchange(changed_, false)) return std::nullopt;
  if (short_) return IndicatorPattern{.steps = *short_->steps};
  if (lasting_) return IndicatorPattern{.steps = *lasting_->steps, .repeat = true};
  return IndicatorPattern{};
}

}  // namespace doorward::inline feedback
