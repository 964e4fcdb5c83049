// Seeded damages over people.db: there is always a database, it never holds anything that nobody put
// there, and what was not touched goes on.

#include <SQLiteCpp/SQLiteCpp.h>

#include <random>

#include "storage_fixture.hpp"

namespace doorward::people_damage_test {

constexpr int kPeople = 120;
constexpr int kDeleted = 7;  // Is in yesterday's file, and not in today's.
constexpr unsigned kSeed = 20'260'311;

class PeopleDamageTest : public testing::Test {
 protected:
  PeopleDamageTest() {
    {
      auto database = *PeopleDatabase::Open(file_, box_);
      auto transaction = database->Begin();
      EXPECT_OK(database->PutPeople(PeopleOf(0, kPeople)));
      Permission permission;
      permission.id = PermissionId("office-hours");
      permission.doors = {DoorId("main")};
      EXPECT_OK(database->PutPermissions({{permission}}));
      EXPECT_OK(transaction->Commit());
    }
    yesterday_ = ContentOf(file_);
    auto database = *PeopleDatabase::Open(file_, box_);
    {
      auto transaction = database->Begin();
      EXPECT_OK(database->DeletePeople({{PersonOf(kDeleted).id}}));
      EXPECT_OK(transaction->Commit());
    }
    today_ = ContentOf(file_);
    {
      auto transaction = database->Begin();
      EXPECT_OK(database->Journal({.id = "c1", .name = "device.info", .reply = "{}"}));
      EXPECT_OK(transaction->Commit());
    }
    log_ = ContentOf(file_.string() + "-wal");
    seal_ = ContentOf(folder_.path() / "people.seal");
    copy_ = ContentOf(folder_.path() / "people.seal-copy");
  }

  static void Write(const std::filesystem::path& file, const std::string& content) {
    std::ofstream(file, std::ios::binary) << content;
  }

  // Opens the files as they are, and returns how many people go on. Each is as they were put.
  std::size_t OpenAndCount() {
    const auto opened = PeopleDatabase::Open(file_, box_);
    EXPECT_OK(opened);
    if (!opened) return 0;
    auto transaction = (*opened)->Begin();
    std::size_t count = 0;
    EXPECT_OK((*opened)->ForEachMatchEntry([&](const MatchEntry& entry) {
      const int number = std::stoi(entry.rights.id.str()) - 100'000;
      EXPECT_NE(number, kDeleted);
      EXPECT_EQ(entry.keys, std::vector{KeyOfCard(UidOf(number))});
      ++count;
    }));
    const auto rights = (*opened)->LoadRights(TimeZone::Utc());
    EXPECT_OK(rights);
    for (const auto& [id, permission] : rights->permissions) {
      EXPECT_EQ(permission.doors, std::vector{DoorId("main")});
    }
    EXPECT_EQ((*opened)->DoorModes()->size(), 0U);
    const bool whole = count == kPeople - 1 && !rights->permissions.empty();
    EXPECT_TRUE(whole || !(*opened)->NeedsData().empty());
    // And the office can send everything again.
    EXPECT_OK((*opened)->DeleteAllPeople());
    EXPECT_OK((*opened)->PutPeople(PeopleOf(0, 5)));
    EXPECT_OK(transaction->Commit());
    EXPECT_EQ((*opened)->NeedsData(), "");
    return count;
  }

  void Restore(const std::string& people, const std::string& log, const std::string& seal) {
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      std::filesystem::remove(entry.path());
    }
    Write(file_, people);
    if (!log.empty()) Write(file_.string() + "-wal", log);
    Write(folder_.path() / "people.seal", seal);
    Write(folder_.path() / "people.seal-copy", copy_);
  }

  TempDir folder_;
  const std::filesystem::path file_ = folder_.path() / "people.db";
  SecretBox box_ = TestBox();
  std::string yesterday_, today_, log_, seal_, copy_;
};

TEST_F(PeopleDamageTest, SeededDamagesLeaveADatabaseAndLetNobodyIn) {
  std::mt19937 random(kSeed);
  std::size_t went_on = 0;
  constexpr int kRounds = 300;
  for (int round = 0; round < kRounds; ++round) {
    SCOPED_TRACE(testing::Message() << "seed " << kSeed << ", round " << round);
    std::string people = today_;
    std::string log = log_;
    std::string seal = seal_;
    const std::size_t at = random() % people.size();
    switch (round % 6) {
      case 0:
      case 1:
        for (std::size_t i = at; i < std::min(at + 64, people.size()); ++i) {
          people[i] = static_cast<char>(random());
        }
        break;
      case 2: people.resize(at); break;
      case 3:
        for (std::size_t i = at / 4096 * 4096; i < std::min(at / 4096 * 4096 + 4096, people.size());
             ++i) {
          people[i] = '\0';
        }
        break;
      case 4:
        people = yesterday_;
        if (random() % 2 == 0) people[at % people.size()] = static_cast<char>(random());
        break;
      case 5: seal[random() % seal.size()] ^= static_cast<char>(1 + random() % 255); break;
    }
    if (!log.empty() && random() % 4 == 0) log[random() % log.size()] = static_cast<char>(random());
    Restore(people, log, seal);
    went_on += OpenAndCount();
  }
  // Most of the people of most of the rounds: a file is some 40 pages, and one round in six is cut.
  EXPECT_GT(went_on, static_cast<std::size_t>(kRounds) * kPeople / 2);
}

TEST_F(PeopleDamageTest, OneDamagedPersonLeavesTheOthers) {
  std::string people = today_;
  const auto page = people.size() - 2 * 4096;  // Within the vault.
  for (std::size_t i = 0; i < 64; ++i) people[page + 2000 + i] = 'x';
  Restore(people, "", seal_);
  EXPECT_GE(OpenAndCount(), static_cast<std::size_t>(kPeople - 8));
}

TEST_F(PeopleDamageTest, AFileThatIsNotPutAsideIsReadWhereItIs) {
  Restore(today_, "", seal_);
  {
    SQLite::Database other(file_.string(), SQLite::OPEN_READWRITE);
    other.exec("INSERT INTO migration VALUES (99, '0099_future', 99); PRAGMA user_version = 99");
  }
  const std::string before = ContentOf(file_);
  const auto opened = PeopleDatabase::Open(file_, box_);
  ASSERT_OK(opened);
  ASSERT_TRUE((*opened)->damage());
  EXPECT_TRUE((*opened)->damage()->in_memory);
  auto transaction = (*opened)->Begin();
  EXPECT_EQ(*(*opened)->CountPeople(), static_cast<std::size_t>(kPeople - 1));
  EXPECT_EQ(ContentOf(file_), before);
}

}  // namespace doorward::people_damage_test
