// What one reader shows at a time: a short pattern over the one that goes on until something ends it.
//
// Pure: time is an argument, and never goes back. Thread-safety: none.

#pragma once

#include <optional>

#include "doorward/feedback/feedback.hpp"

namespace doorward::inline feedback {

class IndicatorPlayer {
 public:
  explicit IndicatorPlayer(const FeedbackConfig& config) : config_(config) {}

  void Show(Signal signal, SteadyTime now);

  // The step that is played at `now`; all off if none is.
  IndicatorStep At(SteadyTime now);

  // When At() changes next; nullopt: not by itself.
  std::optional<SteadyTime> NextChange(SteadyTime now);

  // What a device that plays by itself should be told, if that is something new.
  std::optional<IndicatorPattern> TakeChange(SteadyTime now);

 private:
  struct Playing {
    const std::vector<IndicatorStep>* steps;
    bool repeat;
    SteadyTime since;
  };
  struct Place {
    IndicatorStep step;
    SteadyTime until;
  };

  void Begin(std::optional<Playing>& slot, const std::vector<IndicatorStep>& steps, bool repeat,
             SteadyTime now);
  // Drops the short pattern once it has ended.
  void EndShort(SteadyTime now);
  static std::optional<Place> PlaceIn(const Playing& playing, SteadyTime now);
  std::optional<Place> Current(SteadyTime now);

  const FeedbackConfig& config_;
  std::optional<Playing> lasting_;
  std::optional<Playing> short_;
  bool changed_ = false;
};

}  // namespace doorward::inline feedback
