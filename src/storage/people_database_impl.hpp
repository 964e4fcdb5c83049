// What the files of PeopleDatabase share.

#pragma once

#include <atomic>
#include <deque>

#include "doorward/core/mutex.hpp"
#include "doorward/storage/people_database.hpp"
#include "storage/people_file.hpp"
#include "storage/people_vault.hpp"

namespace doorward::inline storage {

struct PeopleDatabase::Impl {
  Impl(std::filesystem::path path, OpenedPeople opened, const SecretBox& key)
      : box(key),
        file(std::move(path)),
        seal(std::move(opened.seal)),
        sqlite(std::move(opened.sqlite)),
        damage(std::move(opened.damage)),
        vault(*sqlite, key) {}

  Status LoadState();
  // What this transaction met of damage.
  std::optional<Error> TakeFault();
  void SetNeed(std::string why);

  Status Begin(Milliseconds patience);
  Status Commit();
  void Rollback();
  void End();
  void Seal();

  // Cuts the log, where old versions of pages still hold what was overwritten.
  void Scrub();
  // The database, for a method that REQUIRES a transaction.
  SqliteDatabase& Within();

  const SecretBox& box;
  const std::filesystem::path file;
  std::atomic<std::int64_t> generation{0};
  const std::unique_ptr<PeopleSeal> seal;  // Outlives `sqlite`, which calls it.
  std::unique_ptr<SqliteDatabase> sqlite;
  const std::optional<StoreDamage> damage;
  PeopleVault vault;
  bool changed = false;          // This transaction changed people or rights.
  bool replaced = false;         // This transaction began the whole set anew.
  PeopleSeal::Sums sums_before;  // Of this transaction.
  bool scrub_needed = false;

  Mutex mutex;
  CondVar ended;
  bool active DW_GUARDED_BY(mutex) = false;
  std::deque<std::uint64_t> waiting DW_GUARDED_BY(mutex);  // For their turn, in order.
  std::uint64_t last_ticket DW_GUARDED_BY(mutex) = 0;
  std::string needs_data DW_GUARDED_BY(mutex);
  std::function<void(const StoreDamage&)> on_damage DW_GUARDED_BY(mutex);
  std::optional<StoreDamage> met
      DW_GUARDED_BY(mutex);  // By a transaction, since the last whole set.
};

}  // namespace doorward::inline storage
