#include "doorward/storage/record_log.hpp"

#include <SQLiteCpp/Database.h>
#include <gmock/gmock.h>

#include <thread>

#include "storage_fixture.hpp"

namespace doorward::record_log_test {

class RecordLogTest : public testing::Test {
 protected:
  void Open(std::int64_t capacity = 100) {
    log_.reset();
    auto opened = RecordLog::Open({.file = file_, .capacity = capacity}, box_);
    ASSERT_OK(opened);
    log_ = std::move(*opened);
  }
  void Append(int from, int count) { ASSERT_OK(AppendSome(*log_, from, count)); }
  Status Ack(RecordSeq seq) { return log_->Acknowledge(log_->State().log_id, seq); }
  std::vector<Record> Query(RecordQuery query = {}) {
    auto records = log_->Query(query);
    EXPECT_OK(records);
    return records ? *records : std::vector<Record>();
  }
  // Behind the log's back.
  void Tamper(const std::string& sql) {
    SQLite::Database other(file_.string(), SQLite::OPEN_READWRITE, 1000);
    other.exec(sql);
  }

  TempDir folder_;
  const std::filesystem::path file_ = folder_.path() / "records.db";
  SecretBox box_ = TestBox();
  std::unique_ptr<RecordLog> log_;
};

TEST_F(RecordLogTest, KeepsRecordsWholeOverAnEnd) {
  Open();
  auto records = RecordsOf(0, 3);
  records[1].clock = ClockTrust::kUnsure;
  records[2] = Record{};
  records[2].event = Event::kGap;
  records[2].detail = "'); DROP TABLE record; -- %n \xE5\xBC\xA0";
  ASSERT_OK(log_->Append(records));
  EXPECT_EQ(records[2].seq, 3);
  const std::string id = log_->State().log_id;
  EXPECT_THAT(id, testing::MatchesRegex("[0-9a-f]{32}"));
  Open();
  EXPECT_EQ(Query(), records);
  EXPECT_EQ(log_->State().log_id, id);
}

TEST_F(RecordLogTest, KeepsTheGenerationOfPeopleThatEachRecordSaw) {
  std::int64_t generation = 41;
  Open();
  EXPECT_EQ(log_->found_people_generation(), 0);
  log_->WitnessPeople([&generation] { return generation; });
  Append(0, 1);
  Open();
  EXPECT_EQ(log_->found_people_generation(), 41);
  generation = 7;  // It only rises.
  log_->WitnessPeople([&generation] { return generation; });
  Append(1, 1);
  Open();
  EXPECT_EQ(log_->found_people_generation(), 41);
  Tamper("UPDATE state SET people_generation = 7");
  Open();
  EXPECT_NE(log_->State().damage, "");
}

TEST_F(RecordLogTest, AnEmptyLogSaysSo) {
  Open();
  const RecordLogState state = log_->State();
  EXPECT_EQ(state.first_seq, 0);
  EXPECT_EQ(state.last_seq, 0);
  EXPECT_EQ(state.backlog(), 0);
  EXPECT_EQ(state.overwritten, std::nullopt);
  EXPECT_FALSE(log_->found_floor().kept);
  EXPECT_EQ(log_->found_floor().at, WallTime());
  EXPECT_EQ(*log_->VerifyChain(), std::nullopt);
}

class RecordRing : public RecordLogTest, public testing::WithParamInterface<int> {};

TEST_P(RecordRing, OverwritesTheOldestAndCountsThem) {
  const int capacity = GetParam();
  Open(capacity);
  Append(0, capacity);
  EXPECT_EQ(log_->State().overwritten, std::nullopt);
  EXPECT_EQ(log_->State().backlog(), capacity);
  ASSERT_OK(Ack(10));
  for (int i = 0; i < capacity; i += 10) Append(capacity + i, 10);
  RecordLogState state = log_->State();
  EXPECT_EQ(state.first_seq, capacity + 1);
  EXPECT_EQ(state.last_seq, 2 * capacity);
  EXPECT_EQ(state.overwritten, (SeqRange{11, capacity}));
  EXPECT_EQ(state.backlog(), capacity);
  EXPECT_EQ(Query().front().seq, capacity + 1);
  EXPECT_EQ(*log_->VerifyChain(), std::nullopt);
  ASSERT_OK(Ack(20));  // Within the lost range: the rest of it is still to be told.
  EXPECT_EQ(log_->State().overwritten, (SeqRange{21, capacity}));
  Open(capacity);
  EXPECT_EQ(log_->State().overwritten, (SeqRange{21, capacity}));
  ASSERT_OK(Ack(capacity + 5));
  state = log_->State();
  EXPECT_EQ(state.overwritten, std::nullopt);
  EXPECT_EQ(state.backlog(), capacity - 5);
}

INSTANTIATE_TEST_SUITE_P(Capacities, RecordRing, testing::Values(100, 2000));

TEST_F(RecordLogTest, ABurstLargerThanTheRingKeepsItsEnd) {
  Open();
  Append(0, 1024);
  EXPECT_EQ(log_->State().first_seq, 925);
  EXPECT_EQ(log_->State().overwritten, (SeqRange{1, 924}));
  EXPECT_EQ(Query().size(), 100U);
  Append(1024, 1);
  EXPECT_EQ(Query().front().seq, 926);
  EXPECT_EQ(*log_->VerifyChain(), std::nullopt);
}

TEST_F(RecordLogTest, TheCapacityMayChangeBetweenOpenings) {
  Open(5000);
  Append(0, 3000);
  Open(100);
  Append(3000, 1);
  EXPECT_EQ(log_->State().first_seq, 2902);
  EXPECT_EQ(*log_->VerifyChain(), std::nullopt);
  Open(2000);  // What had left the ring does not come back.
  EXPECT_EQ(log_->State().first_seq, 2902);
  Append(3001, 100);
  EXPECT_EQ(log_->State().first_seq, 2902);
  EXPECT_EQ(Query().front().seq, 2902);
  EXPECT_EQ(log_->State().capacity, 2000);
  EXPECT_FALSE(RecordLog::Open({.file = file_, .capacity = 99}, box_));
  EXPECT_FALSE(RecordLog::Open({.file = file_, .capacity = 10'000'001}, box_));
}

TEST_F(RecordLogTest, RefusesAcknowledgementsOfWhatItHasNotSent) {
  Open();
  Append(0, 5);
  for (const RecordSeq seq : {RecordSeq{6}, RecordSeq{-1}, RecordSeq{1} << 62}) {
    const Status status = Ack(seq);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::kInvalidArgument);
  }
  for (const char* other : {"", "00", "' OR 1=1 --", "ffffffffffffffffffffffffffffffff"}) {
    EXPECT_FALSE(log_->Acknowledge(other, 1));
  }
  EXPECT_EQ(log_->State().acked_seq, 0);
  ASSERT_OK(Ack(4));
  ASSERT_OK(Ack(2));
  EXPECT_EQ(log_->State().acked_seq, 4);
  EXPECT_EQ(log_->State().backlog(), 1);
}

TEST_F(RecordLogTest, FindsByPersonKindAndPlace) {
  Open();
  auto records = RecordsOf(0, 50);
  records[10].kind = RecordKind::kAlarm;
  ASSERT_OK(log_->Append(records));
  EXPECT_EQ(Query({.after_seq = 45}).size(), 5U);
  EXPECT_EQ(Query({.limit = 7}).back().seq, 7);
  EXPECT_EQ(Query({.limit = 0}).size(), 0U);
  EXPECT_EQ(Query({.person = PersonId("100003")}), std::vector{records[3]});
  EXPECT_EQ(Query({.kind = RecordKind::kAlarm}), std::vector{records[10]});
  EXPECT_TRUE(Query({.person = PersonId("100003"), .kind = RecordKind::kAlarm}).empty());
  EXPECT_TRUE(Query({.person = PersonId("' OR ''='")}).empty());
}

TEST_F(RecordLogTest, LatenessIsNotPartOfTheChain) {
  Open();
  Append(0, 5);
  ASSERT_OK(log_->MarkLate(std::vector<RecordSeq>{2, 4}));
  const auto records = Query();
  EXPECT_TRUE(records[1].late && records[3].late);
  EXPECT_FALSE(records[0].late);
  EXPECT_EQ(*log_->VerifyChain(), std::nullopt);
}

// The floor of the clock is no record's property: it stays when they leave the ring.
TEST_F(RecordLogTest, TheFloorIsTheNewestTrustedTimeOfAll) {
  Open();
  auto records = RecordsOf(0, 3);
  const WallTime newest = records[2].at + std::chrono::hours(1);
  records[0].at = newest;
  records[1].at = newest + std::chrono::hours(1);
  records[1].clock = ClockTrust::kUnsure;
  ASSERT_OK(log_->Append(records));
  for (int i = 0; i < 30; ++i) Append(3 + 10 * i, 10);
  Open();
  EXPECT_TRUE(log_->found_floor().kept);
  EXPECT_EQ(log_->found_floor().at, newest);
  ASSERT_OK(log_->SetFloor(newest - std::chrono::hours(2)));
  Open();
  EXPECT_EQ(log_->found_floor().at, newest - std::chrono::hours(2));
  ASSERT_OK(log_->SetFloor(std::nullopt));
  Open();
  EXPECT_EQ(log_->found_floor().at, std::nullopt);
  EXPECT_EQ(*log_->VerifyChain(), std::nullopt);
}

TEST_F(RecordLogTest, AFloorThatWasChangedIsLost) {
  Open();
  Append(0, 3);
  log_.reset();
  Tamper("UPDATE state SET floor_ms = 0");
  Open();
  EXPECT_TRUE(log_->found_floor().kept);
  EXPECT_EQ(log_->found_floor().at, std::nullopt);
}

// What an intruder may do to the file, the first row that then is not what was appended, and whether
// the next opening sees it at once. That makes a new log of what is sound.
TEST_F(RecordLogTest, TheChainShowsTampering) {
  struct Tampering {
    std::string sql;
    RecordSeq first_wrong;
    bool seen_at_opening;
  };
  const std::vector<Tampering> tamperings = {
      {"UPDATE record SET person = x'0102030405060708' WHERE seq = 40", 40, false},
      {"UPDATE record SET sealed = (SELECT sealed FROM record WHERE seq = 2) WHERE seq = 1", 1,
       true},
      {"UPDATE record SET kind = 'door' WHERE seq = 60", 60, false},
      {"UPDATE record SET mac = x'00' WHERE seq = 7", 7, false},
      {"UPDATE record SET person = value, value = person WHERE seq = 9", 9, false},
      {"DELETE FROM record WHERE seq = 30", 30, false},
      {"DELETE FROM record WHERE seq <= 5", 1, true},
      {"DELETE FROM record WHERE seq > 50", 51, true},
      {"DELETE FROM record", 1, true},
      {"DELETE FROM record WHERE seq > 50; UPDATE state SET last_seq = 50, "
       "last_mac = (SELECT mac FROM record WHERE seq = 50)",
       51, true},
      {"UPDATE record SET seq = 1000 WHERE seq = 60", 60, true},
      {"INSERT INTO record SELECT 61, kind, person, value, late, sealed, mac FROM record "
       "WHERE seq = 60",
       61, true},
  };
  for (const auto& [sql, first_wrong, seen_at_opening] : tamperings) {
    SCOPED_TRACE(sql);
    std::filesystem::remove(file_);
    Open();
    Append(0, 60);
    ASSERT_EQ(*log_->VerifyChain(), std::nullopt);
    Tamper(sql);
    EXPECT_EQ(*log_->VerifyChain(), first_wrong);
    Open();
    EXPECT_EQ(log_->State().damages, seen_at_opening ? 1 : 0);
    EXPECT_EQ(*log_->VerifyChain(), seen_at_opening ? std::nullopt : std::optional(first_wrong));
    Append(60, 1);
    EXPECT_GE(log_->State().last_seq, 51);
    log_->DamageTold(log_->State().damages);
    log_.reset();
  }
}

TEST_F(RecordLogTest, NumbersAreNotReusedWhenRowsAreGone) {
  Open();
  Append(0, 10);
  Tamper("DELETE FROM record");
  Open();
  auto records = RecordsOf(0, 1);
  ASSERT_OK(log_->Append(records));
  EXPECT_EQ(records[0].seq, 11);
}

TEST_F(RecordLogTest, QueriesDoNotWaitForAWriter) {
  Open();
  Append(0, 10);
  SQLite::Database other(file_.string(), SQLite::OPEN_READWRITE, 1000);
  other.exec("BEGIN IMMEDIATE");
  EXPECT_EQ(Query().size(), 10U);
  auto records = RecordsOf(10, 1);
  const Status status = log_->Append(records);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kTimeout);
  other.exec("ROLLBACK");
  ASSERT_OK(log_->Append(records));
  EXPECT_EQ(records[0].seq, 11);
}

// Between a commit and the new state, the row is there and its number has not been told yet.
TEST_F(RecordLogTest, ShowsNoRecordBeforeItsNumberIsTold) {
  Open();
  Append(0, 10);
  Tamper(
      "CREATE TEMP TABLE next AS SELECT * FROM record WHERE seq = 10;"
      "UPDATE next SET seq = 11; INSERT INTO record SELECT * FROM next");
  EXPECT_EQ(Query().size(), 10U);
  EXPECT_EQ(log_->State().damages, 0);
}

TEST_F(RecordLogTest, ManyThreadsAppendAcknowledgeAndRead) {
  Open(500);
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 40; ++i) Append(i * 10, 10);
    });
  }
  threads.emplace_back([&] {
    for (int i = 0; i < 40; ++i) EXPECT_OK(Ack(log_->State().last_seq));
  });
  threads.emplace_back([&] {
    for (int i = 0; i < 40; ++i) {
      const auto records = Query({.after_seq = log_->State().last_seq - 50});
      for (std::size_t r = 1; r < records.size(); ++r) {
        EXPECT_EQ(records[r].seq, records[r - 1].seq + 1);
      }
      const RecordSeq last_seen = records.empty() ? 0 : records.back().seq;
      EXPECT_LE(last_seen, log_->State().last_seq);
    }
  });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(log_->State().last_seq, 800);
  EXPECT_EQ(*log_->VerifyChain(), std::nullopt);
}

}  // namespace doorward::record_log_test
