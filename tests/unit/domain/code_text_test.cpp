#include "doorward/domain/code_text.hpp"

#include <gtest/gtest.h>

#include <random>

#include "doorward/core/bytes.hpp"

namespace doorward {
namespace {

TEST(CodeText, IsTheSameWhicheverReaderGaveIt) {
  for (const char* text : {"visitor 7", "visitor 7\n", "visitor 7\r\n", "\xEF\xBB\xBFvisitor 7",
                           "\x02visitor 7\x03", "\r\n\xEF\xBB\xBF\nvisitor 7\t"}) {
    EXPECT_EQ(CanonicalCode(text), "visitor 7");
  }
  EXPECT_EQ(CanonicalCode(std::string("a\0", 2)), "a");
  EXPECT_EQ(CanonicalCode(" a\nb "), " a\nb ");
  EXPECT_EQ(CanonicalCode("\r\n"), "");
}

TEST(CodeText, WritesBytesThatAreNoCharacter) {
  EXPECT_EQ(CanonicalCode("\xC0\xEE\xC0\xD7"), "\\xc0\\xee\\xc0\\xd7");        // GBK
  EXPECT_EQ(CanonicalCode("Z\xFCrich"), "Z\\xfcrich");                         // Latin-1
  EXPECT_EQ(CanonicalCode("\x83\x65\x83\x58\x83\x67"), "\\x83e\\x83X\\x83g");  // Shift-JIS
  EXPECT_EQ(CanonicalCode("\\xC0\\xEe"), "\\xc0\\xee");                        // As it is typed.
  EXPECT_EQ(CanonicalCode("Z\xC3\xBCrich \\x41 \\n"), "Z\xC3\xBCrich \\x41 \\n");  // Already text.
}

TEST(CodeText, OfAnyBytesIsUtf8AndItsOwnForm) {
  const auto seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  for (int i = 0; i < 2000; ++i) {
    std::string bytes(random() % 24, ' ');
    for (char& byte : bytes)
      byte = static_cast<char>(random() % 3 == 0 ? random() : "\\xcd\n\xEF\xBB\xBF"[random() % 8]);
    const std::string form = CanonicalCode(bytes);
    EXPECT_TRUE(IsValidUtf8(form));
    EXPECT_EQ(CanonicalCode(form), form) << ToHex(AsBytes(bytes));
  }
}

}  // namespace
}  // namespace doorward
