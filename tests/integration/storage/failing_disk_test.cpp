// A disk that cannot read a file any more: SQLite's reads of that one fail, and other files are sound. EIO
// is a bad sector, which is damage; other faults may pass.

#include <SQLiteCpp/Database.h>
#include <gmock/gmock.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

#include "doorward/storage/record_writer.hpp"
#include "fakes/fake_clock.hpp"
#include "storage_fixture.hpp"

namespace doorward::failing_disk_test {

std::atomic<ino_t> bad_file = 0;
std::atomic<int> fault = EIO;

bool IsBad(int fd) {
  struct stat status {};
  return bad_file != 0 && fstat(fd, &status) == 0 && status.st_ino == bad_file;
}

ssize_t ReadOrFail(int fd, void* into, size_t bytes) {
  if (!IsBad(fd)) return read(fd, into, bytes);
  errno = fault;
  return -1;
}

ssize_t ReadAtOrFail(int fd, void* into, size_t bytes, off_t at) {
  if (!IsBad(fd)) return pread(fd, into, bytes, at);
  errno = fault;
  return -1;
}

class FailingDisk : public testing::Test {
 protected:
  FailingDisk() {
    const auto replace = [](const char* name, auto* call) {
      sqlite3_vfs* files = sqlite3_vfs_find(nullptr);
      // SQLite has one type for calls of any kind.
      files->xSetSystemCall(files, name, reinterpret_cast<sqlite3_syscall_ptr>(call));
    };
    replace("read", &ReadOrFail);
    replace("pread", &ReadAtOrFail);
    replace("pread64", &ReadAtOrFail);
  }
  ~FailingDisk() override {
    bad_file = 0;
    sqlite3_vfs* files = sqlite3_vfs_find(nullptr);
    files->xSetSystemCall(files, nullptr, nullptr);
  }

  // From now on, for whoever has not read it yet.
  static void MakeBad(const std::filesystem::path& file, const std::string& touch) {
    {
      SQLite::Database other(file.string(), SQLite::OPEN_READWRITE, 5000);
      other.exec("PRAGMA wal_checkpoint(TRUNCATE)");
      other.exec(touch);
    }
    struct stat status {};
    ASSERT_EQ(stat(file.c_str(), &status), 0);
    bad_file = status.st_ino;
  }

  TempDir folder_;
  SecretBox box_ = TestBox();
};

class FailingPeople : public FailingDisk, public testing::WithParamInterface<int> {};

TEST_P(FailingPeople, AreToldByWhateverTransactionMeetsIt) {
  const auto file = folder_.path() / "people.db";
  auto database = *PeopleDatabase::Open(file, box_);
  {
    auto transaction = database->Begin();
    ASSERT_OK(database->PutPeople(PeopleOf(0, 50)));
    ASSERT_OK(transaction->Commit());
  }
  fault = GetParam();
  int told = 0;
  database->OnDamage([&](const StoreDamage&) { ++told; });
  MakeBad(file, "UPDATE state SET revision = revision");
  {
    auto transaction = database->Begin();
    const auto people = database->ListPeople(PersonId(), 100);
    ASSERT_FALSE(people);
    EXPECT_EQ(people.error().code, fault == EIO ? ErrorCode::kDataLoss : ErrorCode::kUnavailable);
  }
  EXPECT_EQ(told, 1);
  EXPECT_NE(database->NeedsData(), "");
}

INSTANTIATE_TEST_SUITE_P(All, FailingPeople, testing::Values(EIO, EBADF));

TEST_F(FailingDisk, GivesWayToANewLogThatTellsOfIt) {
  const auto file = folder_.path() / "records.db";
  auto log = *RecordLog::Open({.file = file, .capacity = 1000}, box_);
  ASSERT_OK(AppendSome(*log, 0, 100));
  MakeBad(file, "UPDATE state SET acked_seq = acked_seq");
  fault = EIO;
  const FakeClock clock(WallTime(std::chrono::seconds(1'795'420'800)));
  Health health;
  const auto snapshots = SnapshotStore::Open(folder_.path() / "pictures", 10, box_);
  {
    RecordWriter writer(*log, *snapshots, clock, health, [] {});
    writer.Submit({RecordOf(100), {}, {}});
    while (writer.published_seq() < 102) std::this_thread::yield();
  }
  EXPECT_EQ(log->State().only_in_memory, "");
  EXPECT_EQ(log->Query({.after_seq = 100})->front().person, RecordOf(100).person);
  const auto alarms = *log->Query({.kind = RecordKind::kAlarm});
  ASSERT_EQ(alarms.size(), 1U);
  EXPECT_EQ(alarms[0].event, Event::kStoreDamaged);
  EXPECT_EQ(health.Reports()["records"].state, HealthState::kOk);
}

}  // namespace doorward::failing_disk_test
