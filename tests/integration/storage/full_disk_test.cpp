// A full disk is an error, loses nothing, and is over when there is space again. The disk is a small
// tmpfs where mounting is allowed; a limit on the size of files stands for it everywhere.

#include <SQLiteCpp/Database.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/mount.h>
#include <unistd.h>

#include "fakes/file_size_limit.hpp"
#include "storage_fixture.hpp"

namespace doorward::full_disk_test {

// A file system of `megabytes` of its own.
class SmallDisk {
 public:
  explicit SmallDisk(int megabytes) {
    const std::string size = "size=" + std::to_string(megabytes) + "m";
    mounted_ = mount("doorward-test", folder_.path().c_str(), "tmpfs", 0, size.c_str()) == 0;
  }
  ~SmallDisk() {
    if (mounted_) umount2(folder_.path().c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  bool mounted() const { return mounted_; }
  const std::filesystem::path& path() const { return folder_.path(); }

  // Fills it but for `bytes`.
  void Fill(std::uintmax_t leave) const {
    const auto free = std::filesystem::space(path()).available;
    if (free <= leave) return;
    const int fd = open((path() / "filler").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    EXPECT_EQ(posix_fallocate(fd, 0, static_cast<off_t>(free - leave)), 0);
    close(fd);
  }
  void Empty() const { std::filesystem::remove(path() / "filler"); }

 private:
  TempDir folder_;
  bool mounted_ = false;
};

TEST(FullDisk, PeopleAreRefusedAndThoseHeldStay) {
  const TempDir folder;
  const SecretBox box = TestBox();
  auto database = *PeopleDatabase::Open(folder.path() / "people.db", box);
  const auto put = [&](int from) -> Status {
    DW_TRY_ASSIGN(auto transaction, database->Begin());
    DW_TRY(database->PutPeople(PeopleOf(from, 500)));
    return transaction.Commit();
  };
  const auto count = [&] {
    auto transaction = database->Begin();
    return *database->CountPeople();
  };
  ASSERT_OK(put(0));
  {
    const FileSizeLimit limit(1024 * 1024);
    Status status;
    int from = 500;
    for (; from < 5000 && status; from += 500) status = put(from);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::kResourceExhausted) << status.error().Text();
    EXPECT_EQ(count(), static_cast<std::size_t>(from - 500));
  }
  const std::size_t before = count();
  ASSERT_OK(put(50'000));
  EXPECT_EQ(count(), before + 500);
}

TEST(FullDisk, RecordsAreRefusedWholeAndGoOnLater) {
  const TempDir folder;
  const SecretBox box = TestBox();
  auto log = *RecordLog::Open({.file = folder.path() / "records.db", .capacity = 100'000}, box);
  RecordSeq last = 0;
  {
    const FileSizeLimit limit(512 * 1024);
    Status status;
    for (int i = 0; i < 1000 && status; ++i) {
      status = AppendSome(*log, i, 100);
      if (status) last += 100;
    }
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::kResourceExhausted) << status.error().Text();
    EXPECT_THAT(status.error().message, testing::HasSubstr("no space left"));
    EXPECT_EQ(log->State().last_seq, last);
  }
  ASSERT_OK(AppendSome(*log, 0, 100));
  EXPECT_EQ(log->State().last_seq, last + 100);
  EXPECT_EQ(*log->VerifyChain(), std::nullopt);
}

TEST(FullDisk, RuleStateIsRefusedWithItsRecordsAndGoesOnLater) {
  const TempDir folder;
  const SecretBox box = TestBox();
  const RecordLogConfig config{.file = folder.path() / "records.db", .capacity = 100'000};
  auto log = *RecordLog::Open(config, box);
  std::vector<RuleRow> rows;
  const auto put = [&](int number) {
    for (int i = 0; i < 100; ++i) {
      rows.push_back({"pin", std::to_string(number) + "." + std::to_string(i), number});
    }
    std::vector<Record> records = RecordsOf(0, 10);
    const Status status = log->Append(records, rows);
    if (!status) rows.resize(rows.size() - 100);
    return status;
  };
  int number = 0;
  {
    const FileSizeLimit limit(512 * 1024);
    Status status;
    while (status && number < 1000) status = put(number++);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::kResourceExhausted) << status.error().Text();
  }
  log = *RecordLog::Open(config, box);
  ASSERT_TRUE(log->found_rule_state());
  EXPECT_THAT(*log->found_rule_state(), testing::UnorderedElementsAreArray(rows));
  ASSERT_OK(put(number));
  log = *RecordLog::Open(config, box);
  ASSERT_TRUE(log->found_rule_state());
  EXPECT_THAT(*log->found_rule_state(), testing::UnorderedElementsAreArray(rows));
}

TEST(FullDisk, RuleStateIsSavedWhereItsRecordsHaveNoRoom) {
  const TempDir folder;
  const SecretBox box = TestBox();
  const RecordLogConfig config{.file = folder.path() / "records.db", .capacity = 100'000};
  const std::vector<RuleRow> rows = {{"pin", "a", 1}, {"pin", "b", 2}};
  {
    auto log = *RecordLog::Open(config, box);
    ASSERT_OK(AppendSome(*log, 0, 5000));
    ASSERT_OK(log->Append({}, rows));
  }
  SQLite::Database(config.file.string(), SQLite::OPEN_READWRITE)
      .exec("UPDATE record SET mac = x'00' WHERE seq = 5000");
  const FileSizeLimit limit(256 * 1024);
  auto log = *RecordLog::Open(config, box);
  EXPECT_EQ(log->State().only_in_memory, "");
  EXPECT_EQ(log->State().last_seq, 0);
  ASSERT_TRUE(log->found_rule_state());
  EXPECT_THAT(*log->found_rule_state(), testing::UnorderedElementsAreArray(rows));
}

TEST(FullDisk, TheBallastTakesRuleState) {
  const SmallDisk disk(8);
  if (!disk.mounted()) GTEST_SKIP() << "mounting is not allowed here";
  const SecretBox box = TestBox();
  const RecordLogConfig config{.file = disk.path() / "records.db", .capacity = 100'000};
  auto log = *RecordLog::Open(config, box);
  ASSERT_OK(AppendSome(*log, 0, 500));
  ASSERT_OK(log->Acknowledge(log->State().log_id, 450));
  disk.Fill(0);
  std::int64_t number = 0;
  while (std::filesystem::exists(disk.path() / "records.db-ballast") && number < 100'000) {
    std::vector<Record> records = RecordsOf(0, 10);
    ASSERT_OK(log->Append(records, std::vector<RuleRow>{{"pin", "keypad", ++number}}));
  }
  EXPECT_LT(number, 100'000);
  log = *RecordLog::Open(config, box);
  EXPECT_EQ(log->found_rule_state(), (std::vector<RuleRow>{{"pin", "keypad", number}}));
}

TEST(FullDisk, WhatRulesRememberIsKeptAllTheSame) {
  const SmallDisk disk(8);
  if (!disk.mounted()) GTEST_SKIP() << "mounting is not allowed here";
  const SecretBox box = TestBox();
  const RecordLogConfig config{.file = disk.path() / "records.db", .capacity = 1000};
  auto log = *RecordLog::Open(config, box);
  ASSERT_OK(AppendSome(*log, 0, 100));
  disk.Fill(0);
  for (int i = 1; i < 10; ++i) {
    const RuleRow row{"pin", "reader:pad", i};
    ASSERT_OK(log->Append({}, std::span(&row, 1)));
  }
  log.reset();
  EXPECT_EQ((*RecordLog::Open(config, box))->found_rule_state(),
            (std::vector<RuleRow>{{"pin", "reader:pad", 9}}));
}

TEST(FullDisk, TheBallastLetsTheRingGoOnAndIsMadeAgain) {
  const SmallDisk disk(8);
  if (!disk.mounted()) GTEST_SKIP() << "mounting is not allowed here";
  const SecretBox box = TestBox();
  const auto ballast = disk.path() / "records.db-ballast";
  auto log = *RecordLog::Open({.file = disk.path() / "records.db", .capacity = 100'000}, box);
  ASSERT_TRUE(std::filesystem::exists(ballast));
  ASSERT_OK(AppendSome(*log, 0, 500));
  ASSERT_OK(log->Acknowledge(log->State().log_id, 450));
  disk.Fill(0);
  Status status;
  int appended = 0;
  while (status && appended < 100'000) {
    status = AppendSome(*log, appended, 10);
    if (status) appended += 10;
    if (status && appended % 100 == 0) {
      status = log->Acknowledge(log->State().log_id, log->State().last_seq);
    }
    if (!std::filesystem::exists(ballast) && appended > 20'000) break;
  }
  EXPECT_FALSE(std::filesystem::exists(ballast));
  EXPECT_GT(appended, 5000) << "room for trimming was used";
  EXPECT_EQ(log->State().last_seq, 500 + appended);
  EXPECT_EQ(*log->VerifyChain(), std::nullopt);
  disk.Empty();
  for (int i = 0; i < 200; ++i) ASSERT_OK(AppendSome(*log, i, 1));
  EXPECT_TRUE(std::filesystem::exists(ballast));
}

}  // namespace doorward::full_disk_test
