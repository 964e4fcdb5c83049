#include "storage/sqlite_database.hpp"

#include <SQLiteCpp/Exception.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "doorward/core/check.hpp"
#include "doorward/core/log.hpp"

namespace doorward::inline storage {
namespace {

ErrorCode CodeOf(int extended) {
  switch (extended) {
    case SQLITE_IOERR_WRITE:
    case SQLITE_IOERR_SHMSIZE:
    case SQLITE_IOERR_TRUNCATE: return ErrorCode::kResourceExhausted;
    case SQLITE_IOERR_SHORT_READ:
    case SQLITE_IOERR_CORRUPTFS: return ErrorCode::kDataLoss;
  }
  switch (extended & 0xFF) {
    case SQLITE_FULL:
    case SQLITE_TOOBIG: return ErrorCode::kResourceExhausted;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return ErrorCode::kDataLoss;
    case SQLITE_PERM:
    case SQLITE_READONLY: return ErrorCode::kPermissionDenied;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return ErrorCode::kTimeout;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN: return ErrorCode::kUnavailable;
  }
  return ErrorCode::kInternal;
}

// Whether a failure tells of the file or its disk, and not of what was asked. A literal of ours that makes
// no sense (SQLITE_ERROR) has met another schema.
bool IsOfFile(int extended) {
  const ErrorCode code = CodeOf(extended);
  return code == ErrorCode::kDataLoss || code == ErrorCode::kUnavailable ||
         (extended & 0xFF) == SQLITE_ERROR || (extended & 0xFF) == SQLITE_SCHEMA;
}

std::string_view HintFor(ErrorCode code) {
  if (code == ErrorCode::kDataLoss) return "the file is damaged: ";
  if (code == ErrorCode::kResourceExhausted) return "no space left: ";
  return "";
}

tl::unexpected<Error> SqliteFailure(const std::string& name, int extended,
                                    const std::string& text) {
  const ErrorCode code = CodeOf(extended);
  return Fail(code, name + ": " + std::string(HintFor(code)) + text);
}

// Makes an empty file, or an old one that only its owner may read; SQLite gives its log the same
// permissions. A file that is there is not opened: closing it would drop the locks that another
// connection of this process holds on it.
Status MakePrivate(const std::filesystem::path& file) {
  const int fd = open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd >= 0) {
    close(fd);
    return {};
  }
  if (errno == EEXIST && chmod(file.c_str(), 0600) == 0) return {};
  const int number = errno;
  ErrorCode code = ErrorCode::kUnavailable;
  if (number == EACCES || number == EPERM || number == EROFS) code = ErrorCode::kPermissionDenied;
  if (number == ENOSPC || number == EDQUOT) code = ErrorCode::kResourceExhausted;
  return Fail(code, "opening " + file.string() + ": " + std::strerror(number));
}

// SQLite's own file system in memory: unlike ":memory:" it can be opened more than once.
std::string AddressOf(const SqliteOptions& options) {
  if (!options.in_memory) return options.file.string();
  return "file:/" + options.file.string() + "?vfs=memdb";
}

int FlagsOf(const SqliteOptions& options) {
  if (options.in_memory) return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI;
  // With addresses, so that a database that is attached can be read as it is.
  return (options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_URI;
}

void Bind(SQLite::Statement& statement, int index, const SqlValue& value) {
  struct BindIt {
    SQLite::Statement& statement;
    int index;
    void operator()(std::nullptr_t) const { statement.bind(index); }
    void operator()(std::int64_t number) const { statement.bind(index, number); }
    void operator()(std::string_view text) const { statement.bind(index, std::string(text)); }
    void operator()(ByteView bytes) const {
      // Without a pointer SQLite would bind NULL.
      const void* data = bytes.empty() ? static_cast<const void*>("") : bytes.data();
      statement.bind(index, data, static_cast<int>(bytes.size()));
    }
  };
  std::visit(BindIt{statement, index}, value);
}

}  // namespace

SqliteDatabase::Rows::~Rows() {
  if (statement_ != nullptr) statement_->tryReset();
}

Result<bool> SqliteDatabase::Rows::Next() {
  const int code = statement_->tryExecuteStep();
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return database_->Failure(code);
}

std::string_view SqliteDatabase::Rows::Text(int column) const { return AsText(Blob(column)); }

ByteView SqliteDatabase::Rows::Blob(int column) const {
  const SQLite::Column value = statement_->getColumn(column);
  const auto* data = static_cast<const std::uint8_t*>(value.getBlob());
  return {data, data == nullptr ? 0U : static_cast<std::size_t>(value.getBytes())};
}

SqliteDatabase::SqliteDatabase(const SqliteOptions& options)
    : name_(options.file.filename().string()),
      database_(AddressOf(options), FlagsOf(options),
                static_cast<int>(options.busy_timeout.count())) {}

Result<std::unique_ptr<SqliteDatabase>> SqliteDatabase::Open(const SqliteOptions& options) {
  if (!options.read_only && !options.in_memory) DW_TRY(MakePrivate(options.file));
  try {
    std::unique_ptr<SqliteDatabase> database(new SqliteDatabase(options));
    DW_TRY(database->Configure(options));
    return database;
  } catch (const SQLite::Exception& fault) {
    return SqliteFailure(options.file.filename().string(), fault.getExtendedErrorCode(),
                         fault.getErrorStr());
  }
}

Status SqliteDatabase::Configure(const SqliteOptions& options) {
  sqlite3* handle = database_.getHandle();
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  std::string script =
      "PRAGMA foreign_keys = ON;"
      "PRAGMA cell_size_check = ON;"
      "PRAGMA temp_store = MEMORY;"  // No copies in files that nobody wipes.
      "PRAGMA cache_size = -" +
      std::to_string(options.cache_kib) + ";";
  if (options.read_only) {
    sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    return RunScript(script + "PRAGMA query_only = ON; PRAGMA wal_autocheckpoint = 0;");
  }
  const std::string log_bytes =
      std::to_string(std::int64_t{options.checkpoint_every_pages} * (options.page_bytes + 24));
  script +=
      "PRAGMA page_size = " + std::to_string(options.page_bytes) +
      ";PRAGMA journal_mode = WAL;"
      "PRAGMA synchronous = FULL;"
      "PRAGMA wal_autocheckpoint = " +
      std::to_string(options.checkpoint_every_pages) + ";PRAGMA journal_size_limit = " + log_bytes +
      ";PRAGMA secure_delete = " + (options.secure_delete == SecureDelete::kOn ? "ON;" : "FAST;");
  return RunScript(script);
}

tl::unexpected<Error> SqliteDatabase::Failure(int code) {
  Error error = SqliteFailure(name_, code, database_.getErrorMsg()).value();
  if (IsOfFile(code)) NoteFault(error);
  return Fail(std::move(error));
}

tl::unexpected<Error> SqliteDatabase::Damaged(std::string message) {
  Error error{ErrorCode::kDataLoss, std::move(message)};
  NoteFault(error);
  return Fail(std::move(error));
}

void SqliteDatabase::NoteFault(const Error& error) {
  if (!fault_) fault_ = error;
}

Result<SQLite::Statement*> SqliteDatabase::Prepare(std::string_view sql, SqlValues values) {
  try {
    auto& kept = statements_[sql];
    if (!kept) kept = std::make_unique<SQLite::Statement>(database_, std::string(sql));
    kept->tryReset();  // The last error is told already.
    int index = 1;
    for (const SqlValue& value : values) Bind(*kept, index++, value);
    return kept.get();
  } catch (const SQLite::Exception& fault) {
    statements_.erase(sql);
    Error error = SqliteFailure(name_, fault.getExtendedErrorCode(), fault.getErrorStr()).value();
    if (IsOfFile(fault.getExtendedErrorCode())) NoteFault(error);
    return Fail(std::move(error));
  }
}

Status SqliteDatabase::Run(std::string_view sql, SqlValues values) {
  DW_TRY_ASSIGN(Rows rows, Query(sql, values));
  while (true) {
    DW_TRY_ASSIGN(const bool more, rows.Next());
    if (!more) return {};
  }
}

Result<SqliteDatabase::Rows> SqliteDatabase::Query(std::string_view sql, SqlValues values) {
  DW_TRY_ASSIGN(SQLite::Statement * statement, Prepare(sql, values));
  return Rows(*this, *statement);
}

Result<std::optional<std::int64_t>> SqliteDatabase::QueryInt(std::string_view sql,
                                                             SqlValues values) {
  DW_TRY_ASSIGN(Rows rows, Query(sql, values));
  DW_TRY_ASSIGN(const bool found, rows.Next());
  if (!found || rows.IsNull(0)) return std::nullopt;
  return rows.Int(0);
}

Status SqliteDatabase::RunScript(const std::string& script) {
  const int code = database_.tryExec(script);
  if (code != SQLITE_OK) return Failure(database_.getExtendedErrorCode());
  return {};
}

Status SqliteDatabase::CheckpointAndTruncate() {
  const int code = sqlite3_wal_checkpoint_v2(database_.getHandle(), nullptr,
                                             SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  if (code != SQLITE_OK) return Failure(code);
  return {};
}

void SqliteDatabase::RollBack() {
  if (sqlite3_get_autocommit(database_.getHandle()) != 0) return;
  if (const Status status = Run("ROLLBACK"); !status) {
    LogDebug("rolling back: {}", status.error().Text());
  }
}

Result<SqliteTransaction> SqliteTransaction::Begin(SqliteDatabase& database) {
  DW_TRY(database.Run("BEGIN"));
  return SqliteTransaction(database);
}

SqliteTransaction::~SqliteTransaction() {
  if (database_ != nullptr) database_->RollBack();
}

Status SqliteTransaction::Commit() {
  DW_CHECK(database_ != nullptr);
  DW_TRY(database_->Run("COMMIT"));  // After a failure the destructor rolls back.
  database_ = nullptr;
  return {};
}

}  // namespace doorward::inline storage
