// One SQLite connection: SQLiteCpp with failure as a value, and the settings that every database of
// the terminal has.
//
// Statements are prepared once and kept. SQL is only ever a literal in this module; whatever comes
// from outside is bound.
//
// Thread-safety: none; the owner has a mutex.
// Errors: kResourceExhausted: disk full. kDataLoss: the file is damaged. kTimeout: another program
//   holds a lock. kUnavailable: the disk fails, or what is there cannot be opened.

#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>

#include "doorward/core/bytes.hpp"
#include "doorward/core/time.hpp"

namespace doorward::inline storage {

using SqlValue = std::variant<std::nullptr_t, std::int64_t, std::string_view, ByteView>;
using SqlValues = std::initializer_list<SqlValue>;

enum class SecureDelete { kFast, kOn };

struct SqliteOptions {
  std::filesystem::path file;
  bool read_only = false;  // Beside a writing connection that is open: never checkpoints.
  bool in_memory = false;  // `file` is then a name that the connections of one database share.
  SecureDelete secure_delete = SecureDelete::kFast;
  int page_bytes = 4096;  // For a new file.
  int checkpoint_every_pages = 1000;
  int cache_kib = 2048;
  Milliseconds busy_timeout{250};
};

class SqliteDatabase {
 public:
  // What a query returns, row by row. Its statement is free again when this goes.
  class Rows {
   public:
    explicit Rows(SqliteDatabase& database, SQLite::Statement& statement)
        : database_(&database), statement_(&statement) {}
    Rows(Rows&& other) noexcept
        : database_(other.database_), statement_(std::exchange(other.statement_, nullptr)) {}
    Rows& operator=(Rows&&) = delete;
    ~Rows();

    // Goes to the next row; false after the last.
    Result<bool> Next();

    bool IsNull(int column) const { return statement_->isColumnNull(column); }
    std::int64_t Int(int column) const { return statement_->getColumn(column).getInt64(); }
    std::string_view Text(int column) const;  // Valid until Next(). So is Blob().
    ByteView Blob(int column) const;

   private:
    SqliteDatabase* database_;
    SQLite::Statement* statement_;
  };

  // Opens the file, or makes it (0600).
  static Result<std::unique_ptr<SqliteDatabase>> Open(const SqliteOptions& options);

  // Runs one statement to its end. REQUIRES: `sql` is a literal, as for Query().
  Status Run(std::string_view sql, SqlValues values = {});
  // What is bound is copied.
  Result<Rows> Query(std::string_view sql, SqlValues values = {});
  // The first column of the first row; nullopt if there is none.
  Result<std::optional<std::int64_t>> QueryInt(std::string_view sql, SqlValues values = {});

  // Runs a script of several statements, unprepared.
  Status RunScript(const std::string& script);

  // The first failure since the last call that tells of the file or its disk, and not of what was asked.
  // Whoever owns the database asks at the end of each transaction, so that no caller can keep it back.
  std::optional<Error> TakeFault() { return std::exchange(fault_, std::nullopt); }
  // kDataLoss: a row that was read proves to be damaged. Counts as such a failure.
  tl::unexpected<Error> Damaged(std::string message);

  // Ends a transaction that a failure may have ended already.
  void RollBack();

  // Moves the whole log into the file and cuts it to nothing. Not within a transaction.
  Status CheckpointAndTruncate();

  std::int64_t changes() const { return database_.getChanges(); }  // By the last Run().
  sqlite3* handle() const { return database_.getHandle(); }        // For functions of SQL.
  std::int64_t last_rowid() const { return database_.getLastInsertRowid(); }

 private:
  explicit SqliteDatabase(const SqliteOptions& options);

  Status Configure(const SqliteOptions& options);
  Result<SQLite::Statement*> Prepare(std::string_view sql, SqlValues values);
  tl::unexpected<Error> Failure(int code);
  void NoteFault(const Error& error);

  std::string name_;  // Of the file, for messages.
  std::optional<Error> fault_;
  SQLite::Database database_;
  std::unordered_map<std::string_view, std::unique_ptr<SQLite::Statement>> statements_;
};

// BEGIN to COMMIT as a scope; rolls back if not committed.
class SqliteTransaction {
 public:
  static Result<SqliteTransaction> Begin(SqliteDatabase& database);
  SqliteTransaction(SqliteTransaction&& other) noexcept
      : database_(std::exchange(other.database_, nullptr)) {}
  SqliteTransaction& operator=(SqliteTransaction&&) = delete;
  ~SqliteTransaction();
  Status Commit();

 private:
  explicit SqliteTransaction(SqliteDatabase& database) : database_(&database) {}
  SqliteDatabase* database_;
};

}  // namespace doorward::inline storage
