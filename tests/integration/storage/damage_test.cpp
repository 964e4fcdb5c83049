// A damaged people.db is kDataLoss and says so; it never crashes and never gives wrong data. A damaged
// records.db is mended: see record_mending_test.cpp.

#include <gmock/gmock.h>

#include <random>

#include "storage_fixture.hpp"

namespace doorward::damage_test {

using testing::HasSubstr;

void Overwrite(const std::filesystem::path& file, std::streamoff at, const std::string& bytes) {
  std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
  stream.seekp(at);
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

class DamageTest : public testing::Test {
 protected:
  DamageTest() {
    auto database = *PeopleDatabase::Open(people_, box_);
    auto transaction = database->Begin();
    EXPECT_OK(database->PutPeople(PeopleOf(0, 300)));
    EXPECT_OK(transaction->Commit());
    auto log = *RecordLog::Open({.file = records_, .capacity = 1000}, box_);
    EXPECT_OK(AppendSome(*log, 0, 500));
  }

  TempDir folder_;
  const std::filesystem::path people_ = folder_.path() / "people.db";
  const std::filesystem::path records_ = folder_.path() / "records.db";
  SecretBox box_ = TestBox();
};

TEST_F(DamageTest, WhatIsNotADatabaseIsPutAside) {
  Overwrite(people_, 0, std::string(4096, 'x'));
  const auto database = PeopleDatabase::Open(people_, box_);
  ASSERT_OK(database);
  const auto& damage = (*database)->damage();
  ASSERT_TRUE(damage);
  EXPECT_EQ(damage->reason, "people.db was damaged, changed or an older one");
  EXPECT_TRUE(ContentOf(damage->put_aside).starts_with("xxxx"));
  EXPECT_FALSE(damage->in_memory);
  EXPECT_EQ((*database)->NeedsData(), damage->reason);
}

TEST_F(DamageTest, TheNeedForDataLastsUntilTheOfficeBeginsAnew) {
  Overwrite(people_, 0, std::string(4096, 'x'));
  (*PeopleDatabase::Open(people_, box_))->DamageTold();
  auto database = *PeopleDatabase::Open(people_, box_);
  EXPECT_FALSE(database->damage());
  EXPECT_NE(database->NeedsData(), "");
  {
    auto transaction = database->Begin();
    ASSERT_OK(database->PutPeople(PeopleOf(0, 1)));
    ASSERT_OK(transaction->Commit());
  }
  EXPECT_NE(database->NeedsData(), "");
  {
    auto transaction = database->Begin();
    ASSERT_OK(database->DeleteAllPeople());
    ASSERT_OK(transaction->Commit());
  }
  EXPECT_EQ(database->NeedsData(), "");
}

TEST_F(DamageTest, DamageIsFoundAgainUntilItIsTold) {
  Overwrite(people_, 0, std::string(4096, 'x'));
  const std::string told = (*PeopleDatabase::Open(people_, box_))->damage()->Text();
  auto database = *PeopleDatabase::Open(people_, box_);
  ASSERT_TRUE(database->damage());
  EXPECT_TRUE(database->damage()->earlier);
  EXPECT_EQ(database->damage()->Text(), told);
  {
    auto transaction = database->Begin();
    ASSERT_OK(database->DeleteAllPeople());
    ASSERT_OK(transaction->Commit());
  }
  database.reset();
  database = *PeopleDatabase::Open(people_, box_);
  EXPECT_TRUE(database->damage());
  EXPECT_EQ(database->NeedsData(), "") << "the office has sent everything already";
  database->DamageTold();
  database.reset();
  EXPECT_FALSE((*PeopleDatabase::Open(people_, box_))->damage());
}

TEST_F(DamageTest, TwoDamagedFilesAreKept) {
  for (int i = 0; i < 5; ++i) {
    Overwrite(people_, 0, std::string(4096, static_cast<char>('a' + i)));
    ASSERT_OK(PeopleDatabase::Open(people_, box_));
  }
  std::string kept;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("people.db-damaged-")) kept += ContentOf(entry.path()).substr(0, 1);
  }
  EXPECT_EQ(kept.size(), 2U);
  EXPECT_THAT(kept, HasSubstr("e"));  // The newest.
}

TEST_F(DamageTest, WhatCannotBePutAsideIsLeftAndTheTerminalGoesOnInMemory) {
  std::filesystem::remove(people_);
  std::filesystem::create_directory(people_);  // No file can be made here, whoever asks.
  const auto database = PeopleDatabase::Open(people_, box_);
  ASSERT_OK(database);
  ASSERT_TRUE((*database)->damage());
  EXPECT_TRUE((*database)->damage()->in_memory);
  auto transaction = (*database)->Begin();
  ASSERT_OK((*database)->PutPeople(PeopleOf(0, 3)));
  ASSERT_OK(transaction->Commit());
}

TEST_F(DamageTest, AnotherKeyReadsNothing) {
  const SecretBox other(Bytes(32, 0x11));
  auto database = *PeopleDatabase::Open(people_, other);
  ASSERT_TRUE(database->damage());
  EXPECT_FALSE(database->damage()->put_aside.empty()) << "the key may come back";
  auto transaction = database->Begin();
  const auto person = database->GetPerson(PersonOf(1).id);
  ASSERT_OK(person);
  EXPECT_FALSE(*person);
}

// Everything that a terminal does with its databases; what comes is right or an error.
void UseAll(const std::filesystem::path& people, const std::filesystem::path& records,
            const SecretBox& box) {
  if (auto database = PeopleDatabase::Open(people, box)) {
    auto transaction = (*database)->Begin();
    if (transaction) {
      const Status read = (*database)->ForEachMatchEntry([&](const MatchEntry& entry) {
        const int number = std::stoi(entry.rights.id.str()) - 100'000;
        EXPECT_EQ(entry.keys, std::vector{KeyOfCard(UidOf(number))});
      });
      EXPECT_TRUE(read || read.error().code == ErrorCode::kDataLoss);
      (void)(*database)->PutPeople(PeopleOf(200, 50));
      (void)(*database)->DeletePeople({{PersonOf(3).id}});
    }
  }
  auto log = RecordLog::Open({.file = records, .capacity = 1000}, box);
  ASSERT_OK(log);
  (void)(*log)->Query({});
  (void)(*log)->VerifyChain();
  EXPECT_OK(AppendSome(**log, 0, 600));
}

TEST_F(DamageTest, DamageAnywhereIsAnErrorAndNeverWrongData) {
  const std::string people = ContentOf(people_);
  const std::string records = ContentOf(records_);
  std::mt19937 random(20'240'601);
  for (int round = 0; round < 150; ++round) {
    SCOPED_TRACE(round);
    std::string damaged_people = people;
    std::string damaged_records = records;
    for (std::string* content : {&damaged_people, &damaged_records}) {
      const std::size_t length = 1 + random() % 64;
      const std::size_t at = 100 + random() % (content->size() - 200);
      for (std::size_t i = at; i < at + length; ++i) (*content)[i] = static_cast<char>(random());
    }
    for (const char* suffix : {"-wal", "-shm"}) {
      std::filesystem::remove(people_.string() + suffix);
      std::filesystem::remove(records_.string() + suffix);
    }
    std::ofstream(people_, std::ios::binary) << damaged_people;
    std::ofstream(records_, std::ios::binary) << damaged_records;
    UseAll(people_, records_, box_);
  }
}

}  // namespace doorward::damage_test
