#include "doorward/core/printable.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <spdlog/sinks/ostream_sink.h>

#include <sstream>

#include "doorward/core/bytes.hpp"
#include "doorward/core/json.hpp"
#include "doorward/core/log.hpp"

namespace doorward::printable_test {

struct Spelling {
  std::string_view text;
  std::string_view shown;
};

TEST(Printable, EscapesWhatCommandsATerminalOrHides) {
  using namespace std::string_view_literals;
  const Spelling spellings[] = {
      {"\x1b[2J\x1b]0;title\x07", R"(\u001b[2J\u001b]0;title\u0007)"},
      {"a\nb\r\tc", R"(a\u000ab\u000d\u0009c)"},
      {"nul\0end"sv, R"(nul\u0000end)"},
      {"\x7f", R"(\u007f)"},
      {"\xc2\x9b"
       "31m",
       R"(\u009b31m)"},  // CSI in one character.
      {"\xe2\x80\xae"
       "gpj.exe",
       R"(\u202egpj.exe)"},           // Turned round.
      {"\xe2\x80\xa8", R"(\u2028)"},  // A line's end to some.
      {"\xef\xbb\xbfid", R"(\ufeffid)"},
      {"\xf3\xa0\x81\x81", R"(\udb40\udc41)"},        // A tag.
      {"z\xff\xfe\xc0\x80", R"(z\xff\xfe\xc0\x80)"},  // No UTF-8.
      {"\xe5\xbc", R"(\xe5\xbc)"},                    // Cut off.
  };
  for (const Spelling& spelling : spellings) EXPECT_EQ(Printable(spelling.text), spelling.shown);
}

TEST(Printable, LeavesWhatPrints) {
  for (const std::string_view text : {"", "door main: ok", R"(C:\back\slash)", "Zoë 张伟 Ørsted",
                                      "\xf0\x9f\x9a\xaa", "می\xe2\x80\x8cخواهم"}) {
    EXPECT_EQ(Printable(text), text);
  }
}

TEST(Printable, LinesKeepTheirNewlines) {
  EXPECT_EQ(PrintableLines("a: wrong\nb: \x1b[1m"), "a: wrong\nb: \\u001b[1m");
}

RC_GTEST_PROP(Printable, IsValidAndHasNoControls, (const std::string& bytes)) {
  const std::string shown = Printable(bytes);
  RC_ASSERT(IsValidUtf8(shown));
  for (const char c : shown) RC_ASSERT(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
}

TEST(Printable, JsonStaysTheSameJson) {
  const Json json = {{"a\x7f", "\xc2\x9b\xe2\x80\xae\xf3\xa0\x81\x81\x01\n\"\\"}};
  const auto read = ParseJson(Printable(DumpJson(json)));
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, json);
}

TEST(Log, EscapesWhateverItIsGiven) {
  const auto before = spdlog::default_logger();
  std::ostringstream out;
  auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(out);
  sink->set_pattern("%v");
  SetLogSink(std::move(sink));
  LogError(LogPart{"r\x1b"}, "unknown datatype: \"{}\"", "z\xfe\n[error] forged");
  spdlog::set_default_logger(before);
  EXPECT_EQ(out.str(), "r\\u001b: unknown datatype: \"z\\xfe\\u000a[error] forged\"\n");
}

}  // namespace doorward::printable_test
