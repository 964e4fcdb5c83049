#include "doorward/storage/record_writer.hpp"

#include <SQLiteCpp/Database.h>
#include <gmock/gmock.h>

#include <atomic>
#include <condition_variable>
#include <map>
#include <set>
#include <thread>

#include "fakes/fake_clock.hpp"
#include "storage_fixture.hpp"

namespace doorward::record_writer_test {

class RecordWriterTest : public testing::Test {
 protected:
  RecordWriterTest() { Start(100); }

  void Start(std::int64_t capacity) {
    writer_.reset();
    log_ = *RecordLog::Open({.file = file_, .capacity = capacity}, box_);
    StartWriter();
  }
  void StartWriter() {
    writer_ = std::make_unique<RecordWriter>(*log_, *snapshots_, clock_, health_, [this] {
      std::lock_guard lock(mutex_);
      ++commits_;
      changed_.notify_all();
    });
  }
  void TearDown() override { writer_.reset(); }

  // Looks again after each commit, for at most ten seconds.
  template <typename Condition>
  bool Eventually(Condition condition) {
    std::unique_lock lock(mutex_);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!condition()) {
      const auto soon = std::chrono::steady_clock::now() + std::chrono::milliseconds(5);
      changed_.wait_until(lock, soon);
      if (std::chrono::steady_clock::now() > deadline) return false;
    }
    return true;
  }
  RecordTicket Submit(int number) {
    return writer_->Submit({RecordOf(number), {}, {}}).value_or(0);
  }
  bool Published(RecordSeq seq) {
    return Eventually([&] { return writer_->published_seq() >= seq; });
  }
  // Makes every commit fail until Unlock(): the disk as seen by a writer that cannot have it.
  void Lock() {
    locker_ = std::make_unique<SQLite::Database>(file_.string(), SQLite::OPEN_READWRITE, 5000);
    locker_->exec("BEGIN IMMEDIATE");
  }
  void Unlock() { locker_.reset(); }
  // With a row of rule state.
  RecordTicket Submit(const std::string& key, std::int64_t value) {
    return writer_->Submit({.record = RecordOf(0), .jpeg = {}, .rules = {{"pin", key, value}}})
        .value_or(0);
  }
  // What the next opening finds: "key" and value.
  std::map<std::string, std::int64_t> RulesAfterAnEnd() {
    writer_.reset();
    log_ = *RecordLog::Open({.file = file_, .capacity = 5000}, box_);
    std::map<std::string, std::int64_t> found;
    EXPECT_TRUE(log_->found_rule_state());
    for (const RuleRow& row : *log_->found_rule_state()) found[row.key] = row.value.value();
    return found;
  }
  bool IsFailing() {
    return Eventually([&] { return health_.Reports()["records"].state == HealthState::kDegraded; });
  }
  std::vector<Record> All(RecordSeq after = 0) { return *log_->Query({.after_seq = after}); }

  TempDir folder_;
  const std::filesystem::path file_ = folder_.path() / "records.db";
  SecretBox box_ = TestBox();
  FakeClock clock_{WallTime(std::chrono::seconds(1'795'420'800))};
  Health health_;
  std::unique_ptr<RecordLog> log_;
  std::unique_ptr<SnapshotStore> snapshots_ =
      SnapshotStore::Open(folder_.path() / "pictures", 10, box_);
  std::unique_ptr<SQLite::Database> locker_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int commits_ = 0;
  std::unique_ptr<RecordWriter> writer_;
};

TEST_F(RecordWriterTest, TicketsRiseAndBecomeDurableInOrder) {
  EXPECT_EQ(writer_->durable_through(), 0U);
  for (int i = 0; i < 50; ++i) ASSERT_EQ(Submit(i), static_cast<RecordTicket>(i) + 1);
  ASSERT_TRUE(Eventually([&] { return writer_->durable_through() == 50; }));
  ASSERT_TRUE(Published(50));
  const auto records = All();
  ASSERT_EQ(records.size(), 50U);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(records[static_cast<std::size_t>(i)].at, RecordOf(i).at);
  EXPECT_EQ(health_.Reports()["records"].state, HealthState::kOk);
}

TEST_F(RecordWriterTest, PicturesAreKeptUnderTheirRecord) {
  writer_->Submit({RecordOf(0), {}});
  writer_->Submit({RecordOf(1), Bytes{0xFF, 0xD8}});
  ASSERT_TRUE(Published(2));
  EXPECT_FALSE(All()[0].snapshot);
  EXPECT_TRUE(All()[1].snapshot);
  EXPECT_EQ(*snapshots_->Get(2), (Bytes{0xFF, 0xD8}));
}

TEST_F(RecordWriterTest, WhoeverAskedHearsOfTheDiskAndNotBefore) {
  std::atomic<int> told = 0;
  Lock();
  const auto ticket = writer_->Submit({RecordOf(0), {}, [&] { ++told; }});
  EXPECT_EQ(told, 0);
  Unlock();
  ASSERT_TRUE(Eventually([&] { return writer_->durable_through() == *ticket && told == 1; }));
  writer_.reset();
  log_ = *RecordLog::Open({.file = folder_.path() / "gone" / "records.db"}, box_);
  StartWriter();
  writer_->Submit({RecordOf(1), {}, [&] { ++told; }});
  ASSERT_TRUE(Published(1));
  EXPECT_EQ(told, 1) << "in memory is not on the disk";
}

TEST_F(RecordWriterTest, WhatWasReleasedTooEarlySaysSoBeforeItIsPublished) {
  Lock();
  const RecordTicket ticket = Submit(0);
  const RecordTicket other = Submit(1);
  EXPECT_TRUE(writer_->MarkLate(ticket));
  EXPECT_EQ(writer_->published_seq(), 0);
  Unlock();
  ASSERT_TRUE(Published(2));
  EXPECT_TRUE(All()[0].late);
  EXPECT_FALSE(All()[1].late);
  EXPECT_FALSE(writer_->MarkLate(other));
  EXPECT_FALSE(writer_->MarkLate(99));
}

// The word comes at every moment of a commit, from before its begin to after its end.
TEST_F(RecordWriterTest, LatenessIsNeverLostWheneverItComes) {
  Start(10'000);
  std::set<RecordTicket> late;
  for (int i = 0; i < 300; ++i) {
    const RecordTicket ticket = Submit(i);
    ASSERT_NE(ticket, 0U);
    const auto moment = std::chrono::steady_clock::now() + std::chrono::microseconds(i * 10);
    while (std::chrono::steady_clock::now() < moment) std::this_thread::yield();
    if (writer_->MarkLate(ticket)) late.insert(ticket);
    ASSERT_TRUE(Published(i + 1));
  }
  std::set<RecordTicket> found;  // Without losses, a ticket is its record's number.
  for (const Record& record : All()) {
    if (record.late) found.insert(static_cast<RecordTicket>(record.seq));
  }
  EXPECT_EQ(found, late);
}

TEST_F(RecordWriterTest, AFailingDiskNeverBlocksAndLeavesOneGapRecord) {
  Start(5000);
  Lock();
  const auto begin = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < RecordWriter::kQueueLength; ++i) {
    ASSERT_NE(Submit(static_cast<int>(i)), 0U);
  }
  for (int i = 0; i < 7; ++i) EXPECT_EQ(writer_->Submit({RecordOf(i), {}, {}}), std::nullopt);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(1));
  EXPECT_EQ(writer_->dropped(), 7U);
  EXPECT_TRUE(
      Eventually([&] { return health_.Reports()["records"].state == HealthState::kDegraded; }));
  Unlock();
  ASSERT_TRUE(Published(1025));
  int gaps = 0;
  for (RecordSeq after = 0; after < 1025; after += 500) {
    for (const Record& record : All(after)) {
      if (record.event == Event::kGap) {
        ++gaps;
        EXPECT_THAT(record.detail, testing::StartsWith("7 records"));
      }
    }
  }
  EXPECT_EQ(gaps, 1);
  EXPECT_EQ(log_->State().last_seq, 1025);
  EXPECT_TRUE(Eventually([&] { return health_.Reports()["records"].state == HealthState::kOk; }));
}

TEST_F(RecordWriterTest, AlarmsAtEightyAndNinetyFivePerCentOnce) {
  const auto alarms = [&] {
    std::vector<Event> events;
    const auto records = *log_->Query({.kind = RecordKind::kAlarm});
    for (const Record& record : records) events.push_back(*record.event);
    return events;
  };
  RecordSeq seq = 0;
  const auto submit = [&](int count) {
    for (int i = 0; i < count; ++i) {
      Submit(i);
      ASSERT_TRUE(Published(seq + 1));
      seq = log_->State().last_seq;
    }
  };
  submit(79);
  EXPECT_TRUE(alarms().empty());
  submit(2);
  EXPECT_EQ(alarms(), std::vector{Event::kRecordsFilling});
  submit(15);
  EXPECT_EQ(alarms(), (std::vector{Event::kRecordsFilling, Event::kRecordsNearlyFull}));
  ASSERT_OK(log_->Acknowledge(log_->State().log_id, seq));
  submit(60);
  EXPECT_EQ(alarms().size(), 2U);
  submit(30);  // Risen again, so told again.
  EXPECT_EQ(alarms().back(), Event::kRecordsFilling);
}

TEST_F(RecordWriterTest, RuleStateIsDurableWithItsTicket) {
  Submit("a", 1);
  Submit("b", 1);
  const RecordTicket last = Submit("a", 2);
  ASSERT_TRUE(Eventually([&] { return writer_->durable_through() == last; }));
  SQLite::Database reader(file_.string(), SQLite::OPEN_READONLY);
  EXPECT_EQ(reader.execAndGet("SELECT count(*) FROM rule").getInt(), 2);
  EXPECT_EQ(RulesAfterAnEnd(), (std::map<std::string, std::int64_t>{{"a", 2}, {"b", 1}}));
}

TEST_F(RecordWriterTest, RuleStateIsTriedAgainUntilTheDiskTakesIt) {
  Lock();
  Submit("a", 1);
  ASSERT_TRUE(IsFailing());
  Submit("b", 1);
  const RecordTicket last = Submit("b", 2);
  EXPECT_EQ(writer_->durable_through(), 0U);
  Unlock();
  ASSERT_TRUE(Eventually([&] { return writer_->durable_through() == last; }));
  EXPECT_EQ(RulesAfterAnEnd(), (std::map<std::string, std::int64_t>{{"a", 1}, {"b", 2}}));
}

// What a kill at that moment would leave.
TEST_F(RecordWriterTest, RuleStateIsNeverAheadOfItsRecord) {
  Lock();
  std::atomic<int> rows = -1;
  writer_->Submit({.record = RecordOf(0),
                   .jpeg = {},
                   .durable =
                       [&] {
                         SQLite::Database reader(file_.string(), SQLite::OPEN_READONLY);
                         rows = reader.execAndGet("SELECT count(*) FROM rule").getInt();
                       },
                   .rules = {{"pin", "a", 1}}});
  ASSERT_TRUE(IsFailing());
  const RecordTicket last = Submit("b", 1);
  Unlock();
  ASSERT_TRUE(Eventually([&] { return writer_->durable_through() == last; }));
  EXPECT_EQ(rows, 1);
}

TEST_F(RecordWriterTest, AFullQueueDropsRecordsAndKeepsRuleState) {
  Start(5000);
  Lock();
  Submit("before", 1);
  ASSERT_TRUE(IsFailing());  // That one is in flight, and all others wait.
  std::size_t waiting = 1;
  while (Submit("in", static_cast<std::int64_t>(waiting)) != 0) ++waiting;
  EXPECT_EQ(waiting, RecordWriter::kQueueLength);
  EXPECT_EQ(Submit("in", -1), 0U);
  EXPECT_EQ(Submit("beyond", 1), 0U);
  EXPECT_EQ(Submit("before", 2), 0U);
  EXPECT_EQ(writer_->dropped(), 4U);
  Unlock();
  ASSERT_TRUE(Eventually([&] { return writer_->durable_through() == waiting; }));
  EXPECT_EQ(RulesAfterAnEnd(),
            (std::map<std::string, std::int64_t>{{"before", 2}, {"in", -1}, {"beyond", 1}}));
}

// All jobs are in flight when one more is dropped, so that none comes after it.
TEST_F(RecordWriterTest, ADroppedJobsRuleStateWaitsForNoOtherJob) {
  Start(5000);
  std::atomic<bool> go_on = false;
  std::atomic<bool> held = false;
  writer_->Submit({.record = RecordOf(0), .jpeg = {}, .durable = [&] {
                     held = true;
                     while (!go_on) std::this_thread::yield();
                   }});
  ASSERT_TRUE(Eventually([&] { return held.load(); }));
  for (std::size_t i = 0; i < RecordWriter::kQueueLength; ++i) ASSERT_NE(Submit(0), 0U);
  Lock();
  go_on = true;
  ASSERT_TRUE(IsFailing());
  EXPECT_EQ(Submit("beyond", 1), 0U);
  Unlock();
  EXPECT_TRUE(Eventually([&] {
    SQLite::Database reader(file_.string(), SQLite::OPEN_READONLY, 1000);
    return reader.execAndGet("SELECT count(*) FROM rule").getInt() == 1;
  }));
}

TEST_F(RecordWriterTest, TheDestructorDrains) {
  for (int i = 0; i < 90; ++i) Submit(i);
  writer_.reset();
  EXPECT_EQ(log_->State().last_seq, 91);  // And the alarm that they raise.
}

TEST_F(RecordWriterTest, TheDestructorGivesUpAFailingDisk) {
  Submit(0);
  ASSERT_TRUE(Published(1));
  Lock();
  Submit(1);
  const auto begin = std::chrono::steady_clock::now();
  writer_.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(4));
  Unlock();
  EXPECT_EQ(log_->State().last_seq, 1);
}

}  // namespace doorward::record_writer_test
