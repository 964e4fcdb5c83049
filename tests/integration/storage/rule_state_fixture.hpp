// What the tests of rule state share: a log, rows to put in it, and what the next opening finds.

#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <map>

#include "storage_fixture.hpp"

namespace doorward {

using FoundRules =
    std::optional<std::map<std::string, std::int64_t>>;  // By "rule key"; nullopt: lost.

inline FoundRules FoundIn(const RecordLog& log) {
  if (!log.found_rule_state()) return std::nullopt;
  std::map<std::string, std::int64_t> found;
  for (const RuleRow& row : *log.found_rule_state()) {
    EXPECT_TRUE(found.emplace(row.rule + " " + row.key, row.value.value()).second);
  }
  return found;
}

inline FoundRules Rules(std::map<std::string, std::int64_t> rules) { return rules; }

class RuleStateFixture : public testing::Test {
 protected:
  void Open() {
    log_.reset();
    auto opened = RecordLog::Open({.file = file_, .capacity = 100}, box_);
    ASSERT_OK(opened);
    log_ = std::move(*opened);
  }
  FoundRules Reopened() {
    Open();
    return FoundIn(*log_);
  }
  // A record, and rows with it.
  Status Put(const std::vector<RuleRow>& rows) {
    std::vector<Record> records = RecordsOf(0, 1);
    return log_->Append(records, rows);
  }
  // As another program would.
  void Meddle(const std::string& sql) {
    SQLite::Database(file_.string(), SQLite::OPEN_READWRITE, 1000).exec(sql);
  }
  std::string Files() const {
    std::string all;
    for (const char* suffix : {"", "-wal", "-shm"}) all += ContentOf(file_.string() + suffix);
    return all;
  }

  TempDir folder_;
  const std::filesystem::path file_ = folder_.path() / "records.db";
  SecretBox box_ = TestBox();
  std::unique_ptr<RecordLog> log_;
};

}  // namespace doorward
