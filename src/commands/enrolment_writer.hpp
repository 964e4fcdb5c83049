// Stores what an enrolment has captured, and records how each ends: the thread "enroll".
//
// It writes as a command does, and in its turn among them: so nothing comes between the last look at
// whether the enrolment is still wanted and the moment at which it says done.
//
// Thread-safety: construct and destroy on one thread.

#pragma once

#include <functional>

#include "doorward/commands/command_context.hpp"
#include "doorward/core/worker.hpp"
#include "doorward/enrolment/enroller.hpp"

namespace doorward::inline commands {

class EnrolmentWriter {
 public:
  // Runs what it is given when no command runs.
  using RunInTurn = std::function<void(const std::function<void()>&)>;

  // `context` outlives it.
  EnrolmentWriter(CommandContext& context, RunInTurn run_in_turn);
  // Cancels an enrolment that is running.
  ~EnrolmentWriter();

 private:
  // False: there was nothing to do.
  bool ServeOnce(Milliseconds patience);
  void Store(const EnrolmentCapture& capture);
  Result<std::string> Write(const EnrolmentCapture& capture);
  void NoteEnd(const EnrolmentOutcome& outcome);

  CommandContext& context_;
  Enroller& enroller_;
  const RunInTurn run_in_turn_;
  std::optional<Worker> worker_;
};

}  // namespace doorward::inline commands
