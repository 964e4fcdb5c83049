// Plays a pattern on the ring of light that some modules have (R503 and kin). Pure: time is an argument.
//
// Colours are bits: red 1, blue 2, green 4. Older rings have no green; there green is blue, and both at
// once purple. A module without a ring refuses the first command, or does not answer it, kMaxSilences
// times: then no more are sent. There is no sounder.
//
// Thread-safety: none.

#pragma once

#include <optional>

#include "doorward/hal/indicator.hpp"
#include "drivers/zfm/zfm_session.hpp"

namespace doorward::inline drivers {

class ZfmLight {
 public:
  static constexpr int kMaxSilences = 3;  // A line may lose a reply.

  void Play(const IndicatorPattern& pattern, SteadyTime now);

  // What to ask at `now`; nullopt: nothing before due().
  std::optional<ZfmCommand> Next(SteadyTime now);
  SteadyTime due() const;

  // The reply to it; nullopt: none came.
  void Take(const std::optional<ZfmReply>& reply);

 private:
  void Advance(SteadyTime now);
  std::uint8_t ColourOf(const IndicatorStep& step) const;

  bool able_ = true;
  int silences_ = 0;  // One after the other.
  bool has_green_ = true;
  IndicatorPattern pattern_;
  std::size_t next_step_ = 0;
  SteadyTime step_at_ = SteadyTime::max();
  std::optional<IndicatorStep> wanted_;
  std::optional<std::uint8_t> asked_;
  std::optional<std::uint8_t> shown_;
};

}  // namespace doorward::inline drivers
