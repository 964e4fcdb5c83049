#include "door/presences.hpp"

#include <gtest/gtest.h>

namespace doorward::presences_test {

using std::chrono::milliseconds;
using std::chrono::seconds;

const SteadyTime kStart = SteadyTime() + seconds(100);

class PresencesTest : public testing::Test {
 protected:
  static Presentation Card(Bytes uid, SteadyTime at, std::string reader = "front") {
    return {.reader = ReaderId(std::move(reader)), .at = at, .what = CardPresented{std::move(uid)}};
  }
  static Presentation Code(std::string text, SteadyTime at) {
    return {.reader = ReaderId("front"), .at = at, .what = CodePresented{std::move(text)}};
  }

  const std::vector<ReaderConfig> readers_ = {
      {.id = ReaderId("front"), .door = {}, .repeat_after = seconds(2)},
      {.id = ReaderId("back"), .door = {}, .repeat_after = seconds(2)}};
  Presences presences_{readers_};
};

TEST_F(PresencesTest, ACardThatIsLeftThereCountsOnce) {
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(presences_.Begins(Card({1, 2, 3, 4}, kStart + milliseconds(65) * i)), i == 0);
  }
}

TEST_F(PresencesTest, ACardThatWasTakenAwayCountsAgain) {
  EXPECT_TRUE(presences_.Begins(Card({1, 2, 3, 4}, kStart)));
  EXPECT_FALSE(presences_.Begins(Card({1, 2, 3, 4}, kStart + milliseconds(1'999))));
  EXPECT_TRUE(presences_.Begins(Card({1, 2, 3, 4}, kStart + milliseconds(3'999))));
}

TEST_F(PresencesTest, ItemsDoNotHideEachOther) {
  for (int i = 0; i < 20; ++i) {
    const SteadyTime now = kStart + milliseconds(100) * i;
    EXPECT_EQ(presences_.Begins(Card({1, 2, 3, 4}, now)), i == 0);
    EXPECT_EQ(presences_.Begins(Card({5, 6, 7, 8}, now)), i == 0);
    EXPECT_EQ(presences_.Begins(Card({1, 2, 3, 4}, now, "back")), i == 0);
    EXPECT_EQ(presences_.Begins(Code(i % 2 == 0 ? "a" : "a\r\n", now)), i == 0);
  }
}

TEST_F(PresencesTest, APinTypedTwiceIsTwoTries) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(presences_.Begins(
        {.reader = ReaderId("front"), .at = kStart, .what = PinEntered{.digits = "1234"}}));
  }
}

TEST_F(PresencesTest, ACardThatProvesItselfAtTheSecondTryCounts) {
  Presentation card = Card({1, 2, 3, 4}, kStart);
  std::get<CardPresented>(card.what).proof = CardProof::kFailed;
  EXPECT_TRUE(presences_.Begins(card));
  std::get<CardPresented>(card.what).proof = CardProof::kAuthenticated;
  EXPECT_TRUE(presences_.Begins(card));
}

TEST_F(PresencesTest, WhatNobodyTookIsNewAgain) {
  EXPECT_TRUE(presences_.Begins(Card({1, 2, 3, 4}, kStart)));
  presences_.Forget(Card({1, 2, 3, 4}, kStart));
  EXPECT_TRUE(presences_.Begins(Card({1, 2, 3, 4}, kStart)));
}

TEST_F(PresencesTest, TheAbsenceOfTheReaderIsNotTheCards) {
  EXPECT_TRUE(presences_.Begins(Card({5, 6, 7, 8}, kStart)));
  EXPECT_TRUE(presences_.Begins(Card({1, 2, 3, 4}, kStart + seconds(10))));
  const SteadyTime back = kStart + seconds(60);
  presences_.OnReaderBack(ReaderId("front"), back);
  EXPECT_FALSE(presences_.Begins(Card({1, 2, 3, 4}, back + milliseconds(300))));
  EXPECT_TRUE(presences_.Begins(Card({5, 6, 7, 8}, back + milliseconds(300))));
  EXPECT_TRUE(presences_.Begins(Card({1, 2, 3, 4}, back + milliseconds(2'300))));
}

// A film of ever new codes must not fill the memory. What is forgotten may be told again.
TEST_F(PresencesTest, RemembersOnlySoMany) {
  EXPECT_TRUE(presences_.Begins(Code("first", kStart)));
  for (std::size_t i = 0; i < Presences::kRemembered; ++i) {
    EXPECT_TRUE(presences_.Begins(Code(std::to_string(i), kStart)));
  }
  EXPECT_TRUE(presences_.Begins(Code("first", kStart)));
  EXPECT_FALSE(presences_.Begins(Code(std::to_string(Presences::kRemembered - 1), kStart)));
}

}  // namespace doorward::presences_test
