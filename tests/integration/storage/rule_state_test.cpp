// What rules must remember comes back after a restart, as it was when its last record was written.

#include <gmock/gmock.h>

#include "rule_state_fixture.hpp"

namespace doorward::rule_state_test {

using testing::HasSubstr;
using testing::Not;

class RuleState : public RuleStateFixture {};

TEST_F(RuleState, ComesBackReplacedAndDeleted) {
  EXPECT_EQ(Reopened(), Rules({})) << "a new log has none, and none is lost";
  ASSERT_OK(Put({{"pin", "keypad", 3}, {"pin", "", -1}, {"passback", "keypad", 7}}));
  EXPECT_EQ(Reopened(), Rules({{"pin keypad", 3}, {"pin ", -1}, {"passback keypad", 7}}));
  ASSERT_OK(Put({{"pin", "keypad", 4}, {"passback", "keypad", {}}, {"pin", "nobody", {}}}));
  ASSERT_OK(Put({}));
  EXPECT_EQ(Reopened(), Rules({{"pin keypad", 4}, {"pin ", -1}}));
  EXPECT_EQ(Reopened(), Rules({{"pin keypad", 4}, {"pin ", -1}})) << "finding changes nothing";
  ASSERT_OK(Put({{"pin", "keypad", {}}, {"pin", "", {}}}));
  EXPECT_EQ(Reopened(), Rules({}));
  EXPECT_EQ(log_->State().last_seq, 4);
  EXPECT_EQ(log_->State().damages, 0);
  EXPECT_EQ(*log_->VerifyChain(), std::nullopt);
}

TEST_F(RuleState, TheLastRowOfAnAppendCounts) {
  Open();
  ASSERT_OK(Put({{"a", "b", 1}, {"a", "b", {}}, {"a", "b", 2}, {"a", "c", 1}, {"a", "c", {}}}));
  EXPECT_EQ(Reopened(), Rules({{"a b", 2}}));
}

TEST_F(RuleState, NeedsNoRecord) {
  Open();
  ASSERT_OK(log_->Append({}, std::vector<RuleRow>{{"a", "b", 1}}));
  EXPECT_EQ(Reopened(), Rules({{"a b", 1}}));
  EXPECT_EQ(log_->State().last_seq, 0);
}

TEST_F(RuleState, OutlivesTheRing) {
  Open();
  ASSERT_OK(Put({{"a", "b", 1}}));
  ASSERT_OK(AppendSome(*log_, 0, 300));
  EXPECT_EQ(Reopened(), Rules({{"a b", 1}}));
}

TEST_F(RuleState, IsWrittenWithItsRecordOrNotAtAll) {
  Open();
  ASSERT_OK(Put({{"a", "b", 1}}));
  for (const char* fault : {"BEFORE INSERT ON rule", "BEFORE UPDATE ON state"}) {
    SCOPED_TRACE(fault);
    Meddle("CREATE TRIGGER fault " + std::string(fault) + " BEGIN SELECT RAISE(ABORT, 'no'); END");
    EXPECT_FALSE(Put({{"a", "b", 2}, {"a", "c", 2}}));
    EXPECT_EQ(log_->State().last_seq, 1);
    Meddle("DROP TRIGGER fault");
    EXPECT_EQ(Reopened(), Rules({{"a b", 1}}));
    EXPECT_EQ(log_->State().last_seq, 1);
  }
}

TEST_F(RuleState, IsBounded) {
  Open();
  const std::string longest_rule(kMaxRuleBytes, 'r');
  const std::string longest_key(kMaxRuleKeyBytes, 'k');
  ASSERT_OK(Put({{longest_rule, longest_key, 1}}));
  for (const RuleRow& row : std::vector<RuleRow>{
           {longest_rule + "r", "k", 1}, {"r", longest_key + "k", 1}, {"", "k", 1}}) {
    const Status status = Put({{"a", "b", 1}, row});
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::kInvalidArgument);
  }
  EXPECT_EQ(Reopened(), Rules({{longest_rule + " " + longest_key, 1}}));
  EXPECT_EQ(log_->State().last_seq, 1);
}

TEST_F(RuleState, LiesNowhereInTheClear) {
  Open();
  ASSERT_OK(Put({{"passback-rule", "person-100001", 1}}));
  EXPECT_THAT(Files(), Not(HasSubstr("passback-rule")));
  EXPECT_THAT(Files(), Not(HasSubstr("person-100001")));
}

TEST_F(RuleState, OfALogOfTheFirstSchemaIsNoneAndNotLost) {
  const char* source = std::getenv("DOORWARD_SOURCE");
  const std::filesystem::path root = source == nullptr ? "." : source;
  SQLite::Database(file_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
      .exec(ContentOf(root / "tests/data/schema/records-1.sql"));
  EXPECT_EQ(Reopened(), Rules({}));
  EXPECT_EQ(log_->State().last_seq, 2);
  ASSERT_OK(Put({{"a", "b", 1}}));
  EXPECT_EQ(Reopened(), Rules({{"a b", 1}}));
}

constexpr const char* kBackToThirdSchema =
    "DROP TABLE rule; ALTER TABLE state DROP COLUMN rules; "
    "DELETE FROM migration WHERE number = 4; PRAGMA user_version = 3";

TEST_F(RuleState, OfALogOfTheThirdSchemaIsNoneAndNotLost) {
  Open();
  ASSERT_OK(Put({}));
  log_.reset();
  Meddle(kBackToThirdSchema);
  EXPECT_EQ(Reopened(), Rules({}));
  EXPECT_EQ(log_->State().damages, 0);
}

TEST_F(RuleState, CannotBeTakenForThatOfAnOlderSchema) {
  Open();
  ASSERT_OK(Put({{"a", "b", 1}}));
  log_.reset();
  Meddle(kBackToThirdSchema);
  EXPECT_EQ(Reopened(), std::nullopt);
}

TEST_F(RuleState, OfALogInMemoryIsLost) {
  auto opened = RecordLog::Open({.file = folder_.path() / "gone" / "records.db"}, box_);
  ASSERT_OK(opened);
  log_ = std::move(*opened);
  EXPECT_EQ(FoundIn(*log_), std::nullopt);
  ASSERT_OK(Put({{"a", "b", 1}}));
  EXPECT_EQ(FoundIn(*log_), std::nullopt);
}

}  // namespace doorward::rule_state_test
