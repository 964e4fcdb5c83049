// Brings a database to this program's schema.
//
// user_version is the number of the newest migration applied. Each runs in one transaction with its
// number and its line in `migration`, so a power cut leaves the schema before it or after it. The
// first migration makes that table, whose min_reader says which older programs may still go on with
// a schema that is newer than they are.

#pragma once

#include <span>

#include "embedded_migration.hpp"
#include "storage/sqlite_database.hpp"

namespace doorward::inline storage {

// kUnsupported if the database is of a newer schema that this program may not read.
Status Migrate(SqliteDatabase& database, std::span<const EmbeddedMigration> migrations);

}  // namespace doorward::inline storage
