// A door's strike, kept where it is wanted. The only place that sets the line of one.
//
// A line that fails is tried again every kRetry until it is as wanted; the first failure of a row
// makes an alarm record. Each change that took effect makes a door record.
//
// Thread-safety: none; the access thread owns it. Blocking: as OutputLine.

#pragma once

#include <memory>
#include <optional>
#include <string>

#include "door/recorder.hpp"
#include "doorward/door/door_config.hpp"
#include "doorward/hal/lines.hpp"

namespace doorward::inline door {

class StrikeOutput {
 public:
  static constexpr Milliseconds kRetry{250};

  // `line` may be null: a door without a strike obeys at once.
  StrikeOutput(std::unique_ptr<OutputLine> line, const DoorConfig& config, Recorder& recorder);

  void Want(Strike strike, SteadyTime now);

  // Writes the record of the change to `strike` before it is wanted. Returns its ticket;
  // kLostRecord if there is nothing to tell.
  RecordTicket Announce(Strike strike);

  // Tries again what failed, if it is time.
  void Poll(SteadyTime now);

  bool settled() const { return set_ == wanted_; }
  // What is wrong with the line; empty if nothing.
  const std::string& problem() const { return problem_; }

 private:
  void Drive(SteadyTime now);

  const std::unique_ptr<OutputLine> line_;
  const DoorId door_;
  const LockType lock_;
  Recorder& recorder_;

  Strike wanted_;
  std::optional<Strike> set_;  // What the line was last told; nullopt: not known.
  Strike recorded_;
  std::string problem_;
  SteadyTime retry_at_{};
};

}  // namespace doorward::inline door
