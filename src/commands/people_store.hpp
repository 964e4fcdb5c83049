// How whole persons are written, whoever brings them; and who may bring which of their credentials.

#pragma once

#include <memory>
#include <span>
#include <vector>

#include "doorward/commands/command_context.hpp"
#include "doorward/domain/person.hpp"

namespace doorward::inline commands {

// Checks and writes `people` within the open transaction. Returns the index that must be swapped in
// once it is committed.
Result<std::shared_ptr<const CredentialIndex>> StorePeople(std::span<const Person> people,
                                                           CommandContext& context);

// For a terminal that enrols by itself: `people` with what each has been enrolled with here. What they
// bring of these types may only be what they have: kPermissionDenied, with its path, for more.
// REQUIRES: a transaction is open.
Result<std::vector<Person>> WithWhatIsEnrolled(std::span<const Person> people,
                                               CommandContext& context);

// What a credential is called where it must be told from the person's others: "card:04A1B2C3",
// "face:" and "fingerprint:" with 16 digits of a digest. No secret. REQUIRES: IsEnrolledAtReader() of its type.
std::string CredentialName(const Credential& credential);

}  // namespace doorward::inline commands
