// A damaged people.db is kDataLoss and says so; it never crashes and never gives wrong data. A damaged
// records.db is mended: see record_mending_test.cpp.

#include <gmock/gmock.h>

#include <random>

#include "storage_fixture.hpp"

namespace doorward {
namespace {

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

TEST_F(DamageTest, WhatIsNotADatabaseIsRefused) {
  Overwrite(people_, 0, std::string(4096, 'x'));
  const auto database = PeopleDatabase::Open(people_, box_);
  ASSERT_FALSE(database);
  EXPECT_EQ(database.error().code, ErrorCode::kDataLoss);
  EXPECT_THAT(database.error().message, HasSubstr("people.db: the file is damaged"));
}

TEST_F(DamageTest, AnotherKeyReadsNothing) {
  const SecretBox other(Bytes(32, 0x11));
  auto database = *PeopleDatabase::Open(people_, other);
  auto transaction = database->Begin();
  const auto person = database->GetPerson(PersonOf(1).id);
  ASSERT_FALSE(person);
  EXPECT_EQ(person.error().code, ErrorCode::kDataLoss);
  // And yet the person can be deleted.
  EXPECT_EQ(database->DeletePeople({{PersonOf(1).id}})->size(), 1U);
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

}  // namespace
}  // namespace doorward
