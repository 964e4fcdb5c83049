// What a terminal knows of the time over restarts, whatever is done to its files.

#include "doorward/storage/clock_floor.hpp"

#include <SQLiteCpp/Database.h>

#include "fakes/fake_clock.hpp"
#include "storage_fixture.hpp"

namespace doorward::clock_floor_test {

using std::chrono::hours;

class ClockFloorTest : public testing::Test {
 protected:
  // A terminal that runs while it lives; its clock stands at `now`.
  struct Run {
    Run(ClockFloorTest& test, WallTime now, bool people_known = true) : clock(now) {
      log = std::move(*RecordLog::Open({.file = test.log_file_, .capacity = 100}, test.box_));
      floor = std::make_unique<ClockFloor>(test.file_, test.box_, *log, clock, people_known);
    }
    bool Trusted() const { return clock.Trust() == ClockTrust::kTrusted; }

    FakeClock clock;
    std::unique_ptr<RecordLog> log;
    std::unique_ptr<ClockFloor> floor;
  };

  // Lives a month of which it has no record.
  void LiveAMonth() {
    Run run(*this, start_, false);
    EXPECT_FALSE(run.floor->lived());
    run.clock.Advance(hours(24 * 30));
    EXPECT_TRUE(run.Trusted());
  }
  void RemoveLog() const {
    for (const char* end : {"", "-wal", "-shm", "-ballast"}) {
      std::filesystem::remove(log_file_.string() + end);
    }
  }
  void Damage(std::uintmax_t from, std::uintmax_t count) const {
    std::fstream stream(file_, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(static_cast<std::streamoff>(from));
    for (std::uintmax_t i = 0; i < count; ++i) stream.put('\x5A');
  }

  TempDir folder_;
  const std::filesystem::path file_ = folder_.path() / "clock.floor";
  const std::filesystem::path log_file_ = folder_.path() / "records.db";
  const SecretBox box_ = TestBox();
  const WallTime start_{std::chrono::seconds(1'795'420'800)};
  const WallTime back_ = start_ + hours(48);
};

TEST_F(ClockFloorTest, GoesUpOverAnyNumberOfRestarts) {
  LiveAMonth();
  for (int restart = 0; restart < 3; ++restart) {
    Run run(*this, back_);
    EXPECT_TRUE(run.floor->lived());
    EXPECT_FALSE(run.Trusted()) << "restart " << restart;
    std::vector<Record> records = RecordsOf(0, 1);  // What is recorded meanwhile raises nothing,
    records[0].clock = run.clock.Trust();           // and lowers nothing.
    ASSERT_OK(run.log->Append(records));
  }
  Run run(*this, start_ + hours(24 * 30));
  EXPECT_TRUE(run.Trusted());
}

TEST_F(ClockFloorTest, ARecordKeepsItsTimeThoughNothingElseDoes) {
  {
    Run run(*this, start_, false);
    std::vector<Record> records = RecordsOf(0, 1);
    records[0].at = start_ + hours(24 * 30);
    ASSERT_OK(run.log->Append(records));
    std::filesystem::copy(log_file_, log_file_.string() + ".killed");
    std::filesystem::copy(log_file_.string() + "-wal", log_file_.string() + ".killed-wal");
  }
  RemoveLog();
  std::filesystem::rename(log_file_.string() + ".killed", log_file_);
  std::filesystem::rename(log_file_.string() + ".killed-wal", log_file_.string() + "-wal");
  EXPECT_FALSE(Run(*this, back_).Trusted());
}

TEST_F(ClockFloorTest, NeitherFileCanBeDeletedToLowerIt) {
  LiveAMonth();
  std::filesystem::remove(file_);
  EXPECT_FALSE(Run(*this, back_).Trusted()) << "the log knows";
  RemoveLog();
  EXPECT_FALSE(Run(*this, back_).Trusted()) << "the file knows";
  EXPECT_TRUE(Run(*this, start_ + hours(24 * 31)).Trusted()) << "nothing was lost";
}

TEST_F(ClockFloorTest, WhereBothAreGoneAnOperatorMustLook) {
  LiveAMonth();
  std::filesystem::remove(file_);
  RemoveLog();
  const WallTime later = start_ + hours(24 * 365);
  for (int restart = 0; restart < 3; ++restart) {
    Run run(*this, later);
    EXPECT_TRUE(run.floor->lived());
    EXPECT_FALSE(run.Trusted()) << "restart " << restart;
    std::vector<Record> records = RecordsOf(0, 1);
    records[0].clock = run.clock.Trust();
    ASSERT_OK(run.log->Append(records));
  }
  {
    Run run(*this, later);
    ASSERT_OK(run.floor->Trust());
    EXPECT_TRUE(run.Trusted());
  }
  EXPECT_TRUE(Run(*this, later).Trusted());
  EXPECT_FALSE(Run(*this, later - hours(1)).Trusted());
}

TEST_F(ClockFloorTest, ATornSlotCostsAMinuteAndADamagedFileNothing) {
  LiveAMonth();
  Damage(0, 4096);
  EXPECT_FALSE(Run(*this, back_).Trusted());
  Damage(4096 + 100, 1);
  EXPECT_FALSE(Run(*this, back_).Trusted());
  std::filesystem::resize_file(file_, 10);
  EXPECT_FALSE(Run(*this, back_).Trusted());
  EXPECT_EQ(std::filesystem::file_size(file_), 8192U) << "and it is made anew";
}

TEST_F(ClockFloorTest, WithALogThatWasChangedTheFileAloneCounts) {
  LiveAMonth();
  const auto forget = [&] {
    SQLite::Database(log_file_.string(), SQLite::OPEN_READWRITE)
        .exec("UPDATE state SET floor_ms = 1");
  };
  forget();
  EXPECT_FALSE(Run(*this, back_).Trusted());
  forget();
  std::filesystem::remove(file_);
  EXPECT_FALSE(Run(*this, start_ + hours(24 * 365)).Trusted()) << "nobody knows";
}

TEST_F(ClockFloorTest, AnOperatorTakesAFalseYearBack) {
  {
    Run run(*this, start_, false);
    run.clock.SetWall(start_ + hours(24 * 365 * 73));
    EXPECT_TRUE(run.Trusted());
    std::vector<Record> records = RecordsOf(0, 1);
    records[0].at = run.clock.WallNow();
    ASSERT_OK(run.log->Append(records));
    run.clock.SetWall(start_ + hours(1));
    EXPECT_FALSE(run.Trusted());
    ASSERT_OK(run.floor->Trust());
    EXPECT_TRUE(run.Trusted());
  }
  EXPECT_TRUE(Run(*this, start_ + hours(2)).Trusted()) << "the record of 2099 is no floor";
  EXPECT_FALSE(Run(*this, start_).Trusted());
}

TEST_F(ClockFloorTest, ALogOfAnOlderVersionGivesItsNewestTime) {
  const std::filesystem::path root = std::getenv("DOORWARD_SOURCE");
  SQLite::Database(log_file_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
      .exec(ContentOf(root / "tests/data/schema/records-1.sql"));
  const WallTime newest{Milliseconds(1'760'000'001'000)};  // Of its records.
  Run run(*this, newest - hours(1));
  EXPECT_FALSE(run.floor->lived());
  EXPECT_EQ(run.clock.floor(), newest);
}

TEST_F(ClockFloorTest, WhatCannotBeAFileIsNoReasonToStop) {
  std::filesystem::create_directory(file_);
  Run run(*this, start_, false);
  EXPECT_TRUE(run.Trusted());
  EXPECT_TRUE(std::filesystem::is_regular_file(file_));  // Made one again.
}

}  // namespace doorward::clock_floor_test
