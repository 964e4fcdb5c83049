#include "doorward/domain/card_number.hpp"

#include <gtest/gtest.h>

namespace doorward {
namespace {

std::string HexOf(std::string_view text) {
  const auto number = ParseCardNumber(text);
  return number ? ToHex(*number) : "refused: " + number.error().message;
}

TEST(CardNumber, IsReadAsToolsPrintIt) {
  for (const char* text : {"04A1B2C3", "04a1b2c3", "04:A1:B2:C3", "04-a1-B2-c3", "04 A1 B2 C3",
                           "0x04A1B2C3", "0X04a1b2c3", "raw:04A1B2C3", "raw:04:A1:B2:C3"}) {
    EXPECT_EQ(HexOf(text), "04A1B2C3") << text;
  }
  EXPECT_EQ(HexOf("wiegand26:123,45678"), "007BB26E");
  EXPECT_EQ(HexOf("wiegand34:4660,22136"), "12345678");
  EXPECT_EQ(HexOf("dec10:0305419896"), "12345678");
  EXPECT_EQ(HexOf("1F00644BB6"), "1F00644BB6");
}

TEST(CardNumber, IsRefusedWhereItMeansNothing) {
  for (const char* text : {"",
                           "04",
                           "04A1B2",
                           "04A1B2C",
                           "04A1B2C3D4E5F60718293A",
                           "04A1B2CG",
                           "04:A1:B2:C3:",
                           ":04A1B2C3",
                           "0:4A1B2C3",
                           "04::A1:B2:C3",
                           "04,A1,B2,C3",
                           "wiegand26:256,1",
                           "wiegand26:1,65536",
                           "wiegand26:1",
                           "wiegand26:,1",
                           "wiegand26:-1,2",
                           "wiegand26:1,2,3",
                           "wiegand34:65536,1",
                           "dec10:305419896",
                           "dec10:4294967296",
                           "dec10:03054198 6",
                           "Raw:04A1B2C3",
                           "raw:",
                           "0x",
                           "wiegand26:0,0"}) {
    EXPECT_TRUE(HexOf(text).starts_with("refused: card uid: expected "))
        << text << " " << HexOf(text);
  }
}

TEST(CardNumber, IdentifiesNobodyIfItIsNoiseRandomOrCut) {
  for (const char* text :
       {"08A1B2C3", "08:a1:b2:c3", "8804A1B2", "00000000", "FFFFFFFF", "00000000000000",
        "FFFFFFFFFFFFFFFFFFFF", "raw:00000000", "raw:FFFFFFFFFF"}) {
    EXPECT_TRUE(HexOf(text).starts_with("refused: ")) << text;
  }
  EXPECT_NE(HexOf("08A1B2C3").find("random"), std::string::npos);
  EXPECT_NE(HexOf("8804A1B2").find("longer"), std::string::npos);
  // Longer UIDs, and numbers that are no UIDs, may begin so.
  for (const char* text : {"08A1B2C3D4E5F6", "88A1B2C3D4", "00000001", "raw:08A1B2C3",
                           "raw:8804A1B2", "wiegand34:2209,1", "dec10:0145928899"}) {
    EXPECT_FALSE(HexOf(text).starts_with("refused: ")) << text;
  }
}

TEST(CardNumber, IsWrittenSoThatItIsReadBack) {
  for (const char* hex : {"04A1B2C3", "08A1B2C3", "8804A1B2", "1F00644BB6", "04A1B2C3D4E5F6"}) {
    EXPECT_EQ(HexOf(CardNumberText(*FromHex(hex))), hex);
  }
  EXPECT_EQ(CardNumberText(*FromHex("04A1B2C3")), "04A1B2C3");
  EXPECT_EQ(CardNumberText(*FromHex("08A1B2C3")), "raw:08A1B2C3");
}

}  // namespace
}  // namespace doorward
