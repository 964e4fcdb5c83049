#include "storage/rule_proof.hpp"

#include <gtest/gtest.h>

namespace doorward::rule_proof_test {

class RuleProofTest : public testing::Test {
 protected:
  void Add(RuleProof& proof, std::uint8_t row, std::uint8_t content) {
    proof.Add(box_, Bytes{row}, Bytes{content});
  }
  // With the root of `proof`, and rows that are yet to be added.
  RuleProof Reread(const RuleProof& proof) { return RuleProof(proof.root()); }

  SecretBox box_{Bytes(32, 0x5A)};
};

TEST_F(RuleProofTest, HoldsForTheSameRowsInAnyOrder) {
  RuleProof written;
  Add(written, 1, 1);
  Add(written, 2, 1);
  Add(written, 2, 2);
  written.Remove(box_, Bytes{2}, Bytes{1});
  written.Close(box_);
  RuleProof read = Reread(written);
  EXPECT_FALSE(read.Holds(box_));
  Add(read, 2, 2);
  EXPECT_FALSE(read.Holds(box_));
  Add(read, 1, 1);
  EXPECT_TRUE(read.Holds(box_));
  Add(read, 1, 1);
  EXPECT_FALSE(read.Holds(box_)) << "a row counts each time that it is there";
}

TEST_F(RuleProofTest, TellsNoRowsFromRowsThatAreGone) {
  RuleProof never;
  EXPECT_TRUE(never.Holds(box_));
  EXPECT_TRUE(never.root().empty());
  Add(never, 1, 1);
  EXPECT_FALSE(never.Holds(box_)) << "a row that nobody wrote";

  RuleProof emptied;
  emptied.Close(box_);
  EXPECT_FALSE(emptied.root().empty());
  EXPECT_TRUE(Reread(emptied).Holds(box_));
}

TEST_F(RuleProofTest, NeverHoldsForWhatIsLost) {
  EXPECT_TRUE(RuleProof::Lost().is_lost());
  EXPECT_FALSE(RuleProof::Lost().Holds(box_));
  EXPECT_TRUE(Reread(RuleProof::Lost()).is_lost());
  RuleProof closed;
  closed.Close(box_);
  EXPECT_FALSE(closed.is_lost());
  EXPECT_FALSE(RuleProof().is_lost());
}

TEST_F(RuleProofTest, IsAnotherWithAnotherKey) {
  RuleProof here;
  RuleProof there;
  const SecretBox other{Bytes(32, 0x11)};
  Add(here, 1, 1);
  there.Add(other, Bytes{1}, Bytes{1});
  here.Close(box_);
  there.Close(box_);
  EXPECT_NE(here.root(), there.root());
}

}  // namespace doorward::rule_proof_test
