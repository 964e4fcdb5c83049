// kill -9 at random moments: what was acknowledged is there, nothing is half there, and the
// databases are sound. The seed is printed; DOORWARD_KILL_SEED repeats it.

#include <SQLiteCpp/SQLiteCpp.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <map>
#include <random>

#include "storage_fixture.hpp"

namespace doorward::kill_test {

constexpr int kRounds = 25;
constexpr int kPeoplePerCommit = 5;

// Runs `work` in a child, which reports each commit through a pipe, and kills it after `lifetime`.
// Returns the last commit reported.
template <typename Work>
std::int32_t KillAfter(std::chrono::microseconds lifetime, Work work) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    work([&](std::int32_t done) {
      if (write(ends[1], &done, sizeof done) != sizeof done) _exit(1);
    });
    _exit(0);
  }
  close(ends[1]);
  std::int32_t last = 0;
  // The life begins with the first commit: opening is not what this is about.
  const ssize_t first = read(ends[0], &last, sizeof last);
  EXPECT_EQ(first, static_cast<ssize_t>(sizeof last));
  timespec left{lifetime.count() / 1'000'000, lifetime.count() % 1'000'000 * 1000};
  ppoll(nullptr, 0, &left, nullptr);
  kill(child, SIGKILL);
  std::int32_t done = 0;
  while (read(ends[0], &done, sizeof done) == sizeof done) last = done;
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";
  return last;
}

std::mt19937 SeededRandom() {
  const char* given = std::getenv("DOORWARD_KILL_SEED");
  const unsigned seed =
      given != nullptr ? static_cast<unsigned>(std::stoul(given)) : std::random_device{}();
  std::printf("DOORWARD_KILL_SEED=%u\n", seed);
  return std::mt19937(seed);
}

void ExpectSound(const std::filesystem::path& file) {
  SQLite::Database database(file.string(), SQLite::OPEN_READONLY);
  EXPECT_EQ(database.execAndGet("PRAGMA integrity_check").getString(), "ok");
}

TEST(Kill, NoAcknowledgedRecordIsLostOrDoubled) {
  const TempDir folder;
  const SecretBox box = TestBox();
  const RecordLogConfig config{.file = folder.path() / "records.db", .capacity = 1000};
  std::mt19937 random = SeededRandom();
  for (int round = 0; round < kRounds; ++round) {
    SCOPED_TRACE(round);
    const std::int32_t last =
        KillAfter(std::chrono::microseconds(random() % 40'000), [&](const auto& report) {
          auto log = RecordLog::Open(config, box);
          if (!log) _exit(2);
          for (int i = 0; i < 1'000'000; ++i) {
            auto records = RecordsOf(i, 1 + i % 7);
            if (!(*log)->Append(records)) _exit(3);
            report(static_cast<std::int32_t>(records.back().seq));
          }
        });
    auto log = RecordLog::Open(config, box);
    ASSERT_OK(log);
    const RecordLogState state = (*log)->State();
    EXPECT_GE(state.last_seq, last);
    EXPECT_LE(state.last_seq, last + 7);  // At most the commit that was not told.
    EXPECT_EQ(*(*log)->VerifyChain(), std::nullopt);
    ExpectSound(config.file);
  }
}

// Each append replaces one row and writes, or deletes, another.
TEST(Kill, RuleStateIsThatOfTheLastRecord) {
  const TempDir folder;
  const SecretBox box = TestBox();
  const RecordLogConfig config{.file = folder.path() / "records.db", .capacity = 1000};
  std::mt19937 random = SeededRandom();
  for (int round = 0; round < kRounds; ++round) {
    SCOPED_TRACE(round);
    KillAfter(std::chrono::microseconds(random() % 40'000), [&](const auto& report) {
      auto log = RecordLog::Open(config, box);
      if (!log || !(*log)->found_rule_state()) _exit(2);
      for (RecordSeq seq = (*log)->State().last_seq + 1;; ++seq) {
        auto records = RecordsOf(0, 1);
        const auto other = seq % 2 == 0 ? std::optional<std::int64_t>(seq) : std::nullopt;
        const std::vector<RuleRow> rows = {{"last", "seq", seq},
                                           {"even", std::to_string(seq % 10 / 2), other}};
        if (!(*log)->Append(records, rows)) _exit(3);
        report(static_cast<std::int32_t>(seq));
      }
    });
    auto log = RecordLog::Open(config, box);
    ASSERT_OK(log);
    ASSERT_TRUE((*log)->found_rule_state());
    std::map<std::string, std::int64_t> found;
    for (const RuleRow& row : *(*log)->found_rule_state()) found[row.rule + row.key] = *row.value;
    const RecordSeq last = (*log)->State().last_seq;
    std::map<std::string, std::int64_t> expected = {{"lastseq", last}};
    for (RecordSeq seq = 1; seq <= last; ++seq) {
      const std::string name = "even" + std::to_string(seq % 10 / 2);
      expected.erase(name);
      if (seq % 2 == 0) expected[name] = seq;
    }
    EXPECT_EQ(found, expected);
    ExpectSound(config.file);
  }
}

TEST(Kill, ABatchOfPeopleIsThereWholeOrNotAtAll) {
  const TempDir folder;
  const SecretBox box = TestBox();
  const auto file = folder.path() / "people.db";
  std::mt19937 random = SeededRandom();
  int first = 0;
  for (int round = 0; round < kRounds; ++round) {
    SCOPED_TRACE(round);
    const std::int32_t last =
        KillAfter(std::chrono::microseconds(random() % 40'000), [&](const auto& report) {
          auto database = PeopleDatabase::Open(file, box);
          if (!database) _exit(2);
          for (int next = first; next < 1'000'000; next += kPeoplePerCommit) {
            auto transaction = (*database)->Begin();
            // Every commit also overwrites someone, and so scrubs.
            auto people = PeopleOf(next, kPeoplePerCommit);
            if (next > 0) people.push_back(PersonOf(next - 1));
            if (!(*database)->PutPeople(people)) _exit(3);
            if (!(*database)->Journal({"c" + std::to_string(next), "people.put", "{}"})) _exit(4);
            if (!transaction->Commit()) _exit(5);
            report(next + kPeoplePerCommit);
          }
        });
    auto database = PeopleDatabase::Open(file, box);
    ASSERT_OK(database);
    auto transaction = (*database)->Begin();
    const auto count = static_cast<int>(*(*database)->CountPeople());
    EXPECT_GE(count, last);
    EXPECT_LE(count, last + kPeoplePerCommit);
    EXPECT_EQ(count % kPeoplePerCommit, 0);
    int seen = 0;
    EXPECT_OK((*database)->ForEachMatchEntry([&](const MatchEntry& entry) {
      EXPECT_EQ(entry.keys, std::vector{KeyOfCard(UidOf(seen))});
      ++seen;
    }));
    EXPECT_EQ(seen, count);
    const std::string last_command = "c" + std::to_string(count - kPeoplePerCommit);
    EXPECT_NE(*(*database)->FindJournal(last_command), std::nullopt);
    first = count;
    ExpectSound(file);
  }
}

}  // namespace doorward::kill_test
