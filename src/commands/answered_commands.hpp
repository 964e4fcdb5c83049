// The journal as the router uses it: which commands were carried out, and what was answered. Each call is a
// transaction of its own.
//
// Thread-safety: any thread. Blocking: a commit, and the transactions that were begun before.

#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "doorward/commands/caller.hpp"
#include "doorward/core/clock.hpp"
#include "doorward/protocol/envelope.hpp"
#include "doorward/storage/people_database.hpp"

namespace doorward::inline commands {

class AnsweredCommands {
 public:
  // Both outlive it.
  AnsweredCommands(PeopleDatabase& people, const Clock& clock) : people_(people), clock_(clock) {}

  Result<std::optional<JournalEntry>> Find(const std::string& id) const;

  Status Note(const Envelope& envelope, const std::string& reply) const;

  // Notes an act for as long as it could be repeated. `reply` is empty before it is carried out.
  // kResourceExhausted: too many acts are remembered already, so that this one might be forgotten too soon. Only a
  // lockdown is noted even so: repeating it lets nobody in.
  Status NoteAct(const Envelope& envelope, std::chrono::seconds max_age, const Caller& caller,
                 const std::string& reply) const;

 private:
  PeopleDatabase& people_;
  const Clock& clock_;
};

}  // namespace doorward::inline commands
