// Damage of people.db that is found while it is open: whatever transaction meets it, it is told, once, and
// the office is asked for data. What was asked wrongly is no damage.

#include <SQLiteCpp/Database.h>
#include <gmock/gmock.h>

#include "storage_fixture.hpp"

namespace doorward::damage_met_test {

using testing::HasSubstr;

class DamageMetTest : public testing::Test {
 protected:
  DamageMetTest() {
    auto transaction = database_->Begin();
    EXPECT_OK(database_->PutPeople(PeopleOf(0, 50)));
    Permission permission;
    permission.id = PermissionId("office-hours");
    EXPECT_OK(database_->PutPermissions({{permission}}));
    EXPECT_OK(
        database_->PutDoorMode({.door = DoorId("main"), .mode = DoorMode::kFree, .until = {}}));
    EXPECT_OK(database_->Journal({.id = "c1", .name = "device.info", .reply = "{}"}));
    EXPECT_OK(transaction->Commit());
    database_->OnDamage([this](const StoreDamage& damage) { told_.push_back(damage.Text()); });
  }

  // What another program does to the file.
  void Meddle(const std::string& sql) {
    SQLite::Database other(file_.string(), SQLite::OPEN_READWRITE, 5000);
    other.exec(sql);
  }
  void ScribbleOverVault() {
    Meddle("PRAGMA wal_checkpoint(TRUNCATE)");
    const auto bytes = static_cast<std::streamoff>(std::filesystem::file_size(file_));
    {
      std::fstream stream(file_, std::ios::binary | std::ios::in | std::ios::out);
      stream.seekp(bytes / 2);
      stream << std::string(static_cast<std::size_t>(bytes - bytes / 2), 'x');
    }
    Meddle("UPDATE state SET revision = revision");  // So that nobody keeps pages of before.
  }

  template <typename Work>
  auto In(Work work) {
    auto transaction = database_->Begin();
    EXPECT_OK(transaction);
    return work(*database_);
  }

  TempDir folder_;
  const std::filesystem::path file_ = folder_.path() / "people.db";
  SecretBox box_ = TestBox();
  std::unique_ptr<PeopleDatabase> database_ = *PeopleDatabase::Open(file_, box_);
  std::vector<std::string> told_;
};

const std::string kDamagePerson =
    "UPDATE vault SET sealed = zeroblob(length(sealed)) "
    "WHERE slot = (SELECT slot FROM person WHERE id = '100003')";

TEST_F(DamageMetTest, APersonWhoIsDamagedIsToldOnceAndAskedFor) {
  Meddle(kDamagePerson);
  EXPECT_EQ(database_->NeedsData(), "");
  for (int i = 0; i < 2; ++i) {
    const auto person = In([](auto& database) { return database.GetPerson(PersonOf(3).id); });
    ASSERT_FALSE(person);
    EXPECT_EQ(person.error().code, ErrorCode::kDataLoss);
  }
  ASSERT_EQ(told_.size(), 1U);
  EXPECT_THAT(told_[0], HasSubstr("people.db was found damaged: "));
  EXPECT_THAT(database_->NeedsData(), HasSubstr("damaged"));
  EXPECT_FALSE(database_->damage()) << "it was whole at the start";
  EXPECT_OK(In([](auto& database) { return database.GetPerson(PersonOf(4).id); }));
}

TEST_F(DamageMetTest, WhoIsLeftOutOfAListIsTold) {
  Meddle(kDamagePerson);
  const auto people = In([](auto& database) { return database.ListPeople(PersonId(), 100); });
  ASSERT_OK(people);
  EXPECT_EQ(people->size(), 49U);
  EXPECT_EQ(told_.size(), 1U);
}

TEST_F(DamageMetTest, WhatIsTakenForNothingIsTold) {
  Meddle("UPDATE permission SET body = replace(body, '{', '{ ')");
  const auto rights = In([](auto& database) { return database.LoadRights(TimeZone::Utc()); });
  ASSERT_OK(rights);
  EXPECT_TRUE(rights->permissions.empty());
  EXPECT_EQ(told_.size(), 1U);
}

TEST_F(DamageMetTest, ADoorModeAndAJournalAreLookedAtToo) {
  Meddle("UPDATE door_mode SET mode = 'lockdown'");
  EXPECT_TRUE(In([](auto& database) { return database.DoorModes(); })->empty());
  EXPECT_EQ(told_.size(), 1U);
  Meddle("UPDATE journal SET reply = zeroblob(60)");
  EXPECT_FALSE(In([](auto& database) { return database.FindJournal("c1"); }));
  EXPECT_EQ(told_.size(), 1U);
}

TEST_F(DamageMetTest, PagesThatCannotBeReadAreTold) {
  ScribbleOverVault();
  const auto people = In([](auto& database) { return database.ListPeople(PersonId(), 100); });
  EXPECT_TRUE(!people || people->size() < 50);
  EXPECT_EQ(told_.size(), 1U);
  EXPECT_NE(database_->NeedsData(), "");
}

TEST_F(DamageMetTest, ASchemaThatIsGoneIsTold) {
  Meddle("DROP TABLE act");
  EXPECT_FALSE(In([](auto& database) { return database.FindJournal("c1"); }));
  EXPECT_EQ(told_.size(), 1U);
}

TEST_F(DamageMetTest, ItIsToldAgainOnceTheOfficeHasBegunAnew) {
  Meddle(kDamagePerson);
  (void)In([](auto& database) { return database.GetPerson(PersonOf(3).id); });
  {
    auto transaction = database_->Begin();
    ASSERT_OK(database_->DeleteAllPeople());
    ASSERT_OK(database_->PutPeople(PeopleOf(0, 5)));
    ASSERT_OK(transaction->Commit());
  }
  EXPECT_EQ(database_->NeedsData(), "");
  Meddle(kDamagePerson);
  (void)In([](auto& database) { return database.GetPerson(PersonOf(3).id); });
  EXPECT_EQ(told_.size(), 2U);
}

TEST_F(DamageMetTest, WhoeverListensLateHearsOfIt) {
  database_->OnDamage(nullptr);
  Meddle(kDamagePerson);
  (void)In([](auto& database) { return database.GetPerson(PersonOf(3).id); });
  EXPECT_TRUE(told_.empty());
  database_->OnDamage([this](const StoreDamage& damage) { told_.push_back(damage.Text()); });
  EXPECT_EQ(told_.size(), 1U);
}

TEST_F(DamageMetTest, WhatWasAskedWronglyIsNoDamage) {
  Person twin = PersonOf(1);
  twin.id = PersonId("twin");
  EXPECT_FALSE(In([&](auto& database) { return database.PutPeople({{twin}}); }));
  EXPECT_FALSE(*In([](auto& database) { return database.GetPerson(PersonId("nobody")); }));
  {
    SQLite::Database other(file_.string(), SQLite::OPEN_READWRITE);
    other.exec("BEGIN IMMEDIATE");
    EXPECT_FALSE(In([](auto& database) { return database.PutPeople(PeopleOf(60, 1)); }));
  }
  EXPECT_TRUE(told_.empty());
  EXPECT_EQ(database_->NeedsData(), "");
}

}  // namespace doorward::damage_met_test
