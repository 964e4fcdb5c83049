// Whatever the disk holds, the log works: sound records are saved, the damaged file is kept, and
// whoever looks is told.

#include <SQLiteCpp/Database.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <random>

#include "doorward/storage/record_writer.hpp"
#include "fakes/fake_clock.hpp"
#include "storage_fixture.hpp"

namespace doorward::record_mending_test {

using testing::HasSubstr;
namespace fs = std::filesystem;

class RecordMending : public testing::Test {
 protected:
  RecordMending() {
    Open();
    EXPECT_OK(AppendSome(*log_, 0, 500));
    EXPECT_OK(log_->Acknowledge(log_->State().log_id, 100));
    log_id_ = log_->State().log_id;
    log_.reset();
  }
  void Open() {
    log_.reset();
    auto opened = RecordLog::Open({.file = file_, .capacity = 1000}, box_);
    ASSERT_OK(opened);
    log_ = std::move(*opened);
  }
  void Write(const std::string& content) { std::ofstream(file_, std::ios::binary) << content; }

  std::vector<Record> All() {
    std::vector<Record> all;
    while (true) {
      auto page = log_->Query({.after_seq = all.empty() ? 0 : all.back().seq});
      EXPECT_OK(page);
      if (!page || page->empty()) return all;
      all.insert(all.end(), page->begin(), page->end());
    }
  }
  // Each is the one that was appended under its number, or says that it is lost. Returns how many
  // are left.
  int CheckRecords() {
    int sound = 0;
    RecordSeq expected = log_->State().first_seq;
    for (Record record : All()) {
      EXPECT_EQ(record.seq, expected++);
      if (record.event == Event::kGap) continue;
      ++sound;
      Record original = RecordOf(static_cast<int>(record.seq) - 1);
      original.seq = record.seq;
      EXPECT_EQ(record, original);
    }
    EXPECT_EQ(*log_->VerifyChain(), std::nullopt);
    return sound;
  }
  std::vector<std::string> Asides() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_.path())) {
      const std::string name = entry.path().filename();
      if (name.starts_with("records.db-damaged-") && !name.ends_with("-wal")) names.push_back(name);
    }
    return names;
  }
  // It is mended, a new log, and goes on.
  void CheckMended() {
    EXPECT_EQ(log_->State().damages, 1);
    EXPECT_THAT(log_->State().damage, HasSubstr("records.db"));
    EXPECT_NE(log_->State().log_id, log_id_);
    EXPECT_EQ(log_->State().only_in_memory, "");
    EXPECT_FALSE(Asides().empty());
    const RecordSeq last = log_->State().last_seq;
    std::vector<Record> more = RecordsOf(0, 1);
    ASSERT_OK(log_->Append(more));
    EXPECT_EQ(more[0].seq, last + 1);
    log_->DamageTold(1);
  }

  TempDir folder_;
  const fs::path file_ = folder_.path() / "records.db";
  SecretBox box_ = TestBox();
  std::unique_ptr<RecordLog> log_;
  std::string log_id_;
};

TEST_F(RecordMending, RandomBytesTakeOnlyTheRecordsThatTheyHit) {
  const std::string whole = ContentOf(file_);
  const unsigned seed = 20'261'127;
  std::mt19937 random(seed);
  int mended = 0;
  int lost = 0;
  for (int round = 0; round < 100; ++round) {
    SCOPED_TRACE(testing::Message() << "seed " << seed << ", round " << round);
    if (log_) log_->DamageTold(log_->State().damages);
    log_.reset();
    fs::remove(file_.string() + "-wal");
    fs::remove(file_.string() + "-shm");
    std::string damaged = whole;
    const std::size_t at = 1024 + random() % (damaged.size() - 1024 - 64);
    for (std::size_t i = at; i < at + 64; ++i) damaged[i] = static_cast<char>(random());
    Write(damaged);
    Open();
    if (log_->State().damages == 0) {
      // What is in the middle shows when it is read; the next append mends it.
      (void)log_->Query({});
      ASSERT_OK(log_->Append({}));
    }
    if (log_->State().damages == 0) continue;
    ++mended;
    // A page of the schema, or the root of the table: no row can be found without it.
    if (log_->State().first_seq == 0) {
      ++lost;
      continue;
    }
    EXPECT_EQ(log_->State().last_seq, 500);
    EXPECT_GE(CheckRecords(), 1);
    EXPECT_LE(Asides().size(), 2U);
  }
  EXPECT_GT(mended, 10);
  EXPECT_LE(lost, 5);
}

TEST_F(RecordMending, WhatWasNotAcknowledgedIsStillWaiting) {
  {
    SQLite::Database other(file_.string(), SQLite::OPEN_READWRITE);
    other.exec("UPDATE record SET sealed = x'00' WHERE seq = 450; UPDATE state SET mac = x'00'");
    other.exec("UPDATE state SET acked_seq = 1000000");
  }
  Open();
  CheckMended();
  EXPECT_EQ(log_->State().backlog(), 501);  // Its own word for what is acknowledged proves nothing.
  EXPECT_EQ(log_->Query({.after_seq = 449})->front().event, Event::kGap);
}

TEST_F(RecordMending, TheCursorGoesOnWhereItWas) {
  {
    SQLite::Database other(file_.string(), SQLite::OPEN_READWRITE);
    other.exec("UPDATE record SET mac = x'00' WHERE seq = 500");
  }
  Open();
  CheckMended();
  EXPECT_EQ(log_->State().acked_seq, 100);
  EXPECT_EQ(log_->State().overwritten, std::nullopt);
}

TEST_F(RecordMending, WhatIsNoDatabaseAtAllIsPutAside) {
  const auto place_another = [&](const std::string& what) {
    fs::remove_all(file_);
    if (what == "a folder") fs::create_directories(file_ / "with" / "content");
    if (what == "a pipe") {
      ASSERT_EQ(mkfifo(file_.c_str(), 0600), 0);
    }
    if (what == "a link to nowhere") fs::create_symlink("/nowhere/at/all", file_);
    if (what == "zeros") Write(std::string(100'000, '\0'));
    if (what == "text") Write(std::string(100'000, 'x'));
    if (what == "people.db") {
      const fs::path people = folder_.path() / "people.db";
      ASSERT_OK(PeopleDatabase::Open(people, box_));
      fs::rename(people, file_);
    }
  };
  for (const char* what :
       {"a folder", "a pipe", "a link to nowhere", "zeros", "text", "people.db"}) {
    SCOPED_TRACE(what);
    log_.reset();
    place_another(what);
    Open();
    CheckMended();
    EXPECT_EQ(log_->State().last_seq, 1);
  }
}

TEST_F(RecordMending, ACutFileGivesWhatIsLeft) {
  const std::string whole = ContentOf(file_);
  for (const std::size_t bytes : {std::size_t{1}, std::size_t{1024}, std::size_t{20'000},
                                  std::size_t{60'000}, whole.size() - 1024}) {
    SCOPED_TRACE(bytes);
    log_.reset();
    Write(whole.substr(0, bytes));
    Open();
    for (RecordSeq after = 0; after < 500; after += 100) (void)log_->Query({.after_seq = after});
    ASSERT_OK(log_->Append({}));
    CheckRecords();
    CheckMended();
  }
}

TEST_F(RecordMending, TodaysFileBesideTheLogOfTheMorningIsSound) {
  Open();
  ASSERT_OK(AppendSome(*log_, 500, 50));
  fs::copy_file(file_.string() + "-wal", folder_.path() / "wal");
  ASSERT_OK(AppendSome(*log_, 550, 300));
  log_.reset();
  fs::rename(folder_.path() / "wal", file_.string() + "-wal");
  Open();
  CheckRecords();
  EXPECT_GE(log_->State().last_seq, 550);
  ASSERT_OK(AppendSome(*log_, 0, 1));
}

TEST_F(RecordMending, YesterdaysFileBesideTheLogOfTodayIsMended) {
  const std::string yesterday = ContentOf(file_);
  Open();
  ASSERT_OK(AppendSome(*log_, 500, 350));
  Open();  // All of it is in the file now.
  ASSERT_OK(AppendSome(*log_, 850, 50));
  fs::copy_file(file_.string() + "-wal", folder_.path() / "wal");
  log_.reset();
  Write(yesterday);
  fs::rename(folder_.path() / "wal", file_.string() + "-wal");
  Open();
  for (RecordSeq after = 0; after < 900; after += 100) (void)log_->Query({.after_seq = after});
  ASSERT_OK(log_->Append({}));
  CheckMended();
  EXPECT_EQ(log_->State().last_seq, 901);
  EXPECT_EQ(log_->State().acked_seq, 100);
  EXPECT_EQ(*log_->VerifyChain(), std::nullopt);
}

TEST_F(RecordMending, AnEmptiedFileIsToldAndNotTakenForANewOne) {
  Write("");
  Open();
  CheckMended();
}

TEST_F(RecordMending, OnlyTheNewestDamagedFilesAreKept) {
  for (int i = 0; i < 5; ++i) {
    log_.reset();
    Write(std::string(5000, 'x'));
    Open();
  }
  EXPECT_EQ(Asides().size(), 2U);
}

TEST_F(RecordMending, AMendingThatWasCutShortIsFinished) {
  fs::rename(file_, file_.string() + "-mended");
  Write("the damaged one");
  Open();
  EXPECT_EQ(log_->State().last_seq, 500);
  EXPECT_EQ(CheckRecords(), 500);
  EXPECT_EQ(Asides().size(), 1U);
  EXPECT_EQ(log_->State().damages, 1);
}

TEST_F(RecordMending, WithoutAFolderTheLogIsInMemory) {
  auto opened = RecordLog::Open({.file = folder_.path() / "gone" / "records.db"}, box_);
  ASSERT_OK(opened);
  log_ = std::move(*opened);
  EXPECT_NE(log_->State().only_in_memory, "");
  ASSERT_OK(AppendSome(*log_, 0, 700));
  EXPECT_EQ(CheckRecords(), 700);
  ASSERT_OK(log_->Acknowledge(log_->State().log_id, 650));
  EXPECT_EQ(log_->State().backlog(), 50);
}

TEST_F(RecordMending, DamageWhileItRunsIsMendedWithTheNextRecord) {
  Open();
  ASSERT_OK(AppendSome(*log_, 500, 1));
  {
    std::fstream stream(file_, std::ios::binary | std::ios::in | std::ios::out);
    stream << std::string(static_cast<std::size_t>(fs::file_size(file_)), 'x');
  }
  fs::resize_file(file_.string() + "-wal", 0);
  for (int i = 0; i < 3 && log_->State().damages == 0; ++i) {
    (void)log_->Query({});
    ASSERT_OK(AppendSome(*log_, 501 + i, 200));
  }
  EXPECT_EQ(log_->State().only_in_memory, "");
  EXPECT_GE(log_->State().last_seq, 701);
  EXPECT_EQ(*log_->VerifyChain(), std::nullopt);
}

TEST_F(RecordMending, DamageIsFoundAgainUntilItIsTold) {
  Write(std::string(5000, 'x'));
  Open();
  const std::string told = log_->State().damage;
  Open();
  EXPECT_EQ(log_->State().damages, 1);
  EXPECT_EQ(log_->State().damage, told);
  log_->DamageTold(0);  // There was more since then.
  Open();
  EXPECT_EQ(log_->State().damages, 1);
  log_->DamageTold(1);
  Open();
  EXPECT_EQ(log_->State().damages, 0);
}

TEST_F(RecordMending, ALogThatTheDiskDoesNotTakeIsToldToo) {
  auto opened = RecordLog::Open({.file = folder_.path() / "gone" / "records.db"}, box_);
  ASSERT_OK(opened);
  EXPECT_EQ((*opened)->State().damages, 1);
  EXPECT_THAT((*opened)->State().damage, HasSubstr("in memory"));
}

TEST_F(RecordMending, AnAlarmSaysSoOnce) {
  Write(std::string(5000, 'x'));
  Open();
  const FakeClock clock(WallTime(std::chrono::seconds(1'795'420'800)));
  Health health;
  const auto snapshots = SnapshotStore::Open(folder_.path() / "pictures", 10, box_);
  {
    RecordWriter writer(*log_, *snapshots, clock, health, [] {});
    writer.Submit({RecordOf(0), {}, {}});
  }
  Open();
  {
    RecordWriter writer(*log_, *snapshots, clock, health, [] {});
    writer.Submit({RecordOf(1), {}, {}});
  }
  const auto alarms = *log_->Query({.kind = RecordKind::kAlarm});
  ASSERT_EQ(alarms.size(), 1U);
  EXPECT_EQ(alarms[0].event, Event::kStoreDamaged);
  EXPECT_THAT(alarms[0].detail, HasSubstr("records.db"));
}

}  // namespace doorward::record_mending_test
