#include "drivers/desfire/desfire_crypto.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "doorward/core/check.hpp"

namespace doorward::desfire_crypto_test {

Bytes Hex(std::string_view text) {
  auto bytes = FromHex(text);
  DW_CHECK(bytes.has_value());
  return *std::move(bytes);
}

AesBlock Block(std::string_view text) {
  const Bytes bytes = Hex(text);
  DW_CHECK(bytes.size() == kAesBlockBytes);
  AesBlock block{};
  std::copy(bytes.begin(), bytes.end(), block.begin());
  return block;
}

struct CmacVector {
  std::size_t length;
  std::string_view mac;
};

// RFC 4493, section 4.
class AesCmacOf : public testing::TestWithParam<CmacVector> {};

TEST_P(AesCmacOf, ThePublishedMessageIsThePublishedMac) {
  const Bytes message =
      Hex("6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E51"
          "30C81C46A35CE411E5FBC1191A0A52EFF69F2445DF4F9B17AD2B417BE66C3710");
  const Aes128Key key(Block("2B7E151628AED2A6ABF7158809CF4F3C"));
  EXPECT_EQ(ToHex(AesCmac(key, {}, ByteView(message).first(GetParam().length))), GetParam().mac);
}

INSTANTIATE_TEST_SUITE_P(Rfc4493, AesCmacOf,
                         testing::Values(CmacVector{0, "BB1D6929E95937287FA37D129B756746"},
                                         CmacVector{16, "070A16B46B4D4144F79BDD9DD04A287C"},
                                         CmacVector{40, "DFA66747DE9AE63030CA32611497C827"},
                                         CmacVector{64, "51F0BEBF7E3B9D92FC49741779363CFE"}));

TEST(DesfireCrc32, IsTheUsualOneWithoutTheLastInversion) {
  // The check value of CRC-32/JAMCRC in the catalogues.
  EXPECT_EQ(DesfireCrc32(AsBytes("123456789")), 0x340BC6D9U);
  EXPECT_EQ(DesfireCrc32({}), 0xFFFFFFFFU);
}

// A UID that a real card told in a public trace: its CRC covers the UID and the status 00.
TEST(DesfireCrc32, OfARealCardsUid) {
  EXPECT_EQ(DesfireCrc32(Hex("041B42EAC4558000")), 0xF3619F00U);
}

// An exchange with a real card, as published: key of zeros.
class PublishedHandshake : public testing::Test {
 protected:
  const Aes128Key key_;
  const AesHandshake handshake_{key_, Block("B969FDFE56FD91FC9DE6F6F213B8FD1E"),
                                Block("F44B26F5686F3A391CD38EBD10772281")};
};

TEST_F(PublishedHandshake, AnswersAsTheCardAccepted) {
  EXPECT_EQ(ToHex(handshake_.answer()),
            "36AAD7DF6E436BA08D18613830A70D5AD43E3D3F4A8D47541EEE623A934E4774");
}

TEST_F(PublishedHandshake, GivesTheSessionKey) {
  const auto session = handshake_.Finish(Block("800DB680BC146BD121D6578F2D2E2059"));
  ASSERT_TRUE(session);
  EXPECT_EQ(ToHex(session->bytes), "F44B26F5C05DDD7110772281C4D066E8");
}

TEST_F(PublishedHandshake, RefusesAnyOtherThirdPass) {
  for (std::size_t bit = 0; bit < 128; ++bit) {
    AesBlock third = Block("800DB680BC146BD121D6578F2D2E2059");
    third[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    EXPECT_FALSE(handshake_.Finish(third)) << bit;
  }
}

TEST_F(PublishedHandshake, RefusesItsOwnAnswerSentBack) {
  for (const std::size_t half : {0U, 16U}) {
    AesBlock reflected{};
    std::copy_n(handshake_.answer().begin() + static_cast<std::ptrdiff_t>(half), 16,
                reflected.begin());
    EXPECT_FALSE(handshake_.Finish(reflected));
  }
}

TEST(DecipherUid, RefusesAnAnswerThatOneBitWasChangedOf) {
  const Aes128Key session(Block("F44B26F5C05DDD7110772281C4D066E8"));
  const AesBlock start = AesCmac(session, {}, Hex("51"));
  const Bytes answer = AesEncryptCbc(session, start, Hex("041B42EAC45580009F61F30000000000"));
  const auto uid = DecipherUid(session, Block(ToHex(answer)));
  ASSERT_TRUE(uid);
  EXPECT_EQ(ToHex(*uid), "041B42EAC45580");
  for (std::size_t bit = 0; bit < 128; ++bit) {
    AesBlock changed = Block(ToHex(answer));
    changed[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    EXPECT_FALSE(DecipherUid(session, changed)) << bit;
  }
}

// Under the right key, but not what a card says.
TEST(DecipherUid, RefusesAWrongCrcAndWhatFollowsIt) {
  const Aes128Key session(Block("F44B26F5C05DDD7110772281C4D066E8"));
  const AesBlock start = AesCmac(session, {}, Hex("51"));
  for (const std::string_view plain :
       {"041B42EAC45580009F61F20000000000", "041B42EAC45580009F61F30000000001",
        "041B42EAC45580009F61F38000000000", "041B42EAC45581009F61F30000000000",
        "00000000000000000000000000000000"}) {
    EXPECT_FALSE(DecipherUid(session, Block(ToHex(AesEncryptCbc(session, start, Hex(plain))))))
        << plain;
  }
}

}  // namespace doorward::desfire_crypto_test
