#include "doorward/protocol/envelope.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace doorward::envelope_test {

// What stands where in a good envelope.
const char* const kGood = R"({"id":"a","name":"people.list","arguments":{}})";

Result<Envelope> Read(std::string_view payload) {
  Envelope envelope;
  DW_TRY(ReadEnvelope(payload, envelope));
  return envelope;
}

TEST(Envelope, IsReadWhole) {
  const auto envelope =
      Read(R"({"id":"0f2c","name":"people.put","issued_at":"2026-11-23T08:00:00Z",)"
           R"("expires_at":"2026-11-23T09:05:00+01:00","arguments":{"people":[]}})");
  ASSERT_TRUE(envelope) << envelope.error().Text();
  EXPECT_EQ(envelope->id, "0f2c");
  EXPECT_EQ(envelope->name, "people.put");
  EXPECT_EQ(envelope->issued_at, *ParseTime("2026-11-23T08:00:00Z"));
  EXPECT_EQ(envelope->expires_at, *ParseTime("2026-11-23T08:05:00Z"));
  EXPECT_EQ(envelope->arguments, (Json{{"people", Json::array()}}));
}

TEST(Envelope, NeedsNeitherTimesNorArguments) {
  const auto envelope = Read(R"({"id":"a","name":"device.info"})");
  ASSERT_TRUE(envelope);
  EXPECT_FALSE(envelope->issued_at);
  EXPECT_FALSE(envelope->expires_at);
  EXPECT_EQ(envelope->arguments, Json::object());
}

TEST(Envelope, AnIdMayBeAnyVisibleAscii) {
  for (const std::string& id :
       {std::string("!"), std::string("~"), std::string(64, 'x'),
        std::string("0f2c7a51-53c8-4a8f-9a53-8d1b7a7d8e10"), std::string("a/b#c+$SYS"),
        std::string("';DROP_TABLE_journal;--")}) {
    const auto envelope = Read(DumpJson(Json{{"id", id}, {"name", "people.list"}}));
    ASSERT_TRUE(envelope) << id;
    EXPECT_EQ(envelope->id, id);
  }
}

// Whole texts that are no envelope at all.
std::vector<std::string> NotEnvelopes() {
  std::vector<std::string> texts = {
      "",
      " ",
      "\n",
      "null",
      "true",
      "1",
      "1e999",
      "\"\"",
      "\"people.list\"",
      "[]",
      "[{}]",
      "{",
      "}",
      "{}",
      "{{}}",
      "[[[[",
      "nul",
      "NaN",
      "Infinity",
      "-",
      "0x10",
      "'a'",
      "{'id':'a'}",
      "{\"id\"}",
      "{\"id\":}",
      "{\"id\":\"a\",}",
      "{\"id\":\"a\" \"name\":\"b\"}",
      "<xml/>",
      "id=a&name=b",
      "{\"id\":\"a\",\"name\":\"people.list\"}x",
      "\xEF\xBB\xBF",
      "\xFF\xFE{}",
      "{\"id\":\"\xC0\xAF\",\"name\":\"people.list\"}",
      "{\"id\":\"\xED\xA0\x80\"}",
      "// comment\n{\"id\":\"a\",\"name\":\"people.list\"}",
      "{\"id\":\"a\",\"id\":\"b\",\"name\":\"people.list\"}",
      "{\"id\":\"a\",\"name\":\"people.list\",\"arguments\":{\"a\":1,\"a\":2}}",
      "{\"id\":\"a\",\"name\":\"people.list\",\"arguments\":{\"a\":1e999}}",
      "eyJhbGciOiJFZERTQSJ9.e30.c2ln",
      std::string(1024 * 1024 + 1, ' '),
      std::string(2655, '['),
      std::string("\0", 1),
      std::string("{\"id\":\"a\0\"}", 11)};
  // Every beginning of a good one.
  const std::string good = kGood;
  for (std::size_t length = 0; length < good.size(); ++length)
    texts.push_back(good.substr(0, length));
  // A good one with one byte that does not belong there.
  for (std::size_t at = 0; at <= good.size(); ++at) {
    for (const char byte : {'\0', '\x01', '\xFF', '{'}) {
      std::string text = good;
      texts.push_back(text.insert(at, 1, byte));
    }
  }
  return texts;
}

TEST(Envelope, RefusesWhatIsNone) {
  for (const std::string& text : NotEnvelopes()) {
    SCOPED_TRACE(text.substr(0, 100));
    // A '{' within a string is only an odd id or name; everything else must not pass.
    const auto envelope = Read(text);
    if (envelope) {
      EXPECT_NE(text.find("{", 1), std::string::npos);
      EXPECT_EQ(text.size(), std::string(kGood).size() + 1);
      continue;
    }
    EXPECT_EQ(envelope.error().code, ErrorCode::kInvalidArgument);
    EXPECT_FALSE(envelope.error().message.empty());
  }
}

// Values that no key of the envelope takes, and those that one type of key does not.
const std::vector<std::string> kNothingTakes = {"null", "true",        "false",        "0",
                                                "-1",   "1.5",         "[]",           "[\"a\"]",
                                                "\"\"", "\"\\u0000\"", "\"a\\u0000b\""};

struct KeyCase {
  std::string key;
  std::vector<std::string> values;
};

std::vector<KeyCase> KeyCases() {
  const std::string long_text = "\"" + std::string(65, 'x') + "\"";
  const std::vector<std::string> not_times = {"\"now\"",
                                              "\"2026-11-23\"",
                                              "\"2026-11-23T08:00:00\"",
                                              "\"2026-11-23 08:00:00Z\"",
                                              "\"2026-13-01T00:00:00Z\"",
                                              "\"2026-02-29T00:00:00Z\"",
                                              "\"2026-11-23T24:00:01Z\"",
                                              "\"2026-11-23T08:60:00Z\"",
                                              "\"2026-11-23T08:00:00+25:00\"",
                                              "\"2026-11-23T08:00:00Zx\"",
                                              "\"1969-12-31T23:59:59Z\"",
                                              "\"20261123T080000Z\"",
                                              "\" 2026-11-23T08:00:00Z\"",
                                              "\"+2026-11-23T08:00:00Z\"",
                                              "\"12026-11-23T08:00:00Z\"",
                                              "1795420800",
                                              "{}"};
  return {
      {"id",
       {"{}", long_text, "\" \"", "\"a b\"", "\"a\\n\"", "\"a\\r\\n\"", "\"\\t\"", "\"\\u007f\"",
        "\"\\u00e9\"", "\"\\u5f20\"", "\"\\ud83d\\ude00\"", "\"\\u202e\"", "\"a\\u0001\""}},
      {"name",
       {"{}", long_text, "\"people list\"", "\"PEOPLE.LIST\"", "\"people/list\"",
        "\"people.list\\n\"", "\"people.list;\"", "\"../people\"", "\"\\u043f\"", "\"%n\"",
        "\"people.list'--\"", "\"$(reboot)\"", "\"1\"", "\"people-list\""}},
      {"issued_at", not_times},
      {"expires_at", not_times},
      {"arguments", {"\"{}\"", "\"a\"", "[{}]", "1e3"}},
  };
}

TEST(Envelope, RefusesValuesOfTheWrongKindWithTheirPath) {
  for (const KeyCase& row : KeyCases()) {
    std::vector<std::string> values = row.values;
    values.insert(values.end(), kNothingTakes.begin(), kNothingTakes.end());
    for (const std::string& value : values) {
      std::string text = "{";
      if (row.key != "id") text += R"("id":"a",)";
      if (row.key != "name") text += R"("name":"people.list",)";
      text += "\"" + row.key + "\":" + value + "}";
      SCOPED_TRACE(text);
      const auto envelope = Read(text);
      ASSERT_FALSE(envelope);
      EXPECT_EQ(envelope.error().code, ErrorCode::kInvalidArgument);
      // A NUL in the text may be refused with the whole document.
      if (value.find("u0000") != std::string::npos) continue;
      EXPECT_EQ(envelope.error().path, row.key);
    }
  }
}

TEST(Envelope, AnUnknownKeyIsAFault) {
  for (const char* key : {"", "Id", "ID", "nmae", "argument", "args", "token", "$schema",
                          "__proto__", "issuedAt", "device", "group", "alg", "kid", "signature"}) {
    Json json = Json::parse(kGood);
    json[key] = "x";
    const auto envelope = Read(DumpJson(json));
    ASSERT_FALSE(envelope) << key;
    EXPECT_EQ(envelope.error().path, key);
  }
}

TEST(Envelope, SaysAllThatIsWrongAndKeepsWhatIsGood) {
  Envelope envelope;
  const Status read = ReadEnvelope(
      R"({"id":"a","name":"people.list","issued_at":1,"expires_at":"x","arguments":[],"more":0})",
      envelope);
  ASSERT_FALSE(read);
  EXPECT_EQ(envelope.id, "a");
  EXPECT_EQ(envelope.name, "people.list");
  for (const char* key : {"expires_at", "arguments", "more"}) {
    EXPECT_NE(read.error().message.find(key), std::string::npos) << read.error().message;
  }
}

TEST(Reply, CarriesNullForWhatCouldNotBeRead) {
  const Json reply = Json::parse(WriteReply({}, Fail(ErrorCode::kInternal, "x"), WallTime{}));
  EXPECT_EQ(reply,
            Json::parse(R"({"id":null,"name":null,"ok":false,"at":"1970-01-01T00:00:00.000Z",)"
                        R"("error":{"code":"internal","message":"x"}})"));
}

TEST(Reply, CarriesThePathOfAFaultIfThereIsOne) {
  const Json reply = Json::parse(
      WriteReply({.id = "a", .name = "b.c"}, Fail(ErrorCode::kNotFound, "m", "door"), WallTime{}));
  EXPECT_EQ(reply["error"], (Json{{"code", "not_found"}, {"message", "m"}, {"path", "door"}}));
}

TEST(Reply, IsNeverLongerThanAMessageMayBe) {
  const Json large{{"text", std::string(kMaxReplyBytes, 'x')}};
  const std::string text = WriteReply({.id = "a", .name = "b.c"}, large, WallTime{});
  EXPECT_LT(text.size(), 1000U);
  EXPECT_EQ(Json::parse(text)["error"]["code"], "resource_exhausted");
}

TEST(Reply, TellsTheFirstOfVeryManyFaults) {
  std::string message;
  for (int i = 0; i < 10'000; ++i) message += "people[" + std::to_string(i) + "].id: missing\n";
  const Json reply =
      Json::parse(WriteReply({}, Fail(ErrorCode::kInvalidArgument, message), WallTime{}));
  const std::string told = reply["error"]["message"];
  EXPECT_LT(told.size(), 5000U);
  EXPECT_EQ(told.find("people[0].id: missing\n"), 0U);
  EXPECT_NE(told.find("missing\n(and more)"), std::string::npos);
}

}  // namespace doorward::envelope_test
