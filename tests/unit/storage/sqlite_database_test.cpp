#include "storage/sqlite_database.hpp"

#include "integration/storage/storage_fixture.hpp"

namespace doorward::sqlite_database_test {

class SqliteDatabaseTest : public testing::Test {
 protected:
  std::unique_ptr<SqliteDatabase> Open(SqliteOptions options = {}) {
    options.file = folder_.path() / "x.db";
    auto opened = SqliteDatabase::Open(options);
    EXPECT_OK(opened);
    return std::move(*opened);
  }
  static std::int64_t Int(SqliteDatabase& database, std::string_view sql) {
    return database.QueryInt(sql)->value_or(-1);
  }
  TempDir folder_;
};

// What durability and privacy stand on; kill -9 alone would not show a missing fsync.
TEST_F(SqliteDatabaseTest, EveryConnectionHasItsSettings) {
  const auto writer = Open({.secure_delete = SecureDelete::kOn, .page_bytes = 1024});
  EXPECT_EQ(Int(*writer, "PRAGMA synchronous"), 2);
  EXPECT_EQ(Int(*writer, "PRAGMA foreign_keys"), 1);
  EXPECT_EQ(Int(*writer, "PRAGMA trusted_schema"), 0);
  EXPECT_EQ(Int(*writer, "PRAGMA secure_delete"), 1);
  EXPECT_EQ(Int(*writer, "PRAGMA page_size"), 1024);
  EXPECT_EQ(Int(*writer, "PRAGMA temp_store"), 2);
  auto mode = writer->Query("PRAGMA journal_mode");
  EXPECT_TRUE(*mode->Next());
  EXPECT_EQ(mode->Text(0), "wal");
  ASSERT_OK(writer->RunScript("CREATE TABLE t (a BLOB) STRICT"));
  const auto reader = Open({.read_only = true});
  EXPECT_EQ(Int(*reader, "PRAGMA wal_autocheckpoint"), 0);
  EXPECT_FALSE(reader->Run("INSERT INTO t VALUES (x'00')"));
}

TEST_F(SqliteDatabaseTest, ValuesComeBackAsTheyWent) {
  const auto database = Open();
  ASSERT_OK(database->RunScript("CREATE TABLE t (i INTEGER, s TEXT, b BLOB) STRICT"));
  const std::string text("a\0'b", 4);
  const Bytes bytes = {0, 255, 39};
  ASSERT_OK(database->Run("INSERT INTO t VALUES (?, ?, ?)", {std::int64_t{-1}, text, bytes}));
  ASSERT_OK(database->Run("INSERT INTO t VALUES (?, ?, ?)", {nullptr, "", Bytes{}}));
  auto rows = database->Query("SELECT * FROM t ORDER BY rowid");
  ASSERT_TRUE(*rows->Next());
  EXPECT_EQ(rows->Int(0), -1);
  EXPECT_EQ(rows->Text(1), text);
  EXPECT_EQ(Bytes(rows->Blob(2).begin(), rows->Blob(2).end()), bytes);
  ASSERT_TRUE(*rows->Next());
  EXPECT_TRUE(rows->IsNull(0));
  EXPECT_FALSE(rows->IsNull(2));  // Empty is not absent.
  EXPECT_FALSE(*rows->Next());
}

TEST_F(SqliteDatabaseTest, FaultsAreValues) {
  const auto database = Open();
  EXPECT_EQ(database->Run("NONSENSE").error().code, ErrorCode::kInternal);
  EXPECT_FALSE(SqliteDatabase::Open({.file = folder_.path() / "no" / "such" / "folder"}));
  EXPECT_FALSE(SqliteDatabase::Open({.file = folder_.path()}));
}

}  // namespace doorward::sqlite_database_test
