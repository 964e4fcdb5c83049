// Carries what proves itself out of a damaged people.db into a new one.
//
// Pages are read one by one where that is possible: tables from both ends, people also by their index,
// and the vault row by row. A row goes on if its MAC is right and it belongs to the set: the root
// proves all of the set, or the sum of the row's bucket is the one in the seal. So a row of an older
// database goes on only where nothing changed since.

#pragma once

#include "storage/people_seal.hpp"
#include "storage/people_vault.hpp"

namespace doorward::inline storage {

// Returns how many rows were found and left out. Lockdowns that the seal knows go on whatever is
// found. REQUIRES: `into` is empty and migrated, and
// `seal` follows it. What cannot be read at all is no error.
Result<std::size_t> SalvagePeople(const std::filesystem::path& from, SqliteDatabase& into,
                                  PeopleSeal& seal, const SecretBox& box, const KeptSeal& kept);

}  // namespace doorward::inline storage
