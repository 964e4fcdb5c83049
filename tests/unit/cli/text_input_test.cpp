#include "cli/text_input.hpp"

#include <gmock/gmock.h>

namespace doorward {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string Refusal(const std::string& content, const std::string& encoding = "") {
  const auto text = ToUtf8(content, encoding);
  return text ? "" : text.error().message;
}

const std::string kGbk = "id,name\r\n1,\xC0\xEE\xC0\xD7\r\n";

TEST(TextInput, TakesUtf8AndCutsItsMark) {
  EXPECT_EQ(ToUtf8("id\n李雷\n", ""), "id\n李雷\n");
  EXPECT_EQ(ToUtf8("\xEF\xBB\xBFid", ""), "id");
  EXPECT_EQ(ToUtf8("\xEF\xBB\xBFid", "UTF-8"), "id");
}

TEST(TextInput, RefusesOtherBytesWithTheLineAndWhatToDo) {
  EXPECT_THAT(Refusal(kGbk), HasSubstr("line 2 is not UTF-8"));
  EXPECT_THAT(Refusal(kGbk), HasSubstr("--encoding gbk"));
  EXPECT_THAT(Refusal("name\nM\xFCller\n"), HasSubstr("--encoding windows-1252"));
  EXPECT_THAT(Refusal("\xED\xA0\x80"), HasSubstr("line 1"));  // A surrogate.
  EXPECT_THAT(Refusal("a\n" + std::string(10'000, 'x') + "\n\xC0"), HasSubstr("line 3"));
}

TEST(TextInput, ConvertsFromTheEncodingThatIsNamed) {
  EXPECT_EQ(ToUtf8(kGbk, "gbk"), "id,name\r\n1,李雷\r\n");
  EXPECT_EQ(ToUtf8("M\xFCller \x80", "windows-1252"), "Müller €");
  EXPECT_EQ(ToUtf8("\x83\x65", "shift_jis"), "テ");
}

TEST(TextInput, ConvertsLongTextWhole) {
  std::string gbk;
  std::string utf8;
  for (int i = 0; i < 50'000; ++i) {
    gbk += "\xC0\xEE,";
    utf8 += "李,";
  }
  EXPECT_EQ(ToUtf8(gbk, "gbk"), utf8);
}

TEST(TextInput, RefusesWhatIsNotInTheEncodingThatIsNamed) {
  EXPECT_THAT(Refusal("a\nb\x81\x20", "gbk"), HasSubstr("line 2 is not in the encoding gbk"));
  EXPECT_THAT(Refusal("a\xC0", "gbk"), HasSubstr("line 1"));  // Cut within a character.
  EXPECT_THAT(Refusal("\xEF\xBB\xBF李", "gbk"), HasSubstr("leave --encoding out"));
}

TEST(TextInput, ConvertsUtf16ByItsMarkAndAsksForItsNameWithout) {
  using namespace std::string_literals;
  EXPECT_EQ(ToUtf8("\xFF\xFE"s + "i\0d\0\x4E\x67"s, ""), "id李");
  EXPECT_EQ(ToUtf8("\xFE\xFF"s + "\0i\0d"s, ""), "id");
  EXPECT_THAT(Refusal("i\0d\0"s), HasSubstr("--encoding utf-16le"));
  EXPECT_THAT(Refusal("\0i\0d"s), HasSubstr("--encoding utf-16be"));
  EXPECT_EQ(ToUtf8("i\0d\0"s, "utf-16le"), "id");
  EXPECT_EQ(ToUtf8("\xFF\xFEi\0"s, "utf-16le"), "i");
  EXPECT_THAT(Refusal("\xFF\xFEi\0d"s), HasSubstr("line 1"));  // Half a unit at the end.
}

TEST(TextInput, NamesAWorkbook) {
  EXPECT_THAT(Refusal("PK\x03\x04\xFF"), HasSubstr("workbook"));
  EXPECT_THAT(Refusal("\xD0\xCF\x11\xE0\xA1"), HasSubstr("CSV UTF-8"));
}

TEST(TextInput, KnowsEncodingsAndNoneThatDropWhatTheyCannotConvert) {
  EXPECT_TRUE(IsKnownEncoding("gbk") && IsKnownEncoding("Windows-1252") &&
              IsKnownEncoding("UTF-16"));
  EXPECT_FALSE(IsKnownEncoding("") || IsKnownEncoding("klingon") || IsKnownEncoding("gbk//IGNORE"));
}

}  // namespace
}  // namespace doorward
