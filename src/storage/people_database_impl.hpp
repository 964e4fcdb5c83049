// What the files of PeopleDatabase share.

#pragma once

#include "doorward/core/mutex.hpp"
#include "doorward/storage/people_database.hpp"
#include "storage/people_vault.hpp"

namespace doorward {

struct PeopleDatabase::Impl {
  Impl(std::unique_ptr<SqliteDatabase> opened, const SecretBox& key)
      : box(key), sqlite(std::move(opened)), vault(*sqlite, key) {}

  Status Begin(Milliseconds patience);
  Status Commit();
  void Rollback();
  void End();

  // Cuts the log, where old versions of pages still hold what was overwritten.
  void Scrub();
  // The database, for a method that REQUIRES a transaction.
  SqliteDatabase& Within();

  const SecretBox& box;
  std::unique_ptr<SqliteDatabase> sqlite;
  PeopleVault vault;
  bool changed = false;  // This transaction changed people or rights.
  bool scrub_needed = false;

  Mutex mutex;
  CondVar ended;
  bool active DW_GUARDED_BY(mutex) = false;
};

}  // namespace doorward
