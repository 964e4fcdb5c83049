// people.db as a file that may be damaged, changed, or an older one: it is opened if all of it proves
// itself, or put aside for a new one that takes what does, or left where it is while the terminal goes
// on in memory. No file keeps the terminal from starting.

#pragma once

#include "doorward/storage/people_database.hpp"
#include "storage/people_seal.hpp"

namespace doorward::inline storage {

struct OpenedPeople {
  std::unique_ptr<PeopleSeal> seal;  // Follows `sqlite`, and outlives it.
  std::unique_ptr<SqliteDatabase> sqlite;
  std::optional<StoreDamage> damage;
};

// `least`: a generation that is known to have been; 0: none is. Fails only if there is not even memory
// for a database.
Result<OpenedPeople> OpenPeopleFile(const std::filesystem::path& file, const SecretBox& box,
                                    std::int64_t least);

// Keeps outside of the database what is in it now.
Status SealPeopleFile(const std::filesystem::path& file, const SecretBox& box,
                      const PeopleSeal& seal, SqliteDatabase& sqlite);

}  // namespace doorward::inline storage
