// Takes a command as text and gives its reply as text, whatever the transport.
//
// The order is fixed: bounds and strict JSON, the envelope, repetition (the journal), age, arguments,
// execution. Repetition comes before age, so that whoever asks again late hears what was done, and not
// that it came too late to be done. What changes the database commits together with its journal entry;
// the reply is made after that. A physical effect goes: intent into the journal, act, outcome into the
// journal, reply; if the terminal dies in between, a repetition is not carried out and is told that the
// outcome is unknown. Queries are not journaled: asking twice is harmless.
//
// Every command that has an effect, or failed to, leaves a record: its name and who asked.
//
// Acts have a turn of their own, and so have stored changes; within each, commands run one at a time, in order
// of arrival, and acts on a door before other acts. Photos are read before the turn of a change. Queries take
// no turn. What one caller asks for in different lanes is done in any order, unless it waits for the replies.
//
// Thread-safety: any thread; a command runs on its caller's.
// Blocking: a change as long as it takes: a commit, up to 60 s for its photos. A query as long as it reads, an
//   act up to 2 s for a door. Both wait besides for the transactions that were begun or asked for before: one
//   of each other thread, and the longest is that of a change of 500 people. None waits for photos.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "doorward/commands/caller.hpp"
#include "doorward/commands/command_context.hpp"
#include "doorward/commands/command_lane.hpp"
#include "doorward/protocol/command.hpp"

namespace doorward::inline commands {

// One entry of the catalogue.
struct CommandSpec {
  using Effect = CommandEffect;

  std::string_view name;
  Effect effect = Effect::kNone;
  Right needs = Right::kLook;
  // A broker may deliver late: an older command is refused as expired. Zero: any age.
  std::chrono::seconds max_age{0};
  // For kNone: it runs when no change does, for what a change must not find half done.
  bool among_changes = false;

  // Reads `arguments` strictly and carries them out. For kStored a transaction is open; what must
  // happen after its commit (swapping the index) is added to `after_commit`.
  using AfterCommit = std::vector<std::function<void()>>;
  std::function<Result<Json>(const Json& arguments, CommandContext& context, const std::string& id,
                             AfterCommit& after_commit)>
      run;

  // For kStored, and may be empty: slow work that must hold neither a transaction nor the turn. Returns the
  // arguments that `run` is given instead. The same command may be prepared by two callers at once.
  std::function<Result<Json>(Json arguments, CommandContext& context)> prepare = nullptr;
};

// Every command of the protocol that this terminal does, once.
std::vector<CommandSpec> Catalogue();

class CommandRouter {
 public:
  // `extra` are commands that the composition adds, such as those of simulated hardware.
  explicit CommandRouter(CommandContext context, std::vector<CommandSpec> extra = {});
  ~CommandRouter();

  // Never fails: what is wrong becomes a reply with ok: false. A text without a readable id gets a
  // reply with id null.
  std::string Handle(std::string_view payload, const Caller& caller);

  // Where the command in `payload` may wait. Quick: texts that are too long for an act on a door are not read.
  // Only where it waits: Handle() does right by any command on any thread.
  CommandLane LaneOf(std::string_view payload) const;

  // The reply for a command that could not even be queued. Reads just the id and name.
  static std::string RefusalFor(std::string_view payload, const Error& error, const Clock& clock);

  CommandCounters counters() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace doorward::inline commands
