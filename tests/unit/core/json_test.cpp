#include "doorward/core/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "doorward/core/bytes.hpp"

namespace doorward::json_test {

using testing::HasSubstr;
using testing::Not;

std::string Repeat(std::string_view text, std::size_t count) {
  std::string all;
  all.reserve(text.size() * count);
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

std::string Arrays(std::size_t levels) { return Repeat("[", levels) + Repeat("]", levels); }
std::string Objects(std::size_t levels) {
  return Repeat(R"({"a":)", levels) + "1" + Repeat("}", levels);
}
std::string Quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

constexpr JsonLimits kComments{.allow_comments = true};

// Refused, whether it stands alone, in an array or as a member.
void ExpectRefused(const std::string& text, const JsonLimits& limits = {}) {
  SCOPED_TRACE(SanitizeText(text, 120));
  for (const std::string& whole :
       {text, "[" + text + "]", "[1," + text + ",2]", R"({"a":)" + text + "}",
        R"({"a":{"b":[)" + text + R"(]},"c":1})"}) {
    const auto json = ParseJson(whole, limits);
    ASSERT_FALSE(json) << SanitizeText(whole, 160);
    EXPECT_EQ(json.error().code, ErrorCode::kInvalidArgument);
    EXPECT_LT(json.error().message.size(), 400U);
    EXPECT_TRUE(IsValidUtf8(json.error().message));
  }
}

void ExpectFault(const std::string& text, const std::string& message,
                 const JsonLimits& limits = {}) {
  const auto json = ParseJson(text, limits);
  ASSERT_FALSE(json) << SanitizeText(text, 160);
  EXPECT_THAT(json.error().message, HasSubstr(message)) << SanitizeText(text, 160);
}

TEST(ParseJson, TakesWhatJsonIs) {
  for (const std::string& text : {
           std::string("null"),
           std::string("true"),
           std::string("0"),
           std::string("-0"),
           std::string("1e5"),
           std::string("1E-5"),
           std::string("0.1"),
           std::string("-12.5e+3"),
           std::string("18446744073709551615"),
           std::string("-9223372036854775808"),
           std::string("\"\""),
           std::string("[]"),
           std::string("{}"),
           std::string(" [ 1 , 2 ] \r\n\t"),
           std::string(R"("\"\\\/\b\f\n\r\t")"),
           std::string(R"("é😀\u00e9\ud83d\ude00")"),
           std::string(R"({"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]})"),
           std::string(R"({"":1})"),
       }) {
    EXPECT_TRUE(ParseJson(text)) << text;
  }
  EXPECT_EQ(*ParseJson(R"("\ud83d\ude00")"), Json("😀"));
  EXPECT_EQ(ParseJson("18446744073709551615")->get<std::uint64_t>(), 18446744073709551615U);
}

constexpr const char* kNotJson[] = {
    // Words, numbers and punctuation.
    "nul",
    "NULL",
    "Null",
    "tru",
    "True",
    "TRUE",
    "yes",
    "undefined",
    "None",
    "NaN",
    "nan",
    "Infinity",
    "-Infinity",
    "inf",
    "+1",
    "01",
    "-01",
    "00",
    ".5",
    "5.",
    "-",
    "-.5",
    "1e",
    "1e+",
    "1.e5",
    "0x10",
    "0b1",
    "1_000",
    "1 000",
    "--1",
    "1.2.3",
    "1e5.5",
    "1e1e1",
    "1f",
    "٣",
    "１",
    "½",
    "''",
    "'a'",
    "`a`",
    "a",
    "\"",
    "\"a",
    "a\"",
    "\"a\"b",
    "[",
    "]",
    "{",
    "}",
    "[1",
    "1]",
    "[1,",
    "[,1]",
    "[1,,2]",
    "[1,]",
    "[1 2]",
    "[1;2]",
    "(1)",
    "<1>",
    "[}",
    "{]",
    "[1}",
    "{\"a\"]",
    "{\"a\"",
    "{\"a\":",
    "{\"a\":1",
    "{\"a\":1,",
    "{\"a\":1,}",
    "{,}",
    "{\"a\"}",
    "{\"a\" 1}",
    "{\"a\"=1}",
    "{\"a\":}",
    "{:1}",
    "{a:1}",
    "{'a':1}",
    "{1:2}",
    "{null:1}",
    "{[]:1}",
    "{\"a\":1 \"b\":2}",
    "{\"a\":1;\"b\":2}",
    "{\"a\"::1}",
    "{{}}",
    "{\"a\":1}}",
    "[[]]]",
    "1 2",
    "{}{}",
    "[][]",
    "null null",
    "\"a\" \"b\"",
    ":",
    ",",
    ";",
    "=",
    "!",
    "@",
    "#",
    "$",
    "%",
    "^",
    "&",
    "*",
    "\\",
    "|",
    "~",
    "?",
    "/",
    // Escapes.
    "\"\\\"",
    "\"\\a\"",
    "\"\\v\"",
    "\"\\0\"",
    "\"\\x41\"",
    "\"\\'\"",
    "\"\\u\"",
    "\"\\u1\"",
    "\"\\u12\"",
    "\"\\u123\"",
    "\"\\u123g\"",
    "\"\\U0041\"",
    "\"\\u 041\"",
    "\"\\ud800\"",
    "\"\\udfff\"",
    "\"\\ud800\\ud800\"",
    "\"\\ud800x\"",
    "\"\\ud800\\n\"",
    "\"\\udc00\\ud800\"",
    // White space that JSON does not have, and comments that it has not.
    "\v1",
    "\f1",
    "\u00a01",
    "\u20281",
    "// a\n1",
    "1 // a",
    "/* a */ 1",
    "1 /* a */",
    "/**/1",
    "# a\n1",
    "--a\n1",
    "1 -- a",
    "<!-- a --> 1",
    // Numbers that no double holds.
    "1e309",
    "-1e309",
    "1e999999999",
    "1e400",
    "123e400",
};

TEST(ParseJson, RefusesWhatJsonIsNot) {
  for (const char* row : kNotJson) ExpectRefused(row);
}

TEST(ParseJson, RefusesRawControlCharactersInText) {
  for (int c = 0; c < 0x20; ++c) {
    ExpectRefused(Quoted(std::string("a") + static_cast<char>(c) + "b"));
    ExpectRefused("{" + Quoted(std::string(1, static_cast<char>(c))) + ":1}");
  }
}

TEST(ParseJson, RefusesNul) {
  const std::string nul(1, '\0');
  for (const char* text : {R"("\u0000")", R"("a\u0000b")", R"({"\u0000":1})", R"({"a\u0000":1})"}) {
    ExpectRefused(text);
    ExpectFault(text, "NUL");
  }
  // nlohmann takes a NUL for the end of the text, and what follows would never be looked at.
  for (const std::string& text : {nul, "1" + nul, "{}" + nul + "{}", nul + "{}", "[1" + nul + "]",
                                  "{}" + nul + "garbage", R"({"a":1})" + nul + R"(,"b":2})"}) {
    ExpectFault(text, "NUL");
    ExpectFault(text, "NUL", kComments);
  }
  ExpectFault("// comment" + nul + Arrays(40), "NUL", kComments);
}

TEST(ParseJson, RefusesAnEmptyText) {
  for (const char* text : {"", " ", "\n", "\t\r\n "}) ExpectFault(text, "not JSON");
  ExpectFault("", "not JSON", kComments);
  ExpectFault("// nothing", "not JSON", kComments);
}

TEST(ParseJson, OverlooksAByteOrderMarkInFrontOnly) {
  EXPECT_TRUE(ParseJson("\xEF\xBB\xBF{}"));
  EXPECT_FALSE(ParseJson("{}\xEF\xBB\xBF"));
  EXPECT_FALSE(ParseJson("\xEF\xBB\xBF\xEF\xBB\xBF{}"));
  EXPECT_FALSE(ParseJson("\xFE\xFF"));
  EXPECT_FALSE(ParseJson(std::string_view("{\0}\0", 4)));  // UTF-16.
}

TEST(ParseJson, MeasuresDepthBeforeItBuilds) {
  for (const auto& nested : {Arrays, Objects}) {
    EXPECT_TRUE(ParseJson(nested(1)));
    EXPECT_TRUE(ParseJson(nested(32)));
    ExpectFault(nested(33), "nested deeper than 32 levels");
    ExpectFault(nested(2'655), "nested deeper");
    ExpectFault(nested(100'000), "nested deeper");
    const JsonLimits large{.max_bytes = 16'000'000};
    ExpectFault(nested(1'000'000), "nested deeper", large);
  }
  ExpectFault(Repeat("[", 1'000'000), "nested deeper");
  ExpectFault(Repeat("{\"a\":[", 100'000), "nested deeper");
  ExpectFault(Repeat("[", 33), "nested deeper");
  ExpectFault(Repeat("[", 32), "not JSON");
  EXPECT_TRUE(ParseJson("[" + Repeat(Arrays(31) + ",", 100) + Arrays(31) + "]"));
  ExpectFault("[" + Repeat(Arrays(31) + ",", 100) + Arrays(32) + "]", "nested deeper");
  EXPECT_TRUE(ParseJson("1", {.max_depth = 0}));
  ExpectFault("[]", "nested deeper than 0", {.max_depth = 0});
}

TEST(ParseJson, TakesBracketsInTextForText) {
  EXPECT_TRUE(ParseJson(Quoted(Repeat("[", 1'000))));
  EXPECT_TRUE(ParseJson(Quoted(Repeat("\\\"[", 1'000))));
  EXPECT_TRUE(ParseJson("{" + Quoted(Repeat("{", 100)) + ":" + Quoted(Repeat("}", 100)) + "}"));
  ExpectFault(Quoted("\\\\") + Repeat("[", 33), "nested deeper");
  ExpectFault("[" + Quoted("a\\\\") + "," + Arrays(32) + "]", "nested deeper");
  ExpectFault("[" + Quoted("//") + "," + Arrays(32) + "]", "nested deeper", kComments);
  ExpectFault("[" + Quoted("/*") + "," + Arrays(32) + "]", "nested deeper", kComments);
}

TEST(ParseJson, MeasuresSize) {
  const JsonLimits ten{.max_bytes = 10};
  EXPECT_TRUE(ParseJson(Quoted("12345678"), ten));
  ExpectFault(Quoted("123456789"), "larger than 10 bytes", ten);
  ExpectFault("1" + Repeat(" ", 10), "larger than 10 bytes", ten);
  const std::size_t mebibyte = 1024 * 1024;
  EXPECT_TRUE(ParseJson(Quoted(Repeat("x", mebibyte - 2))));
  ExpectFault(Quoted(Repeat("x", mebibyte - 1)), "larger than 1048576 bytes");
}

TEST(ParseJson, RefusesAKeyTwiceAtAnyDepth) {
  const std::string twice = R"({"a":1,"a":1})";
  ExpectRefused(twice);
  ExpectFault(twice, "the key \"a\" is there twice");
  for (const char* text : {
           R"({"a":1,"b":2,"a":3})",
           R"({"a":{},"a":{}})",
           R"({"a":{"a":1},"a":1})",
           R"({"a":[{"a":1}],"a":1})",
           R"({"b":{"c":{"d":1},"e":[{"d":1}]},"a":1,"b":1})",
           R"({"\u0061":1,"a":2})",
           R"({"é":1,"\u00e9":2})",
           R"({"":1,"":2})",
           R"([{"a":1},{"b":{"a":1,"c":[],"a":2}}])",
           R"({"a":[[[{"x":1,"x":2}]]]})",
           R"({"x":{"y":{"z":1}},"w":{"y":{"z":1},"y":1}})",
       }) {
    ExpectRefused(text);
  }
  for (std::size_t depth = 1; depth < 31; ++depth) {
    ExpectFault(Repeat(R"({"a":)", depth) + twice + Repeat("}", depth), "there twice");
    ExpectFault(Repeat("[", depth) + twice + Repeat("]", depth), "there twice");
    EXPECT_TRUE(ParseJson(Objects(depth)));
  }
  EXPECT_TRUE(ParseJson(R"({"a":{"a":{"a":1}},"b":{"a":1},"A":1,"a ":1})"));
}

TEST(ParseJson, TellsWhereTheFaultIs) {
  struct Row {
    const char* json;
    const char* path;
  };
  for (const Row& row : {
           Row{R"({"a":1,"a":2})", "a"},
           Row{R"({"a":{"b":1,"b":2}})", "a.b"},
           Row{R"([{"a":1,"a":2}])", "[0].a"},
           Row{R"([1,[],{},[{"a":1}],{"b":1,"b":2}])", "[4].b"},
           Row{R"([[1,2],[3,{"a":1,"a":2}]])", "[1][1].a"},
           Row{R"({"people":[{},{"credentials":[{"type":"pin","type":"qr"}]}]})",
               "people[1].credentials[0].type"},
           Row{R"({"x":[{"a":1}],"y":{"a":[{}]},"z":[0,{"a":1}],"x":1})", "x"},
           Row{R"({"a":1,"a":2,"b":{"c":1,"c":2}})", "a"},  // The first of several.
           Row{R"("\u0000")", ""},
           Row{R"(["a","\u0000"])", "[1]"},
           Row{R"({"a":[[],"\u0000"]})", "a[1]"},
           Row{R"({"a":{"b\u0000":1}})", "a.b\xEF\xBF\xBD"},
           Row{"1e309", ""},
           Row{R"({"a":-1e309})", "a"},
           Row{R"({"a":[0,{},[1],1e309]})", "a[3]"},
           Row{R"([{"a":1},{"b":[1e309]}])", "[1].b[0]"},
       }) {
    const auto json = ParseJson(row.json);
    ASSERT_FALSE(json) << row.json;
    EXPECT_EQ(json.error().path, row.path) << row.json;
  }
  const std::string long_key = Quoted(Repeat("k", 10'000));
  const auto json = ParseJson("{" + long_key + ":1," + long_key + ":2}");
  EXPECT_EQ(json.error().path.size(), 200U);
}

// Errors go to the log, where no PIN and no card number may go.
TEST(ParseJson, NeverQuotesAValue) {
  for (const char* text : {
           "482913x",
           "\"482913",
           "\"482913\n\"",
           "\"482913\\x\"",
           "\"482913\\ud800\"",
           "482913.",
           "482913e",
           "482913e309",
           "-482913e309",
           "\"482913\" 1",
           "482913 \"a\"",
           "\"482913\\u0000\"",
           "\"'; expected 482913",
           "\"; last read: '482913",
           "\"at line 482913",
       }) {
    for (const std::string& whole : {std::string(text), "[" + std::string(text) + "]",
                                     R"({"pin":)" + std::string(text) + "}"}) {
      const auto json = ParseJson(whole);
      ASSERT_FALSE(json) << whole;
      EXPECT_THAT(json.error().Text(), Not(HasSubstr("482913"))) << whole;
      EXPECT_THAT(json.error().Text(), Not(HasSubstr("json.exception"))) << whole;
    }
  }
  ExpectFault("[1,\n 482913x]", "at line 2, column 8");
}

TEST(ParseJson, RefusesBrokenUtf8) {
  for (const char* bad :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xE0\x80\x80", "\xE2\x82", "\xED\xA0\x80",
        "\xED\xBF\xBF", "\xF0\x80\x80\x80", "\xF0\x9F\x98", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
        "\xFE", "\xFF", "\xFF\xFE"}) {
    ExpectFault(Quoted(bad), "not UTF-8");
    ExpectFault("{" + Quoted(bad) + ":1}", "not UTF-8");
    ExpectFault(std::string("1") + bad, "not UTF-8");
    ExpectFault(std::string("// ") + bad + "\n1", "not UTF-8", kComments);
  }
}

TEST(ParseJson, TakesCommentsOnlyWhereTheyAreAllowed) {
  for (const char* text : {"// a\n1", "1 // a", "1//", "/* a */1", "1/**/", "/***/1", "/*/*/1",
                           "[1,/* } ] { [ */2]", "[1, // }}]]\n 2]", "{\"a\" /* : */ : // x\n 1}",
                           "// \"\n1", "/* \" */1", "/* // */1", "// /*\n1", "// a\r1"}) {
    EXPECT_TRUE(ParseJson(text, kComments)) << text;
    EXPECT_FALSE(ParseJson(text)) << text;
  }
  for (const char* text : {"/", "/ 1", "1 /", "/*", "/* a", "/*/", "1 /* a", "/* /* */ */ 1", "//a",
                           "# a\n1", "[1,]", "[1,// a\n]", "*/1", "1*/"}) {
    EXPECT_FALSE(ParseJson(text, kComments)) << text;
  }
  EXPECT_EQ(*ParseJson(R"(["// a","/* b */"])", kComments), Json({"// a", "/* b */"}));
}

TEST(ParseJson, MeasuresDepthAroundComments) {
  EXPECT_TRUE(ParseJson("// " + Repeat("[", 100) + "\n1", kComments));
  EXPECT_TRUE(ParseJson("/* " + Repeat("{", 100) + "*/1", kComments));
  EXPECT_TRUE(ParseJson("[/* " + Repeat("]", 100) + "*/" + Arrays(31) + "]", kComments));
  // Closing brackets in a comment must not buy depth outside it.
  const std::string closers = Repeat("]", 50);
  ExpectFault("[/*" + closers + "*/" + Arrays(32) + "]", "nested deeper", kComments);
  ExpectFault("[//" + closers + "\n" + Arrays(32) + "]", "nested deeper", kComments);
  // A comment ends where the parser says, and what stands behind it counts.
  ExpectFault("//\r" + Arrays(40), "nested deeper", kComments);
  ExpectFault("// a\n" + Arrays(40), "nested deeper", kComments);
  ExpectFault("/*/ */" + Arrays(40), "nested deeper", kComments);
  ExpectFault("//*\n" + Arrays(40), "nested deeper", kComments);
}

// A value as deep and as odd as `size` allows.
Json AnyJson(int size) {
  switch (*rc::gen::inRange(0, size > 0 ? 7 : 5)) {
    case 0: return nullptr;
    case 1: return *rc::gen::arbitrary<bool>();
    case 2: return *rc::gen::arbitrary<std::int64_t>();
    case 3: return *rc::gen::arbitrary<double>();
    case 4: return SanitizeText(*rc::gen::arbitrary<std::string>(), 100);
    case 5: {
      Json array = Json::array();
      for (int i = *rc::gen::inRange(0, 4); i > 0; --i) array.push_back(AnyJson(size - 1));
      return array;
    }
    default: {
      Json object = Json::object();
      for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
        object[SanitizeText(*rc::gen::arbitrary<std::string>(), 8)] = AnyJson(size - 1);
      }
      return object;
    }
  }
}

RC_GTEST_PROP(Json, ReadsBackWhatItWrote, ()) {
  const Json json = AnyJson(6);
  const std::string text = DumpJson(json);
  RC_ASSERT(text.find('\n') == std::string::npos);
  const auto back = ParseJson(text);
  RC_ASSERT(back.has_value());
  RC_ASSERT(*back == json);
}

RC_GTEST_PROP(Json, NeverFailsOtherwiseThanWithAnError, (std::string text)) {
  const auto json = ParseJson(text, kComments);
  RC_ASSERT(json.has_value() || json.error().code == ErrorCode::kInvalidArgument);
}

TEST(DumpJson, ReplacesBrokenUtf8) {
  EXPECT_EQ(DumpJson(Json("a\xFF z")), "\"a\xEF\xBF\xBD z\"");
  EXPECT_EQ(DumpJson(Json{{"k", "\xC0\x80"}}), "{\"k\":\"\xEF\xBF\xBD\xEF\xBF\xBD\"}");
}

}  // namespace doorward::json_test
