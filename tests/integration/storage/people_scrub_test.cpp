// Deleting a person leaves no byte of them in people.db, its log or its index of the log: not what
// was written in the clear, and not the sealed rows either.

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>

#include <random>

#include "fakes/face_numbers.hpp"
#include "storage_fixture.hpp"

namespace doorward::people_scrub_test {

using testing::HasSubstr;
using testing::Not;

class PeopleScrubTest : public testing::Test {
 protected:
  // All that is in the database's files.
  std::string Files() const {
    std::string all;
    for (const char* suffix : {"", "-wal", "-shm"}) all += ContentOf(file_.string() + suffix);
    return all;
  }
  // The sealed rows of everyone, read behind the database's back.
  std::map<std::string, std::string> SealedRows() const {
    std::map<std::string, std::string> rows;
    SQLite::Database other(file_.string(), SQLite::OPEN_READONLY);
    SQLite::Statement query(other, "SELECT id, sealed FROM person JOIN vault USING (slot)");
    while (query.executeStep()) rows[query.getColumn(0)] = query.getColumn(1).getString();
    return rows;
  }
  void Put(const std::vector<Person>& people) {
    auto transaction = database_->Begin();
    ASSERT_OK(database_->PutPeople(people));
    ASSERT_OK(transaction->Commit());
  }
  void Delete(const std::vector<PersonId>& ids) {
    auto transaction = database_->Begin();
    ASSERT_OK(database_->DeletePeople(ids));
    ASSERT_OK(transaction->Commit());
  }

  TempDir folder_;
  const std::filesystem::path file_ = folder_.path() / "people.db";
  SecretBox box_ = TestBox();
  std::unique_ptr<PeopleDatabase> database_ = *PeopleDatabase::Open(file_, box_);
};

std::string_view TextOf(const FaceNumbers& vector) {
  return {reinterpret_cast<const char*>(vector.data()), 64};
}

TEST_F(PeopleScrubTest, NothingPersonalIsInTheClear) {
  Person person = PersonOf(7);
  person.credentials.push_back(PinCredential{"482913"});
  person.credentials.push_back(QrCredential{"VISIT-7731-SECRET"});
  Put({person});
  const std::string files = Files();
  EXPECT_THAT(files, HasSubstr(person.id.str()));
  EXPECT_THAT(files, Not(HasSubstr(person.name)));
  EXPECT_THAT(files, Not(HasSubstr(std::string(AsText(UidOf(7))))));
  EXPECT_THAT(files, Not(HasSubstr(std::string(TextOf(FaceOf(7))))));
  EXPECT_THAT(files, Not(HasSubstr("482913")));
  EXPECT_THAT(files, Not(HasSubstr("VISIT-7731-SECRET")));
}

// Any 16 bytes of a sealed row would be found; 8 would be found by chance alone.
void ExpectNoTrace(const std::string& files, const std::string& sealed) {
  for (std::size_t at = 0; at + 16 <= sealed.size(); at += 48) {
    ASSERT_EQ(files.find(sealed.substr(at, 16)), std::string::npos) << "byte " << at;
  }
}

TEST_F(PeopleScrubTest, DeletedAndReplacedRowsAreGone) {
  std::mt19937 random(20'240'601);
  std::vector<Person> people = PeopleOf(0, 600);
  std::shuffle(people.begin(), people.end(), random);
  Put(people);
  for (int i = 0; i < 600; i += 7) {  // Fill slots of other sizes, and free some.
    Person person = PersonOf(i);
    person.name = std::string(static_cast<std::size_t>(i % 250), 'n');
    Put({person});
  }
  const auto before = SealedRows();
  std::vector<PersonId> gone;
  for (int i = 0; i < 600; i += 2) gone.push_back(PersonOf(i).id);
  for (std::size_t i = 0; i < gone.size(); i += 50) {
    Delete(std::vector<PersonId>(gone.begin() + static_cast<std::ptrdiff_t>(i),
                                 gone.begin() + static_cast<std::ptrdiff_t>(i + 50)));
  }
  Put(PeopleOf(1, 1));
  const std::string files = Files();
  for (const PersonId& id : gone) ExpectNoTrace(files, before.at(id.str()));
  ExpectNoTrace(files, before.at(PersonOf(1).id.str()));
}

TEST_F(PeopleScrubTest, DeletingEveryoneLeavesNothing) {
  Put(PeopleOf(0, 300));
  const auto before = SealedRows();
  {
    auto transaction = database_->Begin();
    ASSERT_OK(database_->DeleteAllPeople());
    ASSERT_OK(transaction->Commit());
  }
  const std::string files = Files();
  for (const auto& [id, sealed] : before) {
    ExpectNoTrace(files, sealed);
    EXPECT_THAT(files, Not(HasSubstr(id)));
  }
}

}  // namespace doorward::people_scrub_test
