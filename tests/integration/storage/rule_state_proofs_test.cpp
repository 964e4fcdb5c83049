// Whoever changes rule state without the device's key makes it lost, and nothing else; and damage to the
// records takes it along only if it does not prove itself.

#include <gmock/gmock.h>

#include "rule_state_fixture.hpp"

namespace doorward::rule_state_proofs_test {

class RuleStateProofs : public RuleStateFixture {
 protected:
  RuleStateProofs() {
    Open();
    EXPECT_OK(AppendSome(*log_, 0, 9));
    EXPECT_OK(Put({{"pin", "a", 1}, {"pin", "b", 2}, {"pin", "c", 3}}));
  }
  const FoundRules whole_ = Rules({{"pin a", 1}, {"pin b", 2}, {"pin c", 3}});

  // All that is in a table now, to be put back by PutBack().
  void Keep(const std::string& table, const std::string& name) {
    Meddle("CREATE TABLE " + name + " AS SELECT * FROM " + table);
  }
  void PutBack(const std::string& table, const std::string& name) {
    Meddle("DELETE FROM " + table + "; INSERT INTO " + table + " SELECT * FROM " + name);
  }

  // Every opening says so, and the records are there, until a run has rows of its own.
  void ExpectLostUntilBegunAgain(RecordSeq last) {
    for (int start = 0; start < 2; ++start) {
      EXPECT_EQ(Reopened(), std::nullopt) << "start " << start;
      EXPECT_EQ(log_->State().damages, 1);
      EXPECT_EQ(log_->State().only_in_memory, "");
      EXPECT_EQ(log_->State().last_seq, last);
      EXPECT_EQ(*log_->VerifyChain(), std::nullopt);
    }
    ASSERT_OK(AppendSome(*log_, 0, 1));
    EXPECT_EQ(Reopened(), std::nullopt) << "a record says nothing of rule state";
    ASSERT_OK(Put({{"pin", "b", 5}}));
    ASSERT_OK(Put({{"pin", "d", 6}}));
    EXPECT_EQ(Reopened(), Rules({{"pin b", 5}, {"pin d", 6}}));
  }
};

struct Meddling {
  const char* name;
  const char* sql;
};

class RuleStateMeddling : public RuleStateProofs, public testing::WithParamInterface<Meddling> {};

TEST_P(RuleStateMeddling, MakesItLost) {
  EXPECT_EQ(Reopened(), whole_);
  log_.reset();
  Meddle(GetParam().sql);
  ExpectLostUntilBegunAgain(10);
}

INSTANTIATE_TEST_SUITE_P(
    All, RuleStateMeddling,
    testing::Values(
        Meddling{"DeletedRow", "DELETE FROM rule WHERE digest = (SELECT min(digest) FROM rule)"},
        Meddling{"EditedRow",
                 "UPDATE rule SET sealed = zeroblob(length(sealed)) WHERE digest = "
                 "(SELECT min(digest) FROM rule)"},
        Meddling{"SwappedRows",
                 "CREATE TEMP TABLE two AS SELECT *, row_number() OVER (ORDER BY digest) AS n "
                 "FROM rule LIMIT 2; UPDATE rule SET sealed = (SELECT other.sealed FROM two "
                 "JOIN two AS other ON other.n = 3 - two.n WHERE two.digest = rule.digest) "
                 "WHERE digest IN (SELECT digest FROM two)"},
        Meddling{"CopiedRow", "INSERT INTO rule SELECT x'00', max(sealed) FROM rule"},
        Meddling{"MovedRow",
                 "UPDATE rule SET digest = x'00' WHERE digest = "
                 "(SELECT min(digest) FROM rule)"},
        Meddling{"NoRow", "DELETE FROM rule"}, Meddling{"NoTable", "DROP TABLE rule"},
        Meddling{"AnotherTable", "DROP TABLE rule; CREATE TABLE rule (digest, sealed)"},
        Meddling{"AsIfThereNeverWereAny", "DELETE FROM rule; UPDATE state SET rules = x''"},
        Meddling{"AnotherRoot", "UPDATE state SET rules = zeroblob(16)"}),
    [](const auto& meddling) { return std::string(meddling.param.name); });

TEST_F(RuleStateProofs, ARowOfAnotherTimeMakesItLost) {
  Keep("rule", "before");
  ASSERT_OK(Put({{"pin", "b", 7}}));
  log_.reset();
  PutBack("rule", "before");
  ExpectLostUntilBegunAgain(11);
}

TEST_F(RuleStateProofs, ARowThatWasDeletedMakesItLostWhenItComesBack) {
  Keep("rule", "before");
  ASSERT_OK(Put({{"pin", "b", {}}}));
  log_.reset();
  PutBack("rule", "before");
  ExpectLostUntilBegunAgain(11);
}

TEST_F(RuleStateProofs, RowsThatAreBackWithTheirStateAreOlderThanTheRecords) {
  Keep("rule", "before");
  Keep("state", "state_before");
  ASSERT_OK(Put({{"pin", "b", 7}}));
  log_.reset();
  PutBack("rule", "before");
  PutBack("state", "state_before");
  EXPECT_EQ(Reopened(), std::nullopt);
}

TEST_F(RuleStateProofs, WhatIsChangedWhileItRunsShowsAtTheNextOpening) {
  Keep("rule", "before");
  ASSERT_OK(Put({{"pin", "b", 7}}));
  PutBack("rule", "before");
  ASSERT_OK(Put({{"pin", "b", 8}}));
  ExpectLostUntilBegunAgain(12);
}

TEST_F(RuleStateProofs, DamageToTheRecordsLeavesItWhole) {
  for (const char* damage : {"UPDATE record SET mac = x'00' WHERE seq = 10",
                             "UPDATE record SET sealed = x'00' WHERE seq = 1"}) {
    SCOPED_TRACE(damage);
    log_.reset();
    Meddle(damage);
    EXPECT_EQ(Reopened(), whole_);
    EXPECT_EQ(log_->State().damages, 1);
    log_->DamageTold(1);
  }
  ASSERT_OK(Put({{"pin", "b", 7}}));
  EXPECT_EQ(Reopened(), Rules({{"pin a", 1}, {"pin b", 7}, {"pin c", 3}}));
}

TEST_F(RuleStateProofs, DamageToTheRecordsOfALogWithoutAnyLosesNone) {
  log_.reset();
  std::filesystem::remove(file_);
  Open();
  ASSERT_OK(AppendSome(*log_, 0, 10));
  log_.reset();
  Meddle("UPDATE record SET mac = x'00' WHERE seq = 10");
  EXPECT_EQ(Reopened(), Rules({}));
  EXPECT_EQ(log_->State().damages, 1);
}

TEST_F(RuleStateProofs, AStateThatWasChangedProvesNone) {
  log_.reset();
  Meddle("UPDATE state SET acked_seq = 5");
  ExpectLostUntilBegunAgain(10);
}

TEST_F(RuleStateProofs, IsLostWithAFileOfWhichNothingIsLeft) {
  for (const char* content : {"", "no database at all"}) {
    log_.reset();
    std::ofstream(file_, std::ios::binary) << content;
    EXPECT_EQ(Reopened(), std::nullopt);
    ASSERT_OK(Put({{"pin", "b", 7}}));
    EXPECT_EQ(Reopened(), Rules({{"pin b", 7}}));
    log_->DamageTold(1);
  }
}

// What the log has in memory proves it, whatever the file says of itself.
TEST_F(RuleStateProofs, DamageToTheRecordsWhileItRunsLeavesItWhole) {
  Meddle("UPDATE record SET sealed = x'00' WHERE seq = 5; UPDATE state SET acked_seq = 5");
  ASSERT_OK(log_->Query({}));
  EXPECT_EQ(log_->State().damages, 1);
  ASSERT_OK(Put({{"pin", "b", 7}}));
  EXPECT_EQ(Reopened(), Rules({{"pin a", 1}, {"pin b", 7}, {"pin c", 3}}));
}

// The log has in memory what was there before a commit that seemed to fail and is in the file all the same:
// another log stands for it.
TEST_F(RuleStateProofs, ACommitThatSeemedToFailProvesItToo) {
  {
    auto other = *RecordLog::Open({.file = file_, .capacity = 100}, box_);
    std::vector<Record> records = RecordsOf(0, 1);
    ASSERT_OK(other->Append(records, std::vector<RuleRow>{{"pin", "b", 7}}));
  }
  Meddle("UPDATE record SET sealed = x'00' WHERE seq = 5");
  ASSERT_OK(log_->Query({}));
  EXPECT_EQ(log_->State().damages, 1);
  EXPECT_EQ(Reopened(), Rules({{"pin a", 1}, {"pin b", 7}, {"pin c", 3}}));
}

// The door goes on with what it has in memory, and writes what changes: less than all.
TEST_F(RuleStateProofs, WhatIsLostWhileItRunsStaysLostUntilThatIsTold) {
  Meddle("DROP TABLE rule");
  ASSERT_OK(Put({{"pin", "b", 7}}));
  EXPECT_EQ(log_->State().damages, 1);
  EXPECT_EQ(log_->State().last_seq, 11);
  ASSERT_OK(Put({{"pin", "c", 7}}));
  ExpectLostUntilBegunAgain(12);
  Meddle("DROP TABLE rule");
  ASSERT_OK(Put({{"pin", "b", 8}}));
  EXPECT_EQ(Reopened(), std::nullopt);
}

TEST_F(RuleStateProofs, WhatIsLostTwiceInARunIsToldAgain) {
  log_.reset();
  Meddle("DELETE FROM rule");
  EXPECT_EQ(Reopened(), std::nullopt);
  ASSERT_OK(Put({{"pin", "a", 5}}));
  Meddle("DROP TABLE rule");
  ASSERT_OK(Put({{"pin", "b", 5}}));
  EXPECT_EQ(Reopened(), std::nullopt) << "it would lack the first row";
}

TEST_F(RuleStateProofs, BeginsAgainWithoutWhatAnotherProgramLeftThere) {
  log_.reset();
  Meddle("CREATE TABLE other AS SELECT * FROM rule; DELETE FROM rule");
  std::filesystem::copy_file(file_, folder_.path() / "other.db");
  EXPECT_EQ(Reopened(), std::nullopt);
  log_.reset();
  Meddle("ATTACH '" + (folder_.path() / "other.db").string() +
         "' AS o; INSERT INTO rule SELECT * FROM o.other");
  EXPECT_EQ(Reopened(), std::nullopt);
  ASSERT_OK(Put({{"pin", "d", 5}}));
  EXPECT_EQ(Reopened(), Rules({{"pin d", 5}}));
}

}  // namespace doorward::rule_state_proofs_test
