// Whoever changes people.db without the device's key gains nothing: rows that do not prove themselves,
// and rows that the set does not have, decide nothing, and what does prove itself goes on.

#include <SQLiteCpp/SQLiteCpp.h>

#include <map>
#include <set>

#include "storage_fixture.hpp"

namespace doorward::people_proofs_test {

Permission PermissionOf(const std::string& id, const std::string& door) {
  Permission permission;
  permission.id = PermissionId(id);
  permission.doors = {DoorId(door)};
  return permission;
}

class PeopleProofsTest : public testing::Test {
 protected:
  PeopleProofsTest() {
    auto database = Open();
    auto transaction = database->Begin();
    EXPECT_OK(database->PutPeople(PeopleOf(0, 40)));
    EXPECT_OK(database->PutPermissions(
        {{PermissionOf("office-hours", "main"), PermissionOf("cellar", "cellar")}}));
    EXPECT_OK(database->PutHolidays({{Holiday{HolidayId("spring"), "", {}}}}));
    EXPECT_OK(
        database->PutDoorMode({.door = DoorId("main"), .mode = DoorMode::kLockdown, .until = {}}));
    EXPECT_OK(
        database->PutDoorMode({.door = DoorId("side"), .mode = DoorMode::kNormal, .until = {}}));
    EXPECT_OK(database->PutFingerprintModule(ReaderId("finger"), Bytes(16, 7)));
    EXPECT_OK(database->PutFingerprintSlot(ReaderId("finger"), 3,
                                           {CredentialType::kFingerprint, "zfm#A"}));
    EXPECT_OK(transaction->Commit());
  }

  std::unique_ptr<PeopleDatabase> Open() {
    auto opened = PeopleDatabase::Open(file_, box_);
    EXPECT_OK(opened);
    return std::move(*opened);
  }

  // As another program would.
  void Change(const std::string& sql) {
    SQLite::Database other(file_.string(), SQLite::OPEN_READWRITE);
    other.exec(sql);
  }

  // Byte `byte`, from 1, of the first row of `table` becomes another one, a letter or a digit.
  void ChangeByte(const std::string& table, const std::string& column, const std::string& type,
                  int byte) {
    SQLite::Database other(file_.string(), SQLite::OPEN_READWRITE);
    SQLite::Statement read(other, "SELECT " + column + " FROM " + table + " LIMIT 1");
    ASSERT_TRUE(read.executeStep());
    const std::string before = read.getColumn(0).getString();
    read.reset();
    std::string after = before;
    char& changed = after[static_cast<std::size_t>(byte - 1)];
    changed = changed == 'x' ? 'y' : 'x';
    SQLite::Statement write(other, "UPDATE " + table + " SET " + column + " = CAST(? AS " + type +
                                       ") WHERE CAST(" + column + " AS BLOB) = ?");
    write.bind(1, after.data(), static_cast<int>(after.size()));
    write.bind(2, before.data(), static_cast<int>(before.size()));
    write.exec();
    ASSERT_EQ(other.getChanges(), 1);
  }

  void Keep(const std::string& name) {
    for (const char* suffix : {"", "-wal"}) {
      std::filesystem::remove(folder_.path() / (name + suffix));
      if (std::filesystem::exists(file_.string() + suffix)) {
        std::filesystem::copy_file(file_.string() + suffix, folder_.path() / (name + suffix));
      }
    }
  }
  void PutBack(const std::string& name) {
    for (const char* suffix : {"", "-wal", "-shm"}) {
      std::filesystem::remove(file_.string() + suffix);
      if (std::filesystem::exists(folder_.path() / (name + suffix))) {
        std::filesystem::copy_file(folder_.path() / (name + suffix), file_.string() + suffix);
      }
    }
  }

  void PutSeals(const std::string& seal) {
    for (const char* name : {"people.seal", "people.seal-copy"}) {
      std::ofstream(folder_.path() / name, std::ios::binary) << seal;
    }
  }

  static std::set<std::string> PeopleIn(PeopleDatabase& database) {
    std::set<std::string> ids;
    EXPECT_OK(database.ForEachMatchEntry(
        [&](const MatchEntry& entry) { ids.insert(entry.rights.id.str()); }));
    return ids;
  }
  static std::map<std::string, DoorMode> ModesIn(PeopleDatabase& database) {
    std::map<std::string, DoorMode> modes;
    const auto stored = database.DoorModes();
    EXPECT_OK(stored);
    for (const StoredDoorMode& mode : *stored) modes[mode.door.str()] = mode.mode;
    return modes;
  }

  TempDir folder_;
  const std::filesystem::path file_ = folder_.path() / "people.db";
  SecretBox box_ = TestBox();
};

TEST_F(PeopleProofsTest, WhatNobodyChangedIsWhole) {
  auto database = Open();
  EXPECT_FALSE(database->damage());
  EXPECT_EQ(database->NeedsData(), "");
  auto transaction = database->Begin();
  EXPECT_EQ(PeopleIn(*database).size(), 40U);
  EXPECT_EQ(database->LoadRights(TimeZone::Utc())->permissions.size(), 2U);
}

TEST_F(PeopleProofsTest, AChangedPermissionDeniesAndTheOthersGoOn) {
  Change("UPDATE permission SET body = replace(body, 'cellar', 'main') WHERE id = 'cellar'");
  auto database = Open();
  ASSERT_TRUE(database->damage());
  EXPECT_EQ(database->damage()->left_out, 1U);
  EXPECT_NE(database->NeedsData(), "");
  auto transaction = database->Begin();
  const auto rights = database->LoadRights(TimeZone::Utc());
  EXPECT_TRUE(rights->permissions.contains(PermissionId("office-hours")));
  EXPECT_FALSE(rights->permissions.contains(PermissionId("cellar")));
  EXPECT_EQ(PeopleIn(*database).size(), 40U);
}

// Each byte of what decides, in each table: such a row is never taken, and the others go on.
TEST_F(PeopleProofsTest, AnyChangedByteOfARowThatDecidesIsLeftOut) {
  struct Column {
    std::string table, column, type;
  };
  const std::vector<Column> columns = {{"permission", "id", "TEXT"},
                                       {"permission", "body", "TEXT"},
                                       {"permission", "mac", "BLOB"},
                                       {"holiday", "body", "TEXT"},
                                       {"door_mode", "door", "TEXT"},
                                       {"door_mode", "mode", "TEXT"},
                                       {"door_mode", "mac", "BLOB"},
                                       {"fingerprint_module", "mark", "BLOB"},
                                       {"fingerprint_slot", "template", "TEXT"},
                                       {"person", "mac", "BLOB"},
                                       {"person", "id", "TEXT"}};
  Keep("good");
  const std::string seal = ContentOf(folder_.path() / "people.seal");
  for (const auto& [table, column, type] : columns) {
    const std::string blob = "CAST(" + column + " AS BLOB)";
    SQLite::Database look((folder_.path() / "good").string(), SQLite::OPEN_READWRITE);
    const int length =
        look.execAndGet("SELECT length(" + blob + ") FROM " + table + " LIMIT 1").getInt();
    for (int byte = 1; byte <= length; ++byte) {
      SCOPED_TRACE(table + "." + column + " byte " + std::to_string(byte));
      PutBack("good");
      PutSeals(seal);
      ChangeByte(table, column, type, byte);
      auto database = Open();
      ASSERT_TRUE(database->damage());
      auto transaction = database->Begin();
      EXPECT_GE(PeopleIn(*database).size(), 38U);
      const auto rights = database->LoadRights(TimeZone::Utc());
      ASSERT_OK(rights);
      EXPECT_LE(rights->permissions.size(), table == "permission" ? 1U : 2U);
      for (const auto& [id, permission] : rights->permissions) {
        EXPECT_TRUE(permission == PermissionOf("office-hours", "main") ||
                    permission == PermissionOf("cellar", "cellar"));
      }
      EXPECT_EQ(ModesIn(*database).at("main"), DoorMode::kLockdown);
      const auto module = database->GetFingerprintModule(ReaderId("finger"));
      ASSERT_OK(module);
      EXPECT_EQ(module->has_value(), table != "fingerprint_module");
      EXPECT_EQ(*module && !(*module)->slots.empty(),
                table != "fingerprint_slot" && table != "fingerprint_module");
    }
  }
}

TEST_F(PeopleProofsTest, ADoorIsNotFreeByAChangedRow) {
  Change("UPDATE door_mode SET mode = 'free'");
  auto database = Open();
  auto transaction = database->Begin();
  // The lockdown is known outside the database; the other door has no mode, which is normal.
  EXPECT_EQ(ModesIn(*database), (std::map<std::string, DoorMode>{{"main", DoorMode::kLockdown}}));
}

TEST_F(PeopleProofsTest, ALockdownDoesNotEndByDeletingItsRow) {
  Change("DELETE FROM door_mode");
  auto database = Open();
  EXPECT_TRUE(database->damage());
  auto transaction = database->Begin();
  EXPECT_EQ(ModesIn(*database).at("main"), DoorMode::kLockdown);
}

TEST_F(PeopleProofsTest, AnOlderDatabaseRevivesNobody) {
  Keep("yesterday");
  {
    auto database = Open();
    auto transaction = database->Begin();
    ASSERT_OK(database->DeletePeople({{PersonOf(7).id}}));
    ASSERT_OK(transaction->Commit());
  }
  PutBack("yesterday");
  auto database = Open();
  ASSERT_TRUE(database->damage());
  EXPECT_NE(database->NeedsData(), "");
  auto transaction = database->Begin();
  const auto people = PeopleIn(*database);
  EXPECT_FALSE(people.contains(PersonOf(7).id.str()));
  EXPECT_GE(people.size(), 37U) << "those of whom nothing changed go on";
}

TEST_F(PeopleProofsTest, ARowThatCameBackIsLeftOut) {
  Keep("yesterday");
  {
    auto database = Open();
    auto transaction = database->Begin();
    ASSERT_OK(database->DeletePeople({{PersonOf(7).id}}));
    ASSERT_OK(database->DeletePermissions({{PermissionId("cellar")}}));
    ASSERT_OK(transaction->Commit());
  }
  Change("ATTACH '" + (folder_.path() / "yesterday").string() + "' AS y; " +
         "UPDATE vault SET used = 1, sealed = (SELECT sealed FROM y.vault v WHERE v.slot = "
         "vault.slot) "
         "WHERE used = 0; INSERT INTO person SELECT * FROM y.person WHERE id = '100007'; "
         "INSERT INTO permission SELECT * FROM y.permission WHERE id = 'cellar'");
  auto database = Open();
  EXPECT_TRUE(database->damage());
  auto transaction = database->Begin();
  EXPECT_FALSE(PeopleIn(*database).contains(PersonOf(7).id.str()));
  EXPECT_FALSE(database->LoadRights(TimeZone::Utc())->permissions.contains(PermissionId("cellar")));
}

TEST_F(PeopleProofsTest, RowsCannotChangePlaces) {
  Change(
      "UPDATE permission SET id = 'x' WHERE id = 'cellar'; "
      "UPDATE person SET slot = 1000 + slot; "
      "UPDATE person SET slot = 2 WHERE slot = 1001; UPDATE person SET slot = 1 WHERE slot = 1002; "
      "UPDATE person SET slot = slot - 1000 WHERE slot > 1000");
  auto database = Open();
  auto transaction = database->Begin();
  EXPECT_EQ(PeopleIn(*database).size(), 38U);
  EXPECT_EQ(database->LoadRights(TimeZone::Utc())->permissions.size(), 1U);
}

TEST_F(PeopleProofsTest, AnOlderSchemaIsNotBelievedTwice) {
  Change("UPDATE permission SET body = replace(body, 'cellar', 'main'); PRAGMA user_version = 3");
  auto database = Open();
  ASSERT_TRUE(database->damage());
  auto transaction = database->Begin();
  EXPECT_FALSE(database->LoadRights(TimeZone::Utc())->permissions.contains(PermissionId("cellar")));
}

TEST_F(PeopleProofsTest, ATriggerOfAnotherProgramDoesNotLast) {
  Change("CREATE TRIGGER t AFTER INSERT ON journal BEGIN DELETE FROM door_mode; END");
  auto database = Open();
  ASSERT_TRUE(database->damage());
  auto transaction = database->Begin();
  ASSERT_OK(database->Journal({.id = "c1", .name = "x", .reply = "{}"}));
  EXPECT_EQ(ModesIn(*database).at("main"), DoorMode::kLockdown);
  EXPECT_EQ(PeopleIn(*database).size(), 40U);
}

TEST_F(PeopleProofsTest, ADatabaseThatIsGoneIsTold) {
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(file_.string() + suffix);
  auto database = Open();
  ASSERT_TRUE(database->damage());
  EXPECT_EQ(database->damage()->reason, "people.db was gone");
  auto transaction = database->Begin();
  EXPECT_EQ(ModesIn(*database).at("main"), DoorMode::kLockdown);
}

TEST_F(PeopleProofsTest, OneOfTheSealsIsEnough) {
  for (const char* name : {"people.seal", "people.seal-copy"}) {
    std::filesystem::remove(folder_.path() / name);
    auto database = Open();
    EXPECT_FALSE(database->damage()) << name;
    EXPECT_TRUE(std::filesystem::exists(folder_.path() / name));  // Made anew.
    auto transaction = database->Begin();
    EXPECT_EQ(PeopleIn(*database).size(), 40U);
  }
}

TEST_F(PeopleProofsTest, AFolderInTheirPlaceIsMadeAFileAgain) {
  for (const char* name : {"people.seal", "people.seal-copy"}) {
    std::filesystem::remove(folder_.path() / name);
    std::filesystem::create_directories(folder_.path() / name / "within");
    EXPECT_FALSE(Open()->damage()) << name;
    EXPECT_TRUE(std::filesystem::is_regular_file(folder_.path() / name)) << name;
  }
}

// Nothing shows then that it is the last one: somebody who was deleted could be in it.
TEST_F(PeopleProofsTest, WithoutBothSealsNobodyGoesOnAndItIsTold) {
  std::filesystem::remove(folder_.path() / "people.seal");
  std::ofstream(folder_.path() / "people.seal-copy") << "torn";
  {
    auto database = Open();
    ASSERT_TRUE(database->damage());
    EXPECT_EQ(database->damage()->reason, "people.seal was gone or damaged");
    EXPECT_EQ(database->NeedsData(), "people.seal was gone or damaged");
    database->DamageTold();
    auto transaction = database->Begin();
    EXPECT_EQ(PeopleIn(*database).size(), 0U);
  }
  EXPECT_FALSE(Open()->damage());
}

// All that is people's is of yesterday, and proves itself; what the records know does not fit it.
TEST_F(PeopleProofsTest, AWitnessContradictsAnOlderDatabaseWithItsSeals) {
  Keep("yesterday");
  const std::string seal = ContentOf(folder_.path() / "people.seal");
  std::int64_t known = 0;
  {
    auto database = Open();
    auto transaction = database->Begin();
    ASSERT_OK(database->DeletePeople({{PersonOf(7).id}}));
    ASSERT_OK(transaction->Commit());
    known = database->Generation();
  }
  EXPECT_FALSE((*PeopleDatabase::Open(file_, box_, known))->damage());
  PutBack("yesterday");
  PutSeals(seal);
  {
    auto database = *PeopleDatabase::Open(file_, box_, known);
    ASSERT_TRUE(database->damage());
    database->DamageTold();
    EXPECT_GT(database->Generation(), known);
    auto transaction = database->Begin();
    EXPECT_EQ(PeopleIn(*database).size(), 0U);
    EXPECT_EQ(ModesIn(*database).at("main"), DoorMode::kLockdown);
  }
  EXPECT_FALSE((*PeopleDatabase::Open(file_, box_, known))->damage());
}

// An update believes what it finds, once; not where somebody knows that there were proofs.
TEST_F(PeopleProofsTest, AWitnessContradictsADatabaseOfBeforeThereWereProofs) {
  for (const char* name : {"people.db", "people.db-wal", "people.seal", "people.seal-copy"}) {
    std::filesystem::remove(folder_.path() / name);
  }
  {
    SQLite::Database old(file_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    old.exec(ContentOf(std::filesystem::path(std::getenv("DOORWARD_SOURCE")) /
                       "tests/data/schema/people-3.sql"));
  }
  auto database = *PeopleDatabase::Open(file_, box_, 7);
  EXPECT_TRUE(database->damage());
  auto transaction = database->Begin();
  EXPECT_EQ(PeopleIn(*database).size(), 0U);
}

TEST_F(PeopleProofsTest, AWitnessTellsThatAllOfItIsGone) {
  for (const char* name : {"people.db", "people.seal", "people.seal-copy"}) {
    std::filesystem::remove(folder_.path() / name);
  }
  auto database = *PeopleDatabase::Open(file_, box_, 7);
  ASSERT_TRUE(database->damage());
  EXPECT_EQ(database->damage()->reason, "people.db was gone");
}

// Whoever takes away all there is gets a terminal that knows nobody, and cannot put an older one back.
TEST_F(PeopleProofsTest, AnOlderDatabaseIsNotTakenForALaterOneOnceTheSealsAreMadeAnew) {
  for (int i = 50; i < 60; ++i) {
    auto database = Open();
    auto transaction = database->Begin();
    ASSERT_OK(database->PutPeople(PeopleOf(i, 1)));
    ASSERT_OK(transaction->Commit());
  }
  Keep("full");
  for (const char* name : {"people.db", "people.seal", "people.seal-copy"}) {
    std::filesystem::remove(folder_.path() / name);
  }
  EXPECT_FALSE(Open()->damage());
  PutBack("full");
  auto database = Open();
  EXPECT_TRUE(database->damage());
  auto transaction = database->Begin();
  EXPECT_EQ(PeopleIn(*database).size(), 0U);
}

// The power goes after the commit and before its seal.
TEST_F(PeopleProofsTest, ADatabaseThatIsNewerThanItsSealProvesItself) {
  const std::string seal = ContentOf(folder_.path() / "people.seal");
  {
    auto database = Open();
    auto transaction = database->Begin();
    ASSERT_OK(database->DeletePeople({{PersonOf(7).id}}));
    ASSERT_OK(database->PutPeople(PeopleOf(60, 2)));
    ASSERT_OK(transaction->Commit());
  }
  PutSeals(seal);
  auto database = Open();
  EXPECT_FALSE(database->damage());
  auto transaction = database->Begin();
  EXPECT_EQ(PeopleIn(*database).size(), 41U);
}

TEST_F(PeopleProofsTest, ARollbackLeavesTheSetAsItWas) {
  {
    auto database = Open();
    {
      auto dropped = database->Begin();
      ASSERT_OK(database->PutPeople(PeopleOf(70, 3)));
      ASSERT_OK(database->DeletePermissions({{PermissionId("cellar")}}));
    }
    auto transaction = database->Begin();
    ASSERT_OK(database->PutPeople(PeopleOf(80, 1)));
    ASSERT_OK(transaction->Commit());
  }
  EXPECT_FALSE(Open()->damage());
}

}  // namespace doorward::people_proofs_test
