// What the commands of the protocol are carried out with: Execute() of each, below the header of its family.
// catalogue.cpp lists them; the router checks rights, age and repetition, so that none of them has to.

#pragma once

#include <string>

#include "doorward/commands/command_router.hpp"

namespace doorward::inline commands {

// What Execute() works with.
struct Call {
  CommandContext& context;
  const std::string& id;  // The command's, for what it leaves in the records.
  CommandSpec::AfterCommit& after_commit;

  // Makes `next` the current index once the transaction is durable.
  void SwapIndex(std::shared_ptr<const CredentialIndex> next) const {
    after_commit.emplace_back(
        [&index = context.index, next = std::move(next)] { index.Swap(next); });
  }
};

}  // namespace doorward::inline commands
