// The slot tables of fingerprint modules, and what becomes of them with the people.

#include <gmock/gmock.h>

#include "storage_fixture.hpp"

namespace doorward::fingerprint_slots_test {

using testing::HasSubstr;
using testing::Not;

const ReaderId kFront("front");
const ReaderId kBack("back");
const Bytes kMark(16, 0x4D);

Bytes TemplateOf(int number) { return Bytes(700, static_cast<std::uint8_t>(number + 65)); }

Person WithFinger(int number) {
  Person person = PersonOf(number);
  person.credentials.emplace_back(FingerprintCredential{"zfm", std::nullopt, TemplateOf(number)});
  return person;
}

class FingerprintSlotsTest : public testing::Test {
 protected:
  template <typename Change>
  void Do(Change change) {
    auto transaction = database_->Begin();
    ASSERT_OK(transaction);
    ASSERT_OK(change(*database_));
    ASSERT_OK(transaction->Commit());
  }
  void Fill(const ReaderId& reader, int count) {
    Do([&](PeopleDatabase& people) { return people.PutFingerprintModule(reader, kMark); });
    for (int slot = 0; slot < count; ++slot) {
      Do([&](PeopleDatabase& people) {
        return people.PutFingerprintSlot(reader, slot, KeyOf(slot));
      });
    }
  }
  CredentialKey KeyOf(int number) const { return KeyOfTemplate(box_, "zfm", TemplateOf(number)); }
  std::optional<FingerprintModule> Module(const ReaderId& reader) {
    auto transaction = database_->Begin();
    return *database_->GetFingerprintModule(reader);
  }
  std::size_t SlotsOf(const ReaderId& reader) { return Module(reader)->slots.size(); }
  std::string Files() const {
    std::string all;
    for (const char* suffix : {"", "-wal", "-shm"}) all += ContentOf(file_.string() + suffix);
    return all;
  }

  TempDir folder_;
  const std::filesystem::path file_ = folder_.path() / "people.db";
  SecretBox box_ = TestBox();
  std::unique_ptr<PeopleDatabase> database_ = *PeopleDatabase::Open(file_, box_);
};

TEST_F(FingerprintSlotsTest, AreKeptByReader) {
  EXPECT_EQ(Module(kFront), std::nullopt);
  Fill(kFront, 3);
  Fill(kBack, 1);
  database_.reset();
  database_ = *PeopleDatabase::Open(file_, box_);
  const auto front = Module(kFront);
  EXPECT_EQ(front->mark, kMark);
  EXPECT_EQ(front->slots,
            (std::map<int, CredentialKey>{{0, KeyOf(0)}, {1, KeyOf(1)}, {2, KeyOf(2)}}));
  Do([](PeopleDatabase& people) { return people.DeleteFingerprintSlot(kFront, 1); });
  Do([](PeopleDatabase& people) { return people.DeleteFingerprintSlot(kFront, 55); });
  EXPECT_EQ(SlotsOf(kFront), 2U);
  Do([](PeopleDatabase& people) { return people.PutFingerprintModule(kFront, Bytes(16, 1)); });
  EXPECT_EQ(Module(kFront)->mark, Bytes(16, 1));
  EXPECT_EQ(SlotsOf(kFront), 0U);
  EXPECT_EQ(SlotsOf(kBack), 1U);
}

TEST_F(FingerprintSlotsTest, ARolledBackChangeIsNone) {
  Fill(kFront, 1);
  {
    auto transaction = database_->Begin();
    ASSERT_OK(database_->PutFingerprintModule(kFront, Bytes(16, 1)));
  }
  EXPECT_EQ(Module(kFront)->mark, kMark);
  EXPECT_EQ(SlotsOf(kFront), 1U);
}

TEST_F(FingerprintSlotsTest, DoNotChangeTheRevision) {
  const auto revision = [&] {
    auto transaction = database_->Begin();
    return *database_->Revision();
  };
  const auto before = revision();
  Fill(kFront, 2);
  EXPECT_EQ(revision(), before);
}

TEST_F(FingerprintSlotsTest, ATemplateIsFoundByItsKey) {
  Do([](PeopleDatabase& people) { return people.PutPeople(std::vector{WithFinger(1)}); });
  auto transaction = database_->Begin();
  EXPECT_EQ(*database_->GetTemplate(PersonOf(1).id, KeyOf(1)), TemplateOf(1));
  EXPECT_EQ(*database_->GetTemplate(PersonOf(1).id, KeyOf(2)), std::nullopt);
  EXPECT_EQ(*database_->GetTemplate(PersonOf(2).id, KeyOf(1)), std::nullopt);
}

TEST_F(FingerprintSlotsTest, NobodyHasTheTemplateOfAnother) {
  Do([](PeopleDatabase& people) { return people.PutPeople(std::vector{WithFinger(1)}); });
  Person thief = PersonOf(2);
  thief.credentials.push_back(WithFinger(1).credentials.back());
  auto transaction = database_->Begin();
  const auto put = database_->PutPeople(std::vector{thief});
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().code, ErrorCode::kAlreadyExists);
  EXPECT_EQ(put.error().path, "people[0].credentials[2]");
}

TEST_F(FingerprintSlotsTest, GoWithThePerson) {
  const std::vector<Person> people = {WithFinger(0), WithFinger(1), WithFinger(2)};
  Do([&](PeopleDatabase& database) { return database.PutPeople(people); });
  Fill(kFront, 3);
  Fill(kBack, 3);
  EXPECT_THAT(Files(), HasSubstr(KeyOf(1).value));
  EXPECT_THAT(Files(), Not(HasSubstr(std::string(AsText(TemplateOf(1)).substr(0, 16)))));
  Do([&](PeopleDatabase& database) { return database.PutPeople(people); });
  EXPECT_EQ(SlotsOf(kFront), 3U);  // A template that is put again has not moved.
  Do([&](PeopleDatabase& database) { return database.DeletePeople(std::vector{PersonOf(1).id}); });
  EXPECT_EQ(SlotsOf(kFront), 2U);
  EXPECT_EQ(SlotsOf(kBack), 2U);
  EXPECT_THAT(Files(), Not(HasSubstr(KeyOf(1).value)));
  Do([&](PeopleDatabase& database) { return database.PutPeople(std::vector{PersonOf(2)}); });
  EXPECT_EQ(SlotsOf(kFront), 1U);
  EXPECT_THAT(Files(), Not(HasSubstr(KeyOf(2).value)));
  Do([&](PeopleDatabase& database) { return database.DeleteAllPeople(); });
  EXPECT_EQ(SlotsOf(kFront), 0U);
  EXPECT_THAT(Files(), Not(HasSubstr("zfm#")));
}

// Two people of one batch swap fingers: both templates stay where they are.
TEST_F(FingerprintSlotsTest, StayWhenATemplateChangesItsOwner) {
  std::vector<Person> people = {WithFinger(0), WithFinger(1)};
  Do([&](PeopleDatabase& database) { return database.PutPeople(people); });
  Fill(kFront, 2);
  std::swap(people[0].credentials.back(), people[1].credentials.back());
  Do([&](PeopleDatabase& database) { return database.PutPeople(people); });
  EXPECT_EQ(SlotsOf(kFront), 2U);
}

TEST_F(FingerprintSlotsTest, AHundredSlotsComeAndGoWithoutATrace) {
  for (int round = 0; round < 3; ++round) {
    Fill(kFront, 190);
    for (int slot = round; slot < 190; slot += 2) {
      Do([&](PeopleDatabase& people) { return people.DeleteFingerprintSlot(kFront, slot); });
    }
    const std::string files = Files();
    for (int slot = round; slot < 190; slot += 2) {
      EXPECT_THAT(files, Not(HasSubstr(KeyOf(slot).value))) << slot;
    }
  }
}

TEST_F(FingerprintSlotsTest, BeginWaitsAsLongAsItIsTold) {
  auto transaction = database_->Begin();
  EXPECT_EQ(database_->Begin(Milliseconds(1)).error().code, ErrorCode::kTimeout);
}

}  // namespace doorward::fingerprint_slots_test
