#include "drivers/pn532/pn532_target.hpp"

#include <gtest/gtest.h>

#include "drivers/pn532/card_presence.hpp"

namespace doorward::pn532_target_test {

Bytes Hex(std::string_view digits) { return *FromHex(digits); }

TEST(Pn532Targets, OfEveryLengthOfUid) {
  EXPECT_EQ(ReadPn532Targets(Hex("00")).value(), std::nullopt);
  const auto four = ReadPn532Targets(Hex("010100040804AABBCCDD")).value();
  EXPECT_EQ(four, (Pn532Target{.number = 1, .uid = Hex("AABBCCDD"), .takes_commands = false}));
  const auto desfire = ReadPn532Targets(Hex("01010344200704010203040506067577810280")).value();
  EXPECT_EQ(desfire->uid, Hex("04010203040506"));
  EXPECT_TRUE(desfire->takes_commands);
  const auto ten = ReadPn532Targets(Hex("01010084000A01020304050607080910")).value();
  EXPECT_EQ(ten->uid.size(), 10U);
}

TEST(Pn532Targets, OfTwoCardsTheFirst) {
  EXPECT_EQ(ReadPn532Targets(Hex("020100040804AABBCCDD020004080411223344")).value()->uid,
            Hex("AABBCCDD"));
}

TEST(Pn532Targets, EverythingElseIsRefused) {
  const Bytes good = Hex("010100040804AABBCCDD");
  for (std::size_t length = 0; length < good.size(); ++length) {
    EXPECT_FALSE(ReadPn532Targets(ByteView(good).first(length))) << length;
  }
  for (const char* bad : {"030100040804AABBCCDD", "0101000408050102030405",
                          "01010004080B0102030405060708090A0B", "010100040800", "0000"}) {
    EXPECT_FALSE(ReadPn532Targets(Hex(bad))) << bad;
  }
}

TEST(CardPresence, ACardComesOnceUntilItHasLeft) {
  const Bytes card = Hex("AABBCCDD");
  CardPresence presence;
  EXPECT_TRUE(presence.Comes(card));
  EXPECT_FALSE(presence.Comes(card));
  for (int miss = 1; miss < CardPresence::kMissesUntilGone; ++miss) {
    EXPECT_FALSE(presence.Comes(std::nullopt));
  }
  EXPECT_FALSE(presence.Comes(card)) << "it only flickered";
  EXPECT_TRUE(presence.is_there());
  for (int miss = 0; miss < CardPresence::kMissesUntilGone; ++miss) {
    EXPECT_FALSE(presence.Comes(std::nullopt));
  }
  EXPECT_FALSE(presence.is_there());
  EXPECT_TRUE(presence.Comes(card));
  EXPECT_TRUE(presence.Comes(Hex("11223344"))) << "another one";
}

}  // namespace doorward::pn532_target_test
