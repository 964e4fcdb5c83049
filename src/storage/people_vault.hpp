// The people themselves: sealed rows of fixed size, the index of ids, and the digests of what they
// can show.
//
// What was in a row is overwritten in place: SQLite leaves copies of rows that it moves, even with
// secure_delete, so these never move. A row that does not fit any more is zeroed and waits for
// another person of its size.
//
// Thread-safety: none; within a transaction of the database's owner.

#pragma once

#include <functional>
#include <span>

#include "storage/person_codec.hpp"
#include "storage/sqlite_database.hpp"

namespace doorward::inline storage {

class PeopleVault {
 public:
  PeopleVault(SqliteDatabase& database, const SecretBox& box) : database_(database), box_(box) {}

  Result<std::vector<MatchEntry>> Put(std::span<const Person> people);
  Result<bool> Delete(const PersonId& id);  // False: there was no such person.
  Status DeleteAll();
  // A person as they were sealed, from another database.
  Status Restore(const PersonId& id, ByteView sealed);

  Result<std::optional<StoredPerson>> Get(const PersonId& id);
  // In order of id, those after `after`; an empty id is before all. Leaves out who is damaged.
  Status Visit(const PersonId& after, std::size_t limit,
               const std::function<void(StoredPerson)>& visit);

  // Whether something was overwritten since the last call: old bytes are then still in the log.
  bool TakeErased() { return std::exchange(erased_, false); }

 private:
  struct Held {  // A person before they are replaced.
    std::int64_t slot = 0;
    std::size_t sealed_bytes = 0;
    StoredPerson stored;
  };

  Result<std::optional<Held>> Find(const PersonId& id);
  Result<MatchEntry> PutOne(const Person& person, const std::optional<Held>& held,
                            const std::string& path);
  Result<StoredPerson> Merge(const Person& person, const std::optional<Held>& held,
                             const std::string& path) const;
  Result<std::int64_t> Write(ByteView sealed, const std::optional<Held>& held);
  Status PutRow(const PersonId& id, std::int64_t slot, ByteView sealed);
  Status AddKeys(const StoredPerson& stored, std::int64_t slot, const std::string& path);
  Status RemoveKeys(const StoredPerson& stored);
  // Where those of its templates are that nobody has any more is forgotten with them.
  Status ForgetSlots(const StoredPerson& stored);
  Status Clear(std::int64_t slot);
  Result<StoredPerson> Unseal(std::string_view id, ByteView sealed) const;
  Bytes DigestOf(const CredentialKey& key) const;

  SqliteDatabase& database_;
  const SecretBox& box_;
  bool erased_ = false;
};

}  // namespace doorward::inline storage
