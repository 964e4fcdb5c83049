// A power cut at every step of a mending: each call that changes the disk is once the one that does not
// happen any more. Whatever was done before it, the next start ends with what an undisturbed one has, and
// tells of the damage until that is told for good.

#include <SQLiteCpp/Database.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#include "storage_fixture.hpp"

namespace doorward::mending_kill_test {

namespace fs = std::filesystem;

constexpr int kPeople = 20;
constexpr int kRecords = 60;

// What is written between two of the other steps is half there in either of them. A sanitizer sees the same
// in each, ten times as slowly.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool every_write = false;
#else
const bool every_write = std::getenv("DOORWARD_THOROUGH") != nullptr;
#endif

bool ChangesDisk(const __ptrace_syscall_info& call) {
  switch (call.entry.nr) {
#ifdef SYS_rename
    case SYS_rename:
    case SYS_unlink:
    case SYS_rmdir:
#endif
#ifdef SYS_renameat
    case SYS_renameat:
#endif
    case SYS_renameat2:
    case SYS_unlinkat:
    case SYS_ftruncate:
    case SYS_fsync:
    case SYS_fdatasync: return true;
    case SYS_pwrite64:
    case SYS_write: return every_write && call.entry.args[0] > STDERR_FILENO;
    case SYS_openat: return (call.entry.args[2] & O_CREAT) != 0;
    default: return false;
  }
}

enum class Ending { kKilled, kByItself, kNotPermitted };

// Runs `work` in a child that is killed before its change number `step` of the disk.
Ending KillBefore(int step, const std::function<void()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) _exit(1);
    raise(SIGSTOP);
    work();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFEXITED(status)) return Ending::kNotPermitted;
  ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
  for (int seen = 0; ptrace(PTRACE_SYSCALL, child, nullptr, nullptr) == 0;) {
    waitpid(child, &status, 0);
    if (WIFEXITED(status)) return Ending::kByItself;
    if (!WIFSTOPPED(status) || WSTOPSIG(status) != (SIGTRAP | 0x80)) continue;
    __ptrace_syscall_info call{};
    if (ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof call, &call) <= 0) break;
    if (call.op != PTRACE_SYSCALL_INFO_ENTRY || !ChangesDisk(call) || ++seen < step) continue;
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    return Ending::kKilled;
  }
  kill(child, SIGKILL);
  waitpid(child, &status, 0);
  return Ending::kNotPermitted;
}

class MendingKill : public testing::Test {
 protected:
  void Keep() { fs::copy(live_, kept_, fs::copy_options::recursive); }
  void Restore() {
    fs::remove_all(live_);
    fs::copy(kept_, live_, fs::copy_options::recursive);
  }

  // `open` is a start, `look` what it leads to.
  void AtEveryStep(const std::function<void()>& open, const std::function<std::string()>& look) {
    Keep();
    const std::string undisturbed = look();
    EXPECT_NE(undisturbed, "");
    int step = 1;
    for (;; ++step) {
      SCOPED_TRACE(testing::Message() << "killed before change " << step);
      Restore();
      const Ending ending = KillBefore(step, open);
      if (ending == Ending::kNotPermitted) GTEST_SKIP() << "this machine lets nobody trace";
      EXPECT_EQ(look(), undisturbed);
      if (ending == Ending::kByItself || HasFailure()) break;
    }
    EXPECT_GT(step, 5);
    std::printf("%d steps\n", step - 1);
  }

  TempDir folder_;
  const fs::path live_ = folder_.path() / "live";
  const fs::path kept_ = folder_.path() / "kept";
  SecretBox box_ = TestBox();
};

class PeopleMendingKill : public MendingKill {
 protected:
  PeopleMendingKill() {
    fs::create_directory(live_);
    auto database = *PeopleDatabase::Open(file_, box_);
    auto transaction = database->Begin();
    EXPECT_OK(database->PutPeople(PeopleOf(0, kPeople)));
    EXPECT_OK(
        database->PutDoorMode({.door = DoorId("main"), .mode = DoorMode::kLockdown, .until = {}}));
    EXPECT_OK(transaction->Commit());
  }
  void Meddle(const std::string& sql) {
    SQLite::Database(file_.string(), SQLite::OPEN_READWRITE).exec(sql);
  }
  void AtEveryStepOfAStart() {
    AtEveryStep([this] { (void)PeopleDatabase::Open(file_, box_); }, [this] { return Look(); });
  }
  // Two starts: what the first says is not told, so the second says it too.
  std::string Look() {
    std::string found;
    for (int start = 0; start < 2; ++start) {
      auto database = *PeopleDatabase::Open(file_, box_);
      const auto& damage = database->damage();
      if (!damage || damage->in_memory) return "no damage is told, or nothing is on the disk";
      found = damage->Text() + "; needs: " + database->NeedsData();
      auto transaction = database->Begin();
      EXPECT_OK(database->ForEachMatchEntry(
          [&](const MatchEntry& entry) { found += " " + entry.rights.id.str(); }));
      const auto modes = *database->DoorModes();
      for (const StoredDoorMode& mode : modes) found += " lock " + mode.door.str();
    }
    return found;
  }

  const fs::path file_ = live_ / "people.db";
};

TEST_F(PeopleMendingKill, WhoProvesToBeThereGoesOn) {
  Meddle("UPDATE vault SET sealed = zeroblob(length(sealed)) WHERE slot = 3");
  AtEveryStepOfAStart();
}

TEST_F(PeopleMendingKill, ADatabaseThatIsGoneIsTold) {
  fs::remove(file_);
  AtEveryStepOfAStart();
}

TEST_F(PeopleMendingKill, ASealThatIsGoneIsTold) {
  fs::remove(live_ / "people.seal");
  AtEveryStepOfAStart();
}

class RecordMendingKill : public MendingKill {
 protected:
  RecordMendingKill() {
    fs::create_directory(live_);
    auto log = *RecordLog::Open(config_, box_);
    EXPECT_OK(AppendSome(*log, 0, kRecords));
    EXPECT_OK(log->Acknowledge(log->State().log_id, 10));
    EXPECT_OK(log->Append({}, std::vector<RuleRow>{{"pin", "keypad", 7}}));
  }
  void Meddle(const std::string& sql) const {
    SQLite::Database(config_.file.string(), SQLite::OPEN_READWRITE).exec(sql);
  }
  void AtEveryStepOfAStart() {
    AtEveryStep([this] { (void)RecordLog::Open(config_, box_); }, [this] { return Look(); });
  }
  std::string Look() {
    std::string found;
    for (int start = 0; start < 2; ++start) {
      auto log = *RecordLog::Open(config_, box_);
      const RecordLogState state = log->State();
      if (state.damages == 0 || !state.only_in_memory.empty()) return "no damage is told";
      found = state.damage + "; acknowledged " + std::to_string(state.acked_seq);
      const auto& rules = log->found_rule_state();
      found += !rules ? " rules lost" : " rules " + std::to_string(rules->size());
      const auto records = *log->Query({});
      for (const Record& record : records) {
        found += " " + std::to_string(record.seq) + (record.event == Event::kGap ? "gap" : "");
      }
    }
    return found;
  }

  const RecordLogConfig config_{.file = live_ / "records.db", .capacity = 1000};
};

TEST_F(RecordMendingKill, WhatProvesItselfGoesOn) {
  Meddle(
      "UPDATE record SET mac = x'00' WHERE seq = 60; "
      "UPDATE record SET sealed = x'00' WHERE seq = 30");
  AtEveryStepOfAStart();
  EXPECT_THAT(Look(), testing::HasSubstr("rules 1"));
}

TEST_F(RecordMendingKill, RuleStateThatDoesNotProveItselfStaysLost) {
  Meddle("DELETE FROM rule");
  AtEveryStepOfAStart();
  EXPECT_THAT(Look(), testing::HasSubstr("rules lost"));
}

}  // namespace doorward::mending_kill_test
