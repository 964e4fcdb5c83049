// Takes a command as text and gives its reply as text, whatever the transport.
//
// The order is fixed: bounds and strict JSON, the envelope, repetition (the journal), age, arguments,
// execution. Repetition comes before age, so that whoever asks again late hears what was done, and not
// that it came too late to be done. What changes the database commits together with its journal entry;
// the reply is made after that. A physical effect goes: intent into the journal, act, outcome into the
// journal, reply; if the terminal dies in between, a repetition is not carried out and is told that the
// outcome is unknown. Queries are not journaled: asking twice is harmless.
//
// Every command that has an effect, or failed to, leaves a record: its name and origin.
//
// Thread-safety: any thread; commands run one at a time, in order of arrival; only those that act on a door
//   go before those that wait.
// Blocking: as long as the command takes: a commit, a photo's extraction, up to 2 s for a door.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "doorward/commands/command_context.hpp"
#include "doorward/commands/command_lane.hpp"

namespace doorward {

// One entry of the catalogue.
struct CommandSpec {
  enum class Effect {
    kNone,      // A query.
    kStored,    // Changes the database, and nothing else.
    kPhysical,  // Acts on the world; cannot be rolled back.
  };

  std::string_view name;
  Effect effect = Effect::kNone;
  // A broker may deliver late: an older command is refused as expired. Zero: any age.
  std::chrono::seconds max_age{0};
  bool local_only = false;

  // Reads `arguments` strictly and carries them out. For kStored a transaction is open; what must
  // happen after its commit (swapping the index) is added to `after_commit`.
  using AfterCommit = std::vector<std::function<void()>>;
  std::function<Result<Json>(const Json& arguments, CommandContext& context, const std::string& id,
                             AfterCommit& after_commit)>
      run;

  // For kStored, and may be empty: slow work that must not hold a transaction. Returns the arguments
  // that `run` is given instead.
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
  std::string Handle(std::string_view payload, Origin origin);

  // Where the command in `payload` may wait. Quick: texts that are too long for a door's are not read.
  CommandLane LaneOf(std::string_view payload) const;

  // The reply for a command that could not even be queued. Reads just the id and name.
  static std::string RefusalFor(std::string_view payload, const Error& error, const Clock& clock);

  CommandCounters counters() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace doorward
