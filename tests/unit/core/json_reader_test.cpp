#include "doorward/core/json_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "doorward/core/bytes.hpp"

namespace doorward::json_reader_test {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

Json Parsed(const std::string& text) {
  auto json = ParseJson(text);
  EXPECT_TRUE(json) << text;
  return json.value_or(Json());
}

// The faults, as "path: message", that `read` finds in `text`, an object at "x".
template <typename Read>
std::vector<std::string> FaultsIn(const std::string& text, Read read) {
  const Json json = Parsed(text);
  JsonFaults faults;
  JsonReader reader(json, "x", faults);
  read(reader);
  std::vector<std::string> found;
  for (const Error& fault : faults.faults()) {
    EXPECT_EQ(fault.code, ErrorCode::kInvalidArgument);
    found.push_back(fault.Text());
  }
  return found;
}

struct Row {
  const char* json;  // Of the value at "a".
  const char* fault;
};

// Reads "a" both as required and as optional: the same fault, and the target untouched.
template <typename T, typename... Rule>
void ExpectFaults(const std::vector<Row>& rows, const T& untouched, const Rule&... rule) {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.json);
    T target = untouched;
    const std::string text = R"({"a":)" + std::string(row.json) + "}";
    EXPECT_THAT(FaultsIn(text,
                         [&](JsonReader& reader) {
                           EXPECT_FALSE(reader.Optional("a", target, rule...));
                           reader.Finish();
                         }),
                ElementsAre(std::string("x.a: ") + row.fault));
    EXPECT_EQ(target, untouched);
  }
}

TEST(JsonReader, ReadsWhatIsThere) {
  const Json json = Parsed(R"({"text":"t","id":"main","whole":-3,"real":0.5,"int":2,"yes":true,
      "at":"2026-11-23T00:00:00Z","for":250,"list":["a","b"],"pick":"two","any":null})");
  JsonFaults faults;
  JsonReader reader(json, "", faults);
  std::string text;
  DoorId id;
  std::int64_t whole = 0;
  double real = 0;
  double also = 0;
  bool yes = false;
  WallTime at;
  std::optional<WallTime> maybe;
  Milliseconds duration{0};
  std::vector<std::string> paths;
  EXPECT_TRUE(reader.Required("text", text, NonEmpty(1)));
  EXPECT_TRUE(reader.Required("id", id));
  EXPECT_TRUE(reader.Required("whole", whole, {-3, -3}));
  EXPECT_TRUE(reader.Optional("real", real, 0.5, 0.5));
  EXPECT_TRUE(reader.Optional("int", also, 0, 2));
  EXPECT_TRUE(reader.Required("yes", yes));
  EXPECT_TRUE(reader.Required("at", at));
  EXPECT_TRUE(reader.Optional("at", maybe));
  EXPECT_TRUE(reader.Optional("for", duration, {0, 250}));
  EXPECT_TRUE(reader.RequiredArray(
      "list", 2, [&](const Json&, const std::string& path) { paths.push_back(path); }));
  EXPECT_EQ(reader.RequiredChoice("pick", {"one", "two"}), 1);
  EXPECT_NE(reader.Require("any"), nullptr);
  reader.Finish();
  EXPECT_TRUE(faults.empty());
  EXPECT_TRUE(faults.ToStatus());
  EXPECT_EQ(text + id.str(), "tmain");
  EXPECT_EQ(whole, -3);
  EXPECT_EQ(real + also, 2.5);
  EXPECT_TRUE(yes);
  EXPECT_EQ(maybe, at);
  EXPECT_EQ(duration, Milliseconds(250));
  EXPECT_THAT(paths, ElementsAre("list[0]", "list[1]"));
}

TEST(JsonReader, TellsWhatIsMissing) {
  const auto faults = FaultsIn("{}", [](JsonReader& reader) {
    std::string text;
    DoorId id;
    std::int64_t whole = 0;
    bool yes = false;
    WallTime at;
    EXPECT_FALSE(reader.Required("text", text, {}));
    EXPECT_FALSE(reader.Required("id", id));
    EXPECT_FALSE(reader.Required("whole", whole, {0, 1}));
    EXPECT_FALSE(reader.Required("yes", yes));
    EXPECT_FALSE(reader.Required("at", at));
    EXPECT_FALSE(reader.RequiredArray("list", 1, [](const Json&, const std::string&) { FAIL(); }));
    EXPECT_EQ(reader.RequiredChoice("pick", {"one"}), -1);
    EXPECT_EQ(reader.Require("any"), nullptr);
    reader.Finish();
  });
  EXPECT_THAT(faults,
              ElementsAre("x.text: missing", "x.id: missing", "x.whole: missing", "x.yes: missing",
                          "x.at: missing", "x.list: missing", "x.pick: missing", "x.any: missing"));
}

TEST(JsonReader, LetsOptionalThingsBeAbsent) {
  EXPECT_THAT(FaultsIn("{}",
                       [](JsonReader& reader) {
                         std::string text = "as it was";
                         double real = 1;
                         EXPECT_FALSE(reader.Optional("a", text, {}));
                         EXPECT_FALSE(reader.Optional("b", real, 0, 1));
                         EXPECT_FALSE(reader.OptionalArray("c", 0, {}));
                         EXPECT_EQ(reader.OptionalChoice("d", {}), -1);
                         EXPECT_EQ(reader.Find("e"), nullptr);
                         EXPECT_EQ(text, "as it was");
                         reader.Finish();
                       }),
              IsEmpty());
}

TEST(JsonReader, NeedsAnObject) {
  for (const auto& [text, fault] : std::vector<std::pair<const char*, const char*>>{
           {"[]", "x: expected an object, found array"},
           {"null", "x: expected an object, found null"},
           {"1", "x: expected an object, found number"},
           {"\"{}\"", "x: expected an object, found string"}}) {
    EXPECT_THAT(FaultsIn(text,
                         [](JsonReader& reader) {
                           std::int64_t whole = 0;
                           EXPECT_FALSE(reader.Required("a", whole, {0, 1}));
                           EXPECT_EQ(reader.Require("b"), nullptr);
                           reader.Finish();
                         }),
                ElementsAre(fault));
  }
}

TEST(JsonReader, BoundsText) {
  const std::string kept = "kept";
  ExpectFaults({{"1", "expected a string, found number"},
                {"null", "expected a string, found null"},
                {"true", "expected a string, found boolean"},
                {"[\"a\"]", "expected a string, found array"},
                {"{}", "expected a string, found object"},
                {"\"\"", "must not be empty"},
                {"\"abcd\"", "longer than 3 bytes"},
                {"\"é张\"", "longer than 3 bytes"}},
               kept, NonEmpty(3));
  ExpectFaults({{"\"\"", "must not be empty"}, {"\"a\"", "shorter than 2 bytes"}}, kept,
               TextRule{.min_bytes = 2});
  const char* no_id = "expected an id: 1 to 64 of A-Z a-z 0-9 _ - . : @";
  ExpectFaults({{"\"\"", no_id}, {"\"a b\"", no_id}, {"\"é\"", no_id}, {"\"a/b\"", no_id}}, kept,
               IdText());
  ExpectFaults({{"7", "expected a string, found number"}, {"\"a b\"", no_id}}, DoorId("kept"));
}

TEST(JsonReader, BoundsWholeNumbers) {
  ExpectFaults<std::int64_t>({{"-1", "-1 is outside 0..10"},
                              {"11", "11 is outside 0..10"},
                              {"9223372036854775807", "9223372036854775807 is outside 0..10"},
                              {"9223372036854775808", "9223372036854775808 is outside 0..10"},
                              {"18446744073709551615", "18446744073709551615 is outside 0..10"},
                              {"-9223372036854775808", "-9223372036854775808 is outside 0..10"},
                              {"1.0", "expected a whole number, found number"},
                              {"1e1", "expected a whole number, found number"},
                              {"18446744073709551616", "expected a whole number, found number"},
                              {"\"1\"", "expected a whole number, found string"},
                              {"true", "expected a whole number, found boolean"}},
                             5, Range{0, 10});
  const char* all = "18446744073709551615 is outside -9223372036854775808..9223372036854775807";
  ExpectFaults<std::int64_t>({{"18446744073709551615", all}}, 5, Range{kLeast, kMost});
}

TEST(JsonReader, ReadsWholeNumbersToTheirLimits) {
  for (const std::int64_t value : {kLeast, kLeast + 1, std::int64_t{-1}, std::int64_t{0}, kMost}) {
    std::int64_t target = 7;
    EXPECT_THAT(FaultsIn(R"({"a":)" + std::to_string(value) + "}",
                         [&](JsonReader& reader) {
                           EXPECT_TRUE(reader.Required("a", target, {value, value}));
                         }),
                IsEmpty());
    EXPECT_EQ(target, value);
  }
}

TEST(JsonReader, BoundsRealNumbers) {
  ExpectFaults<double>({{"-0.1", "-0.1 is outside 0.0..1.0"},
                        {"1.5", "1.5 is outside 0.0..1.0"},
                        {"2", "2 is outside 0.0..1.0"},
                        {"\"0.5\"", "expected a number, found string"},
                        {"null", "expected a number, found null"}},
                       0.25, 0.0, 1.0);
}

TEST(JsonReader, ReadsNothingElseForTruthsTimesAndDurations) {
  ExpectFaults<bool>({{"0", "expected true or false, found number"},
                      {"\"true\"", "expected true or false, found string"},
                      {"null", "expected true or false, found null"}},
                     true);
  const char* no_time = "expected a time with an offset, such as 2026-11-23T08:00:00+08:00";
  const std::vector<Row> times = {{"\"\"", no_time},
                                  {"\"2026-11-23\"", no_time},
                                  {"\"2026-11-23T08:00:00\"", no_time},
                                  {"1795392067", "expected a string, found number"}};
  ExpectFaults<WallTime>(times, WallTime(Milliseconds(5)));
  ExpectFaults<std::optional<WallTime>>(times, std::nullopt);
  ExpectFaults<Milliseconds>(
      {{"9", "9 is outside 10..20"}, {"\"1s\"", "expected a whole number, found string"}},
      Milliseconds(15), Range{10, 20});
}

TEST(JsonReader, NamesTheChoices) {
  for (const char* value : {"\"three\"", "\"One\"", "\"\"", "1", "null", "[\"one\"]"}) {
    EXPECT_THAT(FaultsIn(R"({"a":)" + std::string(value) + "}",
                         [](JsonReader& reader) {
                           EXPECT_EQ(reader.OptionalChoice("a", {"one", "two"}), -1);
                         }),
                ElementsAre("x.a: expected one of one, two"));
  }
}

TEST(JsonReader, BoundsArraysBeforeItReadsThem) {
  const auto read = [](JsonReader& reader) {
    EXPECT_FALSE(reader.OptionalArray("a", 2, [](const Json&, const std::string&) { FAIL(); }));
  };
  EXPECT_THAT(FaultsIn(R"({"a":[1,2,3]})", read),
              ElementsAre("x.a: has 3 elements; at most 2 are allowed"));
  EXPECT_THAT(FaultsIn(R"({"a":{"0":1}})", read),
              ElementsAre("x.a: expected an array, found object"));
  EXPECT_THAT(FaultsIn(R"({"a":"12"})", read), ElementsAre("x.a: expected an array, found string"));
}

TEST(JsonReader, SuggestsTheKeyThatWasMeant) {
  const auto fault_of = [](const std::string& key) {
    const auto faults = FaultsIn(DumpJson(Json{{key, 1}}), [](JsonReader& reader) {
      static_cast<void>(reader.Find("hold_limit_ms"));
      static_cast<void>(reader.Find("release_for_ms"));
      static_cast<void>(reader.Find("id"));
      reader.Finish();
    });
    return faults.size() == 1 ? faults.front() : std::string();
  };
  EXPECT_EQ(fault_of("hold_limt_ms"),
            R"(x.hold_limt_ms: unknown key (did you mean "hold_limit_ms"?))");
  EXPECT_EQ(fault_of("hold_limit"), R"(x.hold_limit: unknown key (did you mean "hold_limit_ms"?))");
  EXPECT_EQ(fault_of("relase_for_ms"),
            R"(x.relase_for_ms: unknown key (did you mean "release_for_ms"?))");
  EXPECT_EQ(fault_of("ID"), "x.ID: unknown key");
  EXPECT_EQ(fault_of("ids"), R"(x.ids: unknown key (did you mean "id"?))");
  EXPECT_EQ(fault_of("colour"), "x.colour: unknown key");
  EXPECT_EQ(fault_of(""), "x.: unknown key");
  EXPECT_EQ(fault_of("a\nb"),
            "x.a\xEF\xBF\xBD"
            "b: unknown key");
  EXPECT_LE(fault_of(std::string(10'000, 'k')).size(), 100U);
}

TEST(JsonFaults, AreAllToldAtOnceWithTheirPaths) {
  JsonFaults faults;
  EXPECT_TRUE(faults.ToStatus());
  faults.Add("doors[0].id", "missing");
  faults.Add("", "too many");
  faults.Add("log", "unknown key");
  const auto status = faults.ToStatus();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(status.error().path, "doors[0].id");
  EXPECT_EQ(status.error().Text(), "doors[0].id: missing\ntoo many\nlog: unknown key");
}

TEST(JsonFaults, BeyondAHundredAreCountedAndNotKept) {
  JsonFaults faults;
  const auto add = [&] { faults.Add("x", "fault " + std::to_string(faults.count())); };
  for (int i = 0; i < 100; ++i) add();
  const std::string hundred = faults.ToStatus().error().Text();
  EXPECT_THAT(hundred, testing::EndsWith("\nx: fault 99"));
  add();
  EXPECT_EQ(faults.ToStatus().error().Text(), hundred + "\nand 1 more");
  for (int i = 0; i < 9'999; ++i) add();
  EXPECT_EQ(faults.faults().size(), JsonFaults::kMaxKept);
  EXPECT_EQ(faults.count(), 10'100U);
  EXPECT_EQ(faults.ToStatus().error().Text(), hundred + "\nand 10000 more");
}

TEST(JsonReader, WritesPathsAsOneWouldLookThemUp) {
  const Json json = Parsed(R"({"doors":[{"strike":{"line":true}}]})");
  JsonFaults faults;
  JsonReader root(json, "", faults);
  root.RequiredArray("doors", 1, [&](const Json& door, const std::string& path) {
    JsonReader reader(door, path, faults);
    JsonReader strike(*reader.Require("strike"), reader.PathOf("strike"), faults);
    std::int64_t line = 0;
    EXPECT_FALSE(strike.Required("line", line, {0, 63}));
    EXPECT_FALSE(strike.Required("chip", line, {0, 63}));
  });
  EXPECT_EQ(faults.ToStatus().error().Text(),
            "doors[0].strike.line: expected a whole number, found boolean\n"
            "doors[0].strike.chip: missing");
}

TEST(Error, CarriesItsContext) {
  const Error error{ErrorCode::kTimeout, "no answer", "readers[1]"};
  EXPECT_EQ(error.While("opening the reader"),
            (Error{ErrorCode::kTimeout, "opening the reader: no answer", "readers[1]"}));
  EXPECT_EQ(error.Text(), "readers[1]: no answer");
  EXPECT_EQ((Error{ErrorCode::kTimeout, "no answer"}).Text(), "no answer");
}

}  // namespace doorward::json_reader_test
