// What can be known to be wrong with people before anything is sent.

#pragma once

#include <map>

#include "cli/people_file.hpp"
#include "doorward/domain/credential_key.hpp"

namespace doorward::inline cli {

// Notes with each entry what breaks the protocol's bounds, an id that stood before, and a credential that
// somebody before has.
void CheckPeople(std::vector<PersonEntry>& entries);

// Who is at a terminal, as far as it tells.
struct PeopleThere {
  std::map<CredentialKey, std::string> owners;  // Of cards, codes and fingers.
  std::map<std::string, std::map<std::string, std::size_t>>
      secrets;  // Held: how many, by person and type.
};
PeopleThere WhoIsThere(const Json& people);

// Notes with each entry a credential that somebody at the terminal has who is not in the file.
void CheckTaken(std::vector<PersonEntry>& entries, const PeopleThere& there);

// Takes out of each entry the secrets that it calls held and the terminal does not hold. Returns of whom
// they are, by type ("pin").
std::map<std::string, std::vector<std::string>> DropMissingSecrets(
    std::vector<PersonEntry>& entries, const PeopleThere& there);

}  // namespace doorward::inline cli
