// Plays a pattern of light and sound as OSDP commands. Pure: time is an argument.
//
// Each step is a command of its own, sent when it begins, and ends by itself in the reader if no other
// comes: a lost line leaves no buzzer on. The standard counts in tenths of a second, so a step is
// rounded up to them where the next one does not cut it short. A single step that is to go on for ever
// is left to the reader.
//
// Thread-safety: none.

#pragma once

#include <deque>
#include <optional>

#include "doorward/core/bytes.hpp"
#include "doorward/hal/indicator.hpp"

namespace doorward::inline drivers {

struct OsdpCommand {
  std::uint8_t code = 0;
  Bytes data;
  friend bool operator==(const OsdpCommand&, const OsdpCommand&) = default;
};

class OsdpIndicator {
 public:
  // What a reader does not have is not asked of it.
  OsdpIndicator(bool has_light, bool has_sounder) : light_(has_light), sounder_(has_sounder) {}

  void Play(const IndicatorPattern& pattern, SteadyTime now);

  // The next command to send at `now`, if there is one.
  std::optional<OsdpCommand> Next(SteadyTime now);

  // When there will be one: not before this moment; SteadyTime::max(): none until Play().
  SteadyTime due() const;

  // The reader does not take this command: not to be asked again.
  void Refuse(std::uint8_t code);

 private:
  void Begin(SteadyTime now);
  void BeginStep(const IndicatorStep& step, bool last);
  void HoldForEver(const IndicatorStep& step);

  bool light_;
  bool sounder_;
  IndicatorPattern pattern_;
  std::size_t step_ = 0;
  SteadyTime step_at_ = SteadyTime::max();  // When `step_` begins; max: no step to come.
  bool sounding_ = false;
  std::deque<OsdpCommand> commands_;
};

}  // namespace doorward::inline drivers
