#include "drivers/wiegand/card_number.hpp"

#include <gtest/gtest.h>

#include <string>

namespace doorward {
namespace {

std::optional<Bytes> UidOf(const std::string& bits) {
  return WiegandCardUid(std::stoull(bits, nullptr, 2), bits.size());
}

TEST(WiegandCardUid, OfTwentySixBits) {
  // Facility 1, card 2330: even parity over the first half, odd over the second.
  EXPECT_EQ(UidOf("10000000100001001000110100"), *FromHex("0001091A"));
  EXPECT_EQ(UidOf("00000000000000000000000001"), *FromHex("00000000"));
  EXPECT_EQ(UidOf("01111111111111111111111111"), *FromHex("00FFFFFF"));
}

TEST(WiegandCardUid, OfThirtyFourBits) {
  EXPECT_EQ(UidOf("1000001001010000110110010110000111"), std::nullopt);
  EXPECT_EQ(UidOf("0000001001010000110110010110000111"), *FromHex("04A1B2C3"));
}

TEST(WiegandCardUid, OfThirtySevenBits) {
  EXPECT_EQ(UidOf("0" + std::string(35, '0') + "1"), *FromHex("0000000000"));
  EXPECT_EQ(UidOf("0" + std::string(35, '1') + "1"), *FromHex("07FFFFFFFF"));
}

TEST(WiegandCardUid, EachWrongBitIsNoticed) {
  for (const std::size_t count : {26U, 34U, 37U}) {
    const std::uint64_t good = 1;  // Zeros, and the odd parity of the second half.
    ASSERT_TRUE(WiegandCardUid(good, count));
    for (std::size_t bit = 0; bit < count; ++bit) {
      EXPECT_FALSE(WiegandCardUid(good ^ std::uint64_t{1} << bit, count)) << count << " " << bit;
    }
  }
}

TEST(WiegandCardUid, OtherCountsAreNoCards) {
  for (std::size_t count = 0; count <= 64; ++count) {
    if (count == 26 || count == 34 || count == 37) continue;
    EXPECT_FALSE(WiegandCardUid(1, count)) << count;
  }
}

}  // namespace
}  // namespace doorward
