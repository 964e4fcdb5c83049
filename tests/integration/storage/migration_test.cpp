#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>

#include "storage/migrator.hpp"
#include "storage_fixture.hpp"

namespace doorward::migration_test {

using testing::HasSubstr;

std::unique_ptr<SqliteDatabase> OpenPlain(const std::filesystem::path& file) {
  auto opened = SqliteDatabase::Open({.file = file});
  EXPECT_OK(opened);
  return std::move(*opened);
}

std::string SchemaOf(const std::filesystem::path& file) {
  SQLite::Database database(file.string(), SQLite::OPEN_READONLY);
  SQLite::Statement query(database,
                          "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY sql");
  std::string schema;
  while (query.executeStep()) schema += query.getColumn(0).getString() + ";\n";
  return schema + "version " + std::to_string(database.execAndGet("PRAGMA user_version").getInt());
}

// The folder tests/data/schema holds a dump of every schema that was ever released.
std::vector<std::filesystem::path> GoldenDumps(const std::string& prefix) {
  const char* source = std::getenv("DOORWARD_SOURCE");
  const std::filesystem::path root = source == nullptr ? "." : source;
  std::vector<std::filesystem::path> dumps;
  for (const auto& entry : std::filesystem::directory_iterator(root / "tests/data/schema")) {
    if (entry.path().filename().string().starts_with(prefix)) dumps.push_back(entry.path());
  }
  EXPECT_FALSE(dumps.empty());
  return dumps;
}

void LoadDump(const std::filesystem::path& dump, const std::filesystem::path& file) {
  SQLite::Database database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  database.exec(ContentOf(dump));
}

// Whatever a terminal in the field holds, it must end with the schema of a new one.
TEST(Migrations, EveryReleasedSchemaBecomesTheCurrentOne) {
  const TempDir folder;
  const SecretBox box = TestBox();
  ASSERT_OK(PeopleDatabase::Open(folder.path() / "people.db", box));
  ASSERT_OK(RecordLog::Open({.file = folder.path() / "records.db", .capacity = 100}, box));
  for (const auto& dump : GoldenDumps("people-")) {
    SCOPED_TRACE(dump);
    const auto file = folder.path() / (dump.stem().string() + ".db");
    LoadDump(dump, file);
    auto database = PeopleDatabase::Open(file, box);
    ASSERT_OK(database);
    EXPECT_FALSE((*database)->damage());
    auto transaction = (*database)->Begin();
    EXPECT_EQ(*(*database)->CountPeople(), 1U);
    EXPECT_EQ((**(*database)->GetPerson(PersonId("100007"))).name, "Person Number 7");
    EXPECT_EQ(SchemaOf(file), SchemaOf(folder.path() / "people.db"));
  }
  for (const auto& dump : GoldenDumps("records-")) {
    SCOPED_TRACE(dump);
    const auto file = folder.path() / (dump.stem().string() + ".db");
    LoadDump(dump, file);
    auto log = RecordLog::Open({.file = file, .capacity = 100}, box);
    ASSERT_OK(log);
    EXPECT_EQ((*log)->State().last_seq, 2);
    EXPECT_EQ(*(*log)->VerifyChain(), std::nullopt);
    EXPECT_EQ(SchemaOf(file), SchemaOf(folder.path() / "records.db"));
  }
}

constexpr EmbeddedMigration kFirst = {
    1, "0001_first",
    "-- min-reader: 1\nCREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, "
    "min_reader INTEGER NOT NULL) STRICT; CREATE TABLE a (x INTEGER) STRICT;"};
constexpr EmbeddedMigration kSecond = {2, "0002_second",
                                       "-- min-reader: 1\nCREATE TABLE b (x INTEGER) STRICT;"};
constexpr EmbeddedMigration kThird = {
    3, "0003_third", "-- min-reader: 3\nDROP TABLE a; CREATE TABLE c (x TEXT) STRICT;"};

TEST(Migrations, RunOnceAndInOrder) {
  const TempDir folder;
  const auto file = folder.path() / "m.db";
  auto database = OpenPlain(file);
  ASSERT_OK(Migrate(*database, std::array{kFirst}));
  ASSERT_OK(Migrate(*database, std::array{kFirst, kSecond}));
  ASSERT_OK(Migrate(*database, std::array{kFirst, kSecond}));
  EXPECT_EQ(**database->QueryInt("SELECT count(*) FROM migration"), 2);
  EXPECT_THAT(SchemaOf(file), HasSubstr("version 2"));
}

TEST(Migrations, AnOlderProgramGoesOnIfItMay) {
  const TempDir folder;
  auto database = OpenPlain(folder.path() / "m.db");
  ASSERT_OK(Migrate(*database, std::array{kFirst, kSecond}));
  EXPECT_OK(Migrate(*database, std::array{kFirst}));
  ASSERT_OK(Migrate(*database, std::array{kFirst, kSecond, kThird}));
  const Status status = Migrate(*database, std::array{kFirst, kSecond});
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kUnsupported);
  EXPECT_THAT(status.error().message, HasSubstr("schema 3"));
}

TEST(Migrations, AFailingOneLeavesTheSchemaBefore) {
  const TempDir folder;
  const auto file = folder.path() / "m.db";
  auto database = OpenPlain(file);
  constexpr EmbeddedMigration kBad = {
      2, "0002_bad", "-- min-reader: 1\nCREATE TABLE b (x INTEGER) STRICT; INSERT INTO nowhere;"};
  ASSERT_OK(Migrate(*database, std::array{kFirst}));
  const std::string before = SchemaOf(file);
  const Status status = Migrate(*database, std::array{kFirst, kBad});
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().message, HasSubstr("0002_bad"));
  EXPECT_EQ(SchemaOf(file), before);
}

TEST(Migrations, ADatabaseOfTheFutureIsNotTouched) {
  const TempDir folder;
  const SecretBox box = TestBox();
  const auto file = folder.path() / "people.db";
  ASSERT_OK(PeopleDatabase::Open(file, box));
  {
    SQLite::Database other(file.string(), SQLite::OPEN_READWRITE);
    other.exec("INSERT INTO migration VALUES (99, '0099_future', 99); PRAGMA user_version = 99");
  }
  const std::string before = ContentOf(file);
  const auto opened = PeopleDatabase::Open(file, box);
  ASSERT_OK(opened);
  ASSERT_TRUE((*opened)->damage());
  EXPECT_EQ((*opened)->damage()->reason, "people.db is of a newer program");
  EXPECT_TRUE((*opened)->damage()->in_memory);
  EXPECT_EQ(ContentOf(file), before);
}

}  // namespace doorward::migration_test
