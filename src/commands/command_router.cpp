#include "doorward/commands/command_router.hpp"

#include <map>

#include "commands/answered_commands.hpp"
#include "commands/command_age.hpp"
#include "commands/command_turns.hpp"
#include "commands/enrolment_writer.hpp"
#include "doorward/commands/watch_stream.hpp"
#include "doorward/core/check.hpp"
#include "doorward/core/log.hpp"
#include "doorward/core/mutex.hpp"
#include "doorward/protocol/door_commands.hpp"
#include "doorward/protocol/envelope.hpp"
#include "doorward/protocol/reply.hpp"

namespace doorward::inline commands {
namespace {

// No command for a door is longer, and hardly a query.
constexpr std::size_t kMaxLookedAtBytes = 4096;

bool IsForDoor(const Envelope& envelope) {
  return envelope.name == ReleaseDoor::kName || envelope.name == SetDoorMode::kName;
}

Error LacksRight(Right right) {
  return {ErrorCode::kPermissionDenied, right == Right::kPresence
                                            ? "this command is taken on the terminal itself only"
                                            : "whoever sent this command has no right to it"};
}

constexpr std::string_view kOutcomeUnknown =
    "the terminal stopped while it carried this command out: whether it took effect is unknown, "
    "and it is not carried out again";

}  // namespace

struct CommandRouter::Impl {
  CommandContext context;
  const AnsweredCommands answered{context.people, context.clock};
  std::map<std::string_view, CommandSpec> specs;
  TurnQueue acts;
  TurnQueue changes;

  mutable Mutex mutex;
  CommandCounters counters DW_GUARDED_BY(mutex);

  std::unique_ptr<EnrolmentWriter> enrolments;  // Last: it uses all of the above.

  void Count(std::uint64_t CommandCounters::*counter) {
    MutexLock lock(mutex);
    ++(counters.*counter);
  }

  std::string Reply(const Envelope& envelope, const Result<Json>& outcome) const {
    return WriteReply(envelope, outcome, context.clock.WallNow());
  }

  // A reply to what is not carried out.
  std::string Refuse(const Envelope& envelope, Error error,
                     std::uint64_t CommandCounters::*counter) {
    Count(counter);
    return Reply(envelope, Fail(std::move(error)));
  }

  std::string Handle(std::string_view payload, const Caller& caller);
  Result<std::string> Carry(const CommandSpec& spec, Envelope& envelope, const Caller& caller);
  Result<std::optional<std::string>> AnswerRepetition(const Envelope& envelope);
  std::optional<std::string> AnswerAge(const CommandSpec& spec, const Envelope& envelope,
                                       const Caller& caller);
  std::string Ask(const CommandSpec& spec, const Envelope& envelope, const Caller& caller);
  Result<Json> BeginWatch(const Envelope& envelope, std::unique_ptr<WatchStream>& watch) const;
  Result<std::string> Store(const CommandSpec& spec, Envelope& envelope, const Caller& caller);
  Status Prepare(const CommandSpec& spec, Envelope& envelope);
  std::string StoreInTurn(const CommandSpec& spec, const Envelope& envelope, const Caller& caller,
                          const Status& prepared);
  Result<std::string> StoreWhole(const CommandSpec& spec, const Envelope& envelope,
                                 CommandSpec::AfterCommit& after_commit);
  Result<std::string> Act(const CommandSpec& spec, const Envelope& envelope, const Caller& caller);

  void Finished(const Envelope& envelope, const Caller& caller, const Status& outcome);
};

CommandRouter::CommandRouter(CommandContext context, std::vector<CommandSpec> extra)
    : impl_(new Impl{.context = std::move(context)}) {
  impl_->context.command_counters = [this] { return counters(); };
  for (CommandSpec& spec : Catalogue()) impl_->specs.emplace(spec.name, std::move(spec));
  for (CommandSpec& spec : extra) {
    const bool added = impl_->specs.emplace(spec.name, std::move(spec)).second;
    DW_CHECK(added);
  }
  if (!impl_->context.enrolment.at_device) return;
  impl_->enrolments = std::make_unique<EnrolmentWriter>(
      impl_->context, [&changes = impl_->changes](const std::function<void()>& run) {
        const Turn turn(changes);
        run();
      });
}

CommandRouter::~CommandRouter() = default;

std::string CommandRouter::Handle(std::string_view payload, const Caller& caller) {
  return impl_->Handle(payload, caller);
}

CommandLane CommandRouter::LaneOf(std::string_view payload) const {
  using enum CommandLane::Kind;
  if (payload.size() > kMaxLookedAtBytes) return {.kind = kChange};
  Envelope envelope;
  if (!ReadEnvelope(payload, envelope)) return {.kind = kQuery};
  const auto is_here = [this](const DoorId& door) {
    return impl_->context.access.Doors().contains(door);
  };
  if (envelope.name == ReleaseDoor::kName) {
    const auto command = ReadCommand<ReleaseDoor>(envelope.arguments);
    if (command && is_here(command->door)) return {.kind = kDoorRelease};
  }
  if (envelope.name == SetDoorMode::kName) {
    const auto command = ReadCommand<SetDoorMode>(envelope.arguments);
    if (command && is_here(command->door)) {
      return {.kind = kDoorMode,
              .mode = command->door.str() + " " + std::string(DoorModeName(command->mode))};
    }
  }
  const auto found = impl_->specs.find(envelope.name);
  if (found == impl_->specs.end()) return {.kind = kQuery};
  switch (found->second.effect) {
    case CommandSpec::Effect::kNone: return {.kind = kQuery};
    case CommandSpec::Effect::kStored: return {.kind = kChange};
    case CommandSpec::Effect::kPhysical: return {.kind = kAct};
  }
  DW_UNREACHABLE();
}

std::string CommandRouter::RefusalFor(std::string_view payload, const Error& error,
                                      const Clock& clock) {
  Envelope envelope;
  // Whatever is wrong with it: it is refused for another reason.
  static_cast<void>(ReadEnvelope(payload, envelope));
  return WriteReply(envelope, Fail(error), clock.WallNow());
}

CommandCounters CommandRouter::counters() const {
  MutexLock lock(impl_->mutex);
  return impl_->counters;
}

std::string CommandRouter::Impl::Handle(std::string_view payload, const Caller& caller) {
  Envelope envelope;
  if (auto read = ReadEnvelope(payload, envelope); !read) {
    return Refuse(envelope, std::move(read).error(), &CommandCounters::malformed);
  }
  const auto found = specs.find(envelope.name);
  if (found == specs.end()) {
    return Refuse(envelope, {ErrorCode::kUnsupported, "there is no command of this name", "name"},
                  &CommandCounters::failed);
  }
  const CommandSpec& spec = found->second;
  if (!caller.rights.Has(spec.needs)) {
    return Refuse(envelope, LacksRight(spec.needs), &CommandCounters::failed);
  }
  auto reply = Carry(spec, envelope, caller);
  if (reply) return *std::move(reply);
  Finished(envelope, caller, Fail(reply.error()));
  return Reply(envelope, Fail(std::move(reply).error()));
}

// An error means that nothing was carried out and nothing could be written into the journal.
Result<std::string> CommandRouter::Impl::Carry(const CommandSpec& spec, Envelope& envelope,
                                               const Caller& caller) {
  switch (spec.effect) {
    case CommandSpec::Effect::kNone: return Ask(spec, envelope, caller);
    case CommandSpec::Effect::kStored: return Store(spec, envelope, caller);
    case CommandSpec::Effect::kPhysical: return Act(spec, envelope, caller);
  }
  DW_UNREACHABLE();
}

// The reply to a repetition; nullopt if it is none.
Result<std::optional<std::string>> CommandRouter::Impl::AnswerRepetition(const Envelope& envelope) {
  DW_TRY_ASSIGN(const std::optional<JournalEntry> before, answered.Find(envelope.id));
  if (!before) return std::nullopt;
  if (before->reply.empty()) {
    return Refuse(envelope, {ErrorCode::kUnavailable, std::string(kOutcomeUnknown)},
                  &CommandCounters::repeated);
  }
  Count(&CommandCounters::repeated);
  return before->reply;
}

// The reply to what came too late; nullopt if it did not.
std::optional<std::string> CommandRouter::Impl::AnswerAge(const CommandSpec& spec,
                                                          const Envelope& envelope,
                                                          const Caller& caller) {
  auto age = CheckAge(envelope, spec.max_age, caller, context.clock);
  if (age) return std::nullopt;
  const bool expired = age.error().code == ErrorCode::kExpired;
  return Refuse(envelope, std::move(age).error(),
                expired ? &CommandCounters::expired : &CommandCounters::malformed);
}

std::string CommandRouter::Impl::Ask(const CommandSpec& spec, const Envelope& envelope,
                                     const Caller& caller) {
  if (auto late = AnswerAge(spec, envelope, caller)) return *std::move(late);
  std::optional<Turn> turn;
  if (spec.among_changes) turn.emplace(changes);
  CommandSpec::AfterCommit nothing;
  const auto outcome = spec.name == Watch::kName && caller.watch != nullptr
                           ? BeginWatch(envelope, *caller.watch)
                           : spec.run(envelope.arguments, context, envelope.id, nothing);
  Count(outcome ? &CommandCounters::done : &CommandCounters::failed);
  return Reply(envelope, outcome);
}

Result<Json> CommandRouter::Impl::BeginWatch(const Envelope& envelope,
                                             std::unique_ptr<WatchStream>& watch) const {
  DW_TRY_ASSIGN(Watch command, ReadCommand<Watch>(envelope.arguments));
  if (watch) {
    return Fail(ErrorCode::kResourceExhausted,
                "this connection watches already: use another for another watch");
  }
  watch = std::make_unique<WatchStream>(context, envelope.id, std::move(command));
  return watch->Begun();
}

// Looks into the journal twice: the same command may have been carried out while this one prepared.
Result<std::string> CommandRouter::Impl::Store(const CommandSpec& spec, Envelope& envelope,
                                               const Caller& caller) {
  DW_TRY_ASSIGN(std::optional<std::string> known, AnswerRepetition(envelope));
  if (known) return *std::move(known);
  if (auto late = AnswerAge(spec, envelope, caller)) return *std::move(late);
  const Status prepared = Prepare(spec, envelope);

  const Turn turn(changes);
  DW_TRY_ASSIGN(known, AnswerRepetition(envelope));
  if (known) return *std::move(known);
  return StoreInTurn(spec, envelope, caller, prepared);
}

Status CommandRouter::Impl::Prepare(const CommandSpec& spec, Envelope& envelope) {
  if (!spec.prepare) return {};
  DW_TRY_ASSIGN(envelope.arguments, spec.prepare(std::move(envelope.arguments), context));
  return {};
}

std::string CommandRouter::Impl::StoreInTurn(const CommandSpec& spec, const Envelope& envelope,
                                             const Caller& caller, const Status& prepared) {
  CommandSpec::AfterCommit after_commit;
  Result<std::string> stored =
      prepared ? StoreWhole(spec, envelope, after_commit) : Fail(prepared.error());
  if (stored) {
    for (const auto& then : after_commit) then();
    Finished(envelope, caller, {});
    return *std::move(stored);
  }
  Finished(envelope, caller, Fail(stored.error()));
  std::string reply = Reply(envelope, Fail(std::move(stored).error()));
  // If this fails too, a repetition is carried out afresh; nothing was applied.
  if (auto noted = answered.Note(envelope, reply); !noted) {
    LogWarning(LogPart{"commands"}, "a failure was not journaled: {}", noted.error().message);
  }
  return reply;
}

// The change and its journal entry in one transaction. An error leaves nothing of it.
Result<std::string> CommandRouter::Impl::StoreWhole(const CommandSpec& spec,
                                                    const Envelope& envelope,
                                                    CommandSpec::AfterCommit& after_commit) {
  DW_TRY_ASSIGN(auto transaction, context.people.Begin());
  DW_TRY_ASSIGN(Json result, spec.run(envelope.arguments, context, envelope.id, after_commit));
  // In force either way; as an error it is sent again, and who was taken away stays away.
  std::string reply =
      context.keeps ? Reply(envelope, std::move(result))
                    : Reply(envelope, Fail(ErrorCode::kUnavailable, std::string(kOnlyForNow)));
  DW_TRY(context.people.Journal({.id = envelope.id, .name = envelope.name, .reply = reply}));
  DW_TRY(transaction.Commit());
  return reply;
}

// An error means that it was not even tried: without a durable intent nothing moves.
Result<std::string> CommandRouter::Impl::Act(const CommandSpec& spec, const Envelope& envelope,
                                             const Caller& caller) {
  using enum TurnQueue::Rank;
  const Turn turn(acts, IsForDoor(envelope) ? kDoor : kOther);
  DW_TRY_ASSIGN(std::optional<std::string> known, AnswerRepetition(envelope));
  if (known) return *std::move(known);
  if (auto late = AnswerAge(spec, envelope, caller)) return *std::move(late);

  DW_TRY(answered.NoteAct(envelope, spec.max_age, caller, ""));
  CommandSpec::AfterCommit after_commit;
  const auto outcome = spec.run(envelope.arguments, context, envelope.id, after_commit);
  std::string reply = Reply(envelope, outcome);
  if (auto noted = answered.NoteAct(envelope, spec.max_age, caller, reply); !noted) {
    LogWarning(LogPart{"commands"}, "an outcome was not journaled: {}", noted.error().message);
  }
  for (const auto& then : after_commit) then();
  Finished(envelope, caller, outcome ? Status() : Status(Fail(outcome.error())));
  return reply;
}

// Counts a command that was to change something, and leaves its record.
void CommandRouter::Impl::Finished(const Envelope& envelope, const Caller& caller,
                                   const Status& outcome) {
  Count(outcome ? &CommandCounters::done : &CommandCounters::failed);
  Record record{.at = context.clock.WallNow(),
                .clock = context.clock.Trust(),
                .kind = RecordKind::kCommand,
                .event = outcome ? Event::kCommandDone : Event::kCommandFailed,
                .detail = envelope.name + " from " + caller.principal};
  if (!outcome) record.detail += ": " + std::string(ErrorCodeName(outcome.error().code));
  // If its queue is full the writer counts it, and says so in the log itself.
  static_cast<void>(context.record_writer.Submit({.record = std::move(record)}));
}

}  // namespace doorward::inline commands
