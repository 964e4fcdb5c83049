// What proves the rows of people.db that decide: who may pass, when, and in which mode a door is.
//
// Each row has a MAC over its table, its identity and its content: changed or moved, it does not prove
// itself. All rows together are a set: the sum of keyed digests of their MACs, in some 2,400 buckets
// by identity. A MAC over the sums, with a generation that only rises, is the root in `state`. The same
// sums and generation are kept outside the database, sealed (SealFile): an older database, or one in
// which a row went missing or came back, differs from it in the buckets that changed since. Nobody
// without the key sees a sum, so nobody can look for rows that add up to one.
//
// SQL of a connection that this is attached to has these functions:
//   row_mac(table, value…), row_proved(mac, table, value…)
//   set_add(table, id, mac), set_remove(table, id, mac), set_root(generation, revision)
// Temporary triggers call set_add() and set_remove(), so that no statement can forget them. A schema
// in the file cannot call any of these (trusted_schema is off).
//
// Thread-safety: none; within a transaction of the database's owner.

#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "doorward/core/secret_box.hpp"
#include "storage/sqlite_database.hpp"

namespace doorward::inline storage {

class PeopleSeal {
 public:
  using Sums = std::vector<std::uint64_t>;

  explicit PeopleSeal(const SecretBox& box);
  PeopleSeal(const PeopleSeal&) = delete;
  PeopleSeal& operator=(const PeopleSeal&) = delete;

  // Gives `database` the functions. This must outlive it.
  Status Attach(SqliteDatabase& database);
  // From now on the sums follow what statements do to the tables. REQUIRES: Migrate() and Attach().
  static Status Follow(SqliteDatabase& database);
  // Sums over all that is in the tables.
  Status Count(SqliteDatabase& database);

  void Add(std::string_view table, std::string_view id, ByteView mac);
  void Remove(std::string_view table, std::string_view id, ByteView mac);
  Bytes MacOf(std::string_view table,
              ByteView values) const;  // Of values that are encoded already.
  Digest Root(std::int64_t generation, std::int64_t revision) const;

  // Whether row_proved() said no since the last call.
  bool TakeUnproved() { return std::exchange(unproved_, false); }
  void NoteUnproved() { unproved_ = true; }

  const Sums& sums() const { return sums_; }
  bool empty() const;  // Nothing is in the set.
  void SetSums(Sums sums) { sums_ = std::move(sums); }

  // Which of the sums a row counts in.
  static std::size_t BucketOf(std::string_view table, std::string_view id);

 private:
  std::uint64_t ShareOf(std::string_view table, std::string_view id, ByteView mac) const;

  const SecretBox& box_;
  Sums sums_;
  bool unproved_ = false;
};

// The set as it was at the last commit, outside the database: "people.seal" beside "people.db", and
// "people.seal-copy".
struct SealFile {
  // Rises with each commit. That of a database that is made anew begins at the time in ms, so that it is
  // later than those of all databases before it.
  std::int64_t generation = 0;
  std::int64_t revision = 0;
  PeopleSeal::Sums sums;
  std::vector<std::string> lockdown;  // Doors; a lockdown does not end with the row that says it.
};

struct KeptSeal {
  bool there = false;            // There is a file, readable or not: rows here have had proofs.
  std::optional<SealFile> seal;  // If it proves itself.
  // Somebody else knows of this generation: a database, or a seal, of an earlier one is not the last.
  std::int64_t least = 0;

  bool IsLast() const { return seal && seal->generation >= least; }
};

// The later of the two.
KeptSeal ReadSealFile(const std::filesystem::path& database, const SecretBox& box);
// Both. Durable on return.
Status WriteSealFile(const std::filesystem::path& database, const SecretBox& box,
                     const SealFile& seal);

// The generation of a database that is made anew.
std::int64_t FreshGeneration();

}  // namespace doorward::inline storage
