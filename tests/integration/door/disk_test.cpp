// Recorded, then released: what a slow or dead disk does to the door.

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "fakes/face_numbers.hpp"
#include "integration/door/door_rig.hpp"

namespace doorward::disk_test {

const Bytes kCard = {0x04, 0xA1, 0xB2, 0xC3};

// Holds the write lock of a database, as a disk that does not answer would.
class SlowDisk {
 public:
  explicit SlowDisk(const std::filesystem::path& file) {
    EXPECT_EQ(sqlite3_open(file.c_str(), &database_), SQLITE_OK);
    sqlite3_busy_timeout(database_, 30'000);
    EXPECT_EQ(sqlite3_exec(database_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  }
  ~SlowDisk() { Answer(); }
  SlowDisk(const SlowDisk&) = delete;
  SlowDisk& operator=(const SlowDisk&) = delete;

  void Answer() {
    if (database_ == nullptr) return;
    EXPECT_EQ(sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(std::exchange(database_, nullptr));
  }

 private:
  sqlite3* database_ = nullptr;
};

class DiskTest : public testing::Test {
 protected:
  DiskTest() : rig_({.clock = &clock_}) { rig_.Enrol("1001", {KeyOfCard(kCard)}); }

  bool Post(Bytes uid) {
    return rig_.access().Post({.reader = ReaderId("nfc"), .what = CardPresented{std::move(uid)}});
  }

  // The card has been answered, whatever became of it.
  void ShowCard() {
    ASSERT_TRUE(Eventually([&] { return Post(kCard); }));
    ASSERT_TRUE(Eventually([&] { return rig_.access().Counters().granted > 0; }));
    rig_.LetItLook();
  }

  FakeClock clock_;  // It stands: patience ends when the test says so.
  DoorRig rig_;
};

TEST_F(DiskTest, NothingIsReleasedBeforeItsRecordIsDurable) {
  SlowDisk disk(rig_.folder() / "records.db");
  ShowCard();
  clock_.Advance(AccessController::kRecordPatience - Milliseconds(1));
  rig_.LetItLook();
  EXPECT_FALSE(rig_.IsReleased());
  disk.Answer();
  EXPECT_TRUE(rig_.Becomes(true));
  EXPECT_FALSE(rig_.WaitForAttempt().late);
  EXPECT_EQ(rig_.access().Counters().late, 0U);
}

TEST_F(DiskTest, ASlowDiskIsNotWaitedForAndTheRecordSaysSo) {
  SlowDisk disk(rig_.folder() / "records.db");
  ShowCard();
  clock_.Advance(AccessController::kRecordPatience);
  EXPECT_TRUE(rig_.Becomes(true));
  EXPECT_EQ(rig_.access().Counters().late, 1U);
  EXPECT_TRUE(rig_.Records().empty());
  disk.Answer();
  rig_.WaitForAttempt();
  EXPECT_TRUE(Eventually([&] { return rig_.WaitForAttempt().late; }));
}

TEST_F(DiskTest, OneSlowRecordDelaysNobodyElse) {
  SlowDisk disk(rig_.folder() / "records.db");
  ShowCard();
  rig_.PostCard({9, 9, 9, 9});
  rig_.PostPin("000000");
  EXPECT_TRUE(Eventually([&] { return rig_.access().Counters().presentations == 3; }));
  ASSERT_TRUE(rig_.board().SetInput("main.exit", Level::kActive));
  ASSERT_TRUE(Eventually([&] { return rig_.access().Counters().granted == 2; }));
  clock_.Advance(AccessController::kRecordPatience);
  EXPECT_TRUE(rig_.Becomes(true));
}

TEST_F(DiskTest, ALockdownOvertakesAReleaseThatWaits) {
  SlowDisk disk(rig_.folder() / "records.db");
  ShowCard();
  ASSERT_TRUE(rig_.access().SetMode(DoorId("main"), DoorMode::kLockdown, {}, "test"));
  disk.Answer();
  rig_.WaitForEvent(Event::kModeLockdown);
  rig_.LetItLook();
  EXPECT_FALSE(rig_.IsReleased());
}

// Anybody passes a free door; their grant must not outlive that.
TEST_F(DiskTest, AGrantOfAFreeDoorReleasesNoOther) {
  ASSERT_TRUE(rig_.access().SetMode(DoorId("main"), DoorMode::kFree, {}, "test"));
  SlowDisk disk(rig_.folder() / "records.db");
  ShowCard();
  ASSERT_TRUE(rig_.access().SetMode(DoorId("main"), DoorMode::kNormal, {}, "test"));
  disk.Answer();
  rig_.WaitForAttempt();
  rig_.LetItLook();
  EXPECT_FALSE(rig_.IsReleased());
}

// Thousands of records that the disk does not take: the queue is full, and the door still opens.
TEST_F(DiskTest, AFullQueueLocksNobodyOut) {
  SlowDisk disk(rig_.folder() / "records.db");
  for (std::size_t i = 0; i < 2 * RecordWriter::kQueueLength; ++i) {
    ASSERT_TRUE(Eventually([&] { return Post({9, 9, 9, 9}); }));
  }
  ShowCard();
  EXPECT_TRUE(rig_.Becomes(true));  // At once: there is no record to wait for.
  disk.Answer();
  rig_.WaitForEvent(Event::kGap);
}

TEST_F(DiskTest, ADeadDiskLocksNobodyOut) {
  std::filesystem::remove_all(rig_.folder());
  ShowCard();
  clock_.Advance(AccessController::kRecordPatience);
  EXPECT_TRUE(rig_.Becomes(true));
}

TEST(Inbox, AReaderThatFloodsIsRefusedAndCountedAndNoOther) {
  // Before the start nothing is taken out.
  DoorRig rig;
  rig.Stop();
  SystemClock clock{WallTime()};
  Health health;
  const SecretBox box(Bytes(32, 7));
  const CurrentIndex index(std::make_shared<CredentialIndex>(RightsBook(), FakeFaceModel()));
  const auto snapshots = SnapshotStore::Open(rig.folder() / "snapshots", 10, box);
  RecordWriter writer(rig.log(), *snapshots, clock, health, [] {});
  AccessController::Parts parts{.readers = {ReaderAt("nfc"), ReaderAt("back")}};
  parts.doors.push_back({.config = DefaultDoor()});
  Feedback feedback({}, {});
  AccessController access(std::move(parts), rig.matcher(), index, writer, feedback, clock, health);
  for (std::size_t i = 0; i < AccessController::kReaderShare; ++i) {
    EXPECT_TRUE(access.Post({.reader = ReaderId("nfc"), .what = CardPresented{kCard}}));
  }
  EXPECT_FALSE(access.Post({.reader = ReaderId("nfc"), .what = CardPresented{kCard}}));
  EXPECT_EQ(access.Counters().refused_full, 1U);
  EXPECT_TRUE(access.Post({.reader = ReaderId("back"), .what = CardPresented{kCard}}));
  access.Start();
  EXPECT_TRUE(Eventually(
      [&] { return access.Counters().presentations == AccessController::kReaderShare + 1; }));
  EXPECT_TRUE(access.Post({.reader = ReaderId("nfc"), .what = CardPresented{kCard}}));
}

}  // namespace doorward::disk_test
