#include "doorward/core/bytes.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fstream>

#include "doorward/core/id.hpp"
#include "doorward/core/sha256.hpp"
#include "fakes/temp_dir.hpp"

namespace doorward::bytes_test {

TEST(Hex, ReadsBothCasesAndWritesOne) {
  const Bytes bytes = {0x04, 0xA2, 0xFF, 0x00};
  EXPECT_EQ(ToHex(bytes), "04A2FF00");
  EXPECT_EQ(*FromHex("04a2fF00"), bytes);
  EXPECT_EQ(*FromHex(""), Bytes());
  for (const char* bad :
       {"0", "04A", "0g", "g0", " 04", "04 ", "0x04", "04:A2", "0 4", "-4", "+4", "٠٤", "04A2F"}) {
    const auto read = FromHex(bad);
    ASSERT_FALSE(read) << bad;
    EXPECT_EQ(read.error().code, ErrorCode::kInvalidArgument);
  }
  EXPECT_FALSE(FromHex(std::string_view("0\0", 2)));
}

// RFC 4648, section 10.
TEST(Base64, WritesAndReadsTheRfcsVectors) {
  const std::pair<const char*, const char*> rows[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
  };
  for (const auto& [plain, coded] : rows) {
    EXPECT_EQ(ToBase64(AsBytes(plain)), coded);
    const auto read = FromBase64(coded);
    ASSERT_TRUE(read) << coded;
    EXPECT_EQ(AsText(*read), plain);
  }
  EXPECT_EQ(ToBase64(Bytes{0xFB, 0xFF}), "+/8=");
}

TEST(Base64, RefusesEverySecondWayToWriteTheSame) {
  for (const char* bad : {
           "Zg",
           "Zg=",
           "Zg===",
           "Zm8",
           "Zm9v=",
           "Zm9v==",
           "=",
           "==",
           "====",
           "Z",
           "Z===",
           "A===",
           "Zh==",
           "Zi==",
           "Zk==",
           "Zv==",
           "Z/==",
           "Zm9=",
           "Zm+=",  // Bits that belong to nothing.
           "Zm 9v",
           " Zm9v",
           "Zm9v ",
           "Zm9v\n",
           "Zm\n9v",
           "\tZm9v",
           "Zm9v\r\n",
           "Zg==Zg==",
           "Zg=a",
           "Zg==a",
           "Z=g=",
           "=Zg=",
           "-_8=",
           "Zm9v-",
           "Zm9v!",
           "Zm9\xC3\xA9",
           "data:;base64,Zm9v",
       }) {
    const auto read = FromBase64(bad);
    ASSERT_FALSE(read) << bad;
    EXPECT_EQ(read.error().code, ErrorCode::kInvalidArgument) << bad;
  }
  EXPECT_FALSE(FromBase64(std::string_view("Zm9v\0", 5)));
  EXPECT_FALSE(FromBase64(std::string_view("Zm9\0", 4)));
}

RC_GTEST_PROP(Bytes, SurviveHexAndBase64, (Bytes bytes)) {
  RC_ASSERT(*FromHex(ToHex(bytes)) == bytes);
  RC_ASSERT(*FromBase64(ToBase64(bytes)) == bytes);
}

RC_GTEST_PROP(Base64, HasOneFormForEverything, (Bytes bytes)) {
  std::string text = ToBase64(bytes);
  if (text.empty()) return;
  const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
  text[at] = *rc::gen::elementOf(std::string("ABCwxyz0189+/= \n-_"));
  const auto read = FromBase64(text);
  if (read) RC_ASSERT(ToBase64(*read) == text);
}

constexpr const char* kMalformedUtf8[] = {
    // Continuations alone, and bytes that never occur.
    "\x80",
    "\xBF",
    "\x80\xBF",
    "\xC0",
    "\xC1",
    "\xF5",
    "\xF8",
    "\xFC",
    "\xFE",
    "\xFF",
    "\xFF\xFE",
    // Cut short.
    "\xC2",
    "\xDF",
    "\xE0",
    "\xE0\xA0",
    "\xE2\x82",
    "\xED\x9F",
    "\xEF\xBF",
    "\xF0",
    "\xF0\x90",
    "\xF0\x90\x80",
    "\xF4\x8F\xBF",
    "\xC2 ",
    "\xE2\x82 ",
    "\xF0\x9F\x98 ",
    "\xE2\x28\xA1",
    "\xF0\x28\x8C\xBC",
    "\xF0\x90\x28\xBC",
    "\xC2\xC2",
    "\xE2\x82\xC2",
    // Overlong.
    "\xC0\x80",
    "\xC0\xAF",
    "\xC1\xBF",
    "\xE0\x80\x80",
    "\xE0\x80\xAF",
    "\xE0\x9F\xBF",
    "\xF0\x80\x80\x80",
    "\xF0\x80\x80\xAF",
    "\xF0\x8F\xBF\xBF",
    "\xF8\x80\x80\x80\x80",
    "\xFC\x80\x80\x80\x80\x80",
    // Surrogates, alone and in pairs.
    "\xED\xA0\x80",
    "\xED\xAD\xBF",
    "\xED\xAE\x80",
    "\xED\xAF\xBF",
    "\xED\xB0\x80",
    "\xED\xBF\xBF",
    "\xED\xA0\xBD\xED\xB8\x80",
    // Beyond U+10FFFF.
    "\xF4\x90\x80\x80",
    "\xF4\xBF\xBF\xBF",
    "\xF5\x80\x80\x80",
    "\xF7\xBF\xBF\xBF",
    "\xF8\x88\x80\x80\x80",
    "\xFC\x84\x80\x80\x80\x80",
};

TEST(Utf8, RefusesEveryMalformedSequence) {
  for (const std::string bad : kMalformedUtf8) {
    SCOPED_TRACE(ToHex(AsBytes(bad)));
    EXPECT_FALSE(IsValidUtf8(bad));
    EXPECT_FALSE(IsValidUtf8("a" + bad));
    EXPECT_FALSE(IsValidUtf8(bad + "a"));
    EXPECT_FALSE(IsValidUtf8("é" + bad + "张"));
    const std::string clean = SanitizeText(bad, 100);
    EXPECT_TRUE(IsValidUtf8(clean));
    EXPECT_NE(clean.find("\xEF\xBF\xBD"), std::string::npos);
  }
}

std::string Encoded(std::uint32_t point) {
  const auto byte = [](std::uint32_t bits) { return static_cast<char>(bits); };
  if (point < 0x80) return {byte(point)};
  if (point < 0x800) return {byte(0xC0 | point >> 6U), byte(0x80 | (point & 0x3FU))};
  if (point < 0x10000) {
    return {byte(0xE0 | point >> 12U), byte(0x80 | (point >> 6U & 0x3FU)),
            byte(0x80 | (point & 0x3FU))};
  }
  return {byte(0xF0 | point >> 18U), byte(0x80 | (point >> 12U & 0x3FU)),
          byte(0x80 | (point >> 6U & 0x3FU)), byte(0x80 | (point & 0x3FU))};
}

TEST(Utf8, TakesEveryCodePointButSurrogates) {
  for (std::uint32_t point = 0; point <= 0x10FFFF; ++point) {
    const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    ASSERT_EQ(IsValidUtf8(Encoded(point)), !surrogate) << std::hex << point;
  }
}

TEST(SanitizeText, LeavesWhatCanBePrinted) {
  for (const char* text : {"", "a", "Zoë 张伟 😀", "a b", "\xC2\xA0", "'; DROP TABLE person; --"}) {
    EXPECT_EQ(SanitizeText(text, 256), text);
  }
}

TEST(SanitizeText, ReplacesControlCharacters) {
  const std::string mark = "\xEF\xBF\xBD";
  for (int c = 0; c < 0x20; ++c)
    EXPECT_EQ(SanitizeText(std::string(1, static_cast<char>(c)), 9), mark);
  EXPECT_EQ(SanitizeText("\x7F", 9), mark);
  EXPECT_EQ(SanitizeText("a\r\nb", 99), "a" + mark + mark + "b");
  EXPECT_EQ(SanitizeText("\xC2\x80", 9), mark);
  EXPECT_EQ(SanitizeText("\xC2\x9F", 9), mark);
  EXPECT_EQ(SanitizeText("\x1B[2J", 9), mark + "[2J");
}

TEST(SanitizeText, NeverCutsACharacterAtItsBound) {
  EXPECT_EQ(SanitizeText("abc", 0), "");
  EXPECT_EQ(SanitizeText("abc", 2), "ab");
  EXPECT_EQ(SanitizeText("a张", 3), "a");
  EXPECT_EQ(SanitizeText("a张", 4), "a张");
  EXPECT_EQ(SanitizeText("😀😀", 7), "😀");
  EXPECT_EQ(SanitizeText("\xFF", 2), "");
  EXPECT_EQ(SanitizeText(std::string(100'000, '\xFF'), 256).size(), 255U);
}

RC_GTEST_PROP(SanitizeText, GivesBoundedValidText, (std::string text)) {
  const auto bound = *rc::gen::inRange<std::size_t>(0, 64);
  const std::string clean = SanitizeText(text, bound);
  RC_ASSERT(clean.size() <= bound);
  RC_ASSERT(IsValidUtf8(clean));
  RC_ASSERT(SanitizeText(clean, bound) == clean);
}

TEST(EqualConstantTime, ComparesEveryByteAndTheLength) {
  const Bytes bytes = {1, 2, 3};
  EXPECT_TRUE(EqualConstantTime({}, {}));
  EXPECT_TRUE(EqualConstantTime(bytes, Bytes{1, 2, 3}));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    Bytes other = bytes;
    other[i] ^= 0x80;
    EXPECT_FALSE(EqualConstantTime(bytes, other));
  }
  EXPECT_FALSE(EqualConstantTime(bytes, Bytes{1, 2}));
  EXPECT_FALSE(EqualConstantTime(bytes, {}));
}

// FIPS 180-2's examples.
TEST(Sha256, GivesTheStandardsDigests) {
  EXPECT_EQ(Sha256({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256(AsBytes("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const std::string million(1'000'000, 'a');
  const std::string digest = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
  EXPECT_EQ(Sha256(AsBytes(million)), digest);

  const TempDir folder;
  const auto path = folder.path() / "million";
  std::ofstream(path) << million;
  EXPECT_EQ(*Sha256OfFile(path), digest);
  std::ofstream(path, std::ios::trunc).close();
  EXPECT_EQ(*Sha256OfFile(path), Sha256({}));
  EXPECT_EQ(Sha256OfFile(folder.path() / "none").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(Sha256OfFile(folder.path()).error().code, ErrorCode::kUnavailable);
}

TEST(Ids, AreBoundedAndPlain) {
  for (const std::string& good : {std::string("a"), std::string("A-Z_a.z:0@9"),
                                  std::string(64, 'x'), std::string("-"), std::string("..")}) {
    EXPECT_TRUE(IsValidId(good)) << good;
  }
  for (const std::string& bad :
       {std::string(), std::string(65, 'x'), std::string("a b"), std::string("a/b"),
        std::string("a#"), std::string("+"), std::string("é"), std::string("a\n"),
        std::string("a\0", 2), std::string("'"), std::string("%n"), std::string("\xFF")}) {
    EXPECT_FALSE(IsValidId(bad)) << bad;
    EXPECT_FALSE(IsValidTopicName(bad)) << bad;
  }
  EXPECT_TRUE(IsValidTopicName("door-1_A"));
  for (const char* bad : {"a.b", "a:b", "a@b", "a/b", "a+b", "#"}) {
    EXPECT_FALSE(IsValidTopicName(bad)) << bad;
  }
}

TEST(Ids, OfOneKindCompareAndHash) {
  const DoorId main("main");
  EXPECT_EQ(main, DoorId("main"));
  EXPECT_LT(DoorId("a"), DoorId("b"));
  EXPECT_TRUE(DoorId().empty());
  EXPECT_EQ(std::hash<DoorId>()(main), std::hash<DoorId>()(DoorId("main")));
  static_assert(!std::is_convertible_v<DoorId, PersonId>);
  static_assert(!std::is_convertible_v<std::string, DoorId>);
}

}  // namespace doorward::bytes_test
