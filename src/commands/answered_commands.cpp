#include "commands/answered_commands.hpp"

#include "commands/command_age.hpp"
#include "doorward/protocol/door_commands.hpp"

namespace doorward::inline commands {
namespace {

bool IsLockdown(const Envelope& envelope) {
  if (envelope.name != SetDoorMode::kName) return false;
  const auto command = ReadCommand<SetDoorMode>(envelope.arguments);
  return command && command->mode == DoorMode::kLockdown;
}

JournalEntry EntryOf(const Envelope& envelope, const std::string& reply) {
  return {.id = envelope.id, .name = envelope.name, .reply = reply};
}

}  // namespace

Result<std::optional<JournalEntry>> AnsweredCommands::Find(const std::string& id) const {
  DW_TRY_ASSIGN(const auto transaction, people_.Begin());
  return people_.FindJournal(id);
}

Status AnsweredCommands::Note(const Envelope& envelope, const std::string& reply) const {
  DW_TRY_ASSIGN(auto transaction, people_.Begin());
  DW_TRY(people_.Journal(EntryOf(envelope, reply)));
  return transaction.Commit();
}

Status AnsweredCommands::NoteAct(const Envelope& envelope, std::chrono::seconds max_age,
                                 const Caller& caller, const std::string& reply) const {
  const WallTime now = clock_.WallNow();
  const auto until = RepeatableUntil(envelope, max_age, caller, now);
  if (!until) return Note(envelope, reply);
  const auto write = [&]() -> Status {
    DW_TRY_ASSIGN(auto transaction, people_.Begin());
    DW_TRY(people_.JournalAct(EntryOf(envelope, reply), *until, now));
    return transaction.Commit();
  };
  Status written = write();
  if (written || written.error().code != ErrorCode::kResourceExhausted) return written;
  return IsLockdown(envelope) ? Note(envelope, reply) : written;
}

}  // namespace doorward::inline commands
