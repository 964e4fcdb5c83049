#include "doorward/domain/json_codec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "doorward/core/bytes.hpp"
#include "fakes/face_numbers.hpp"

namespace doorward::json_codec_test {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Json Parsed(const std::string& text) {
  auto json = ParseJson(text);
  EXPECT_TRUE(json) << text;
  return json ? *json : Json();
}

template <typename Read>
std::vector<Error> FaultsOf(Read read, const Json& json) {
  JsonFaults faults;
  read(json, "x", faults);
  return faults.faults();
}

// One faulty document, and what must be said of it.
struct BadRow {
  std::string json;
  std::string path;
  std::string message;
};

template <typename Read>
void ExpectRefused(Read read, const std::vector<BadRow>& rows) {
  for (const BadRow& row : rows) {
    SCOPED_TRACE(row.json.substr(0, 200));
    const auto faults = FaultsOf(read, Parsed(row.json));
    if (faults.empty()) {
      ADD_FAILURE() << "accepted";
      continue;
    }
    EXPECT_THAT(faults.front().path, StartsWith(row.path));
    EXPECT_THAT(faults.front().message, HasSubstr(row.message));
    EXPECT_EQ(faults.front().code, ErrorCode::kInvalidArgument);
  }
}

template <typename Read>
void ExpectAccepted(Read read, const std::vector<std::string>& rows) {
  for (const std::string& row : rows) {
    const auto faults = FaultsOf(read, Parsed(row));
    EXPECT_TRUE(faults.empty()) << row << "\n" << faults.front().Text();
  }
}

std::string VectorOf(float number) {
  FaceNumbers vector;
  vector.fill(number);
  return CredentialToJson(vector.Of("m"))["vector"];
}

std::string Card(const std::string& uid) { return R"({"type":"card","uid":")" + uid + "\"}"; }
std::string Face(const std::string& vector) {
  return R"({"type":"face","model":"m","vector":")" + vector + "\"}";
}
std::string Pin(const std::string& digits) { return R"({"type":"pin","pin":")" + digits + "\"}"; }
std::string Totp(const std::string& text) { return R"({"type":"totp","secret":")" + text + "\"}"; }
std::string Key(std::size_t bytes) {
  return R"({"type":"bluetooth","key":")" + ToBase64(Bytes(bytes, 7)) + "\"}";
}
std::string Qr(const std::string& text) { return R"({"type":"qr","text":")" + text + "\"}"; }
std::string Template(std::size_t bytes) {
  return R"({"type":"fingerprint","sensor":"zfm","template":")" + ToBase64(Bytes(bytes, 1)) + "\"}";
}
std::string Weekly(const std::string& rest) { return R"({"type":"weekly","days":{})" + rest + "}"; }
std::string Daily(const std::string& slot) {
  return R"({"type":"daily","slots":[")" + slot + "\"]}";
}

// Every value that a JSON text, number, list or object may be mistaken for.
const std::vector<std::string> kOddValues = {"null",  "true", "0",  "-1",   "1.5",
                                             "1e300", "[]",   "{}", "[[]]", "[null]"};

// `document` with its one "@" replaced by each value of a wrong type.
std::vector<BadRow> WrongTypes(const std::string& document, const std::string& path,
                               const std::string& except = {}) {
  std::vector<BadRow> rows;
  for (const std::string& value : kOddValues) {
    if (value == except) continue;
    std::string json = document;
    json.replace(json.find('@'), 1, value);
    rows.push_back({json, path, ""});
  }
  return rows;
}

TEST(JsonCodec, RefusesBadCredentials) {
  const std::string card = "card uid: expected 4 to 10 bytes of hex";
  const std::string vector = "face vector: expected 4 to 1024 float32 in base64";
  const std::string digits = "pin: expected 4 to 12 digits";
  const std::string totp = "totp secret: expected 10 to 64 bytes in base32";
  std::vector<BadRow> rows = {
      {"{}", "x.type", "missing"},
      {R"({"type":"badge"})", "x.type", "expected one of card, face"},
      {R"({"type":"Card","uid":"01020304"})", "x.type", "expected one of"},
      {R"({"type":"card"})", "x.uid", "missing"},
      {R"({"type":"card","uid":"01020304","uids":"1"})", "x.uids", "did you mean \"uid\""},
      {R"({"type":"card","uid":"01020304","text":"1"})", "x.text", "unknown key"},
      {R"({"type":"face","vector":"AAAA"})", "x.model", "missing"},
      {R"({"type":"face","model":"m"})", "x.vector", "missing"},
      {R"({"type":"face","model":"a b","vector":""})", "x.model", "expected an id"},
      {R"({"type":"fingerprint","slot":1})", "x.sensor", "missing"},
      {R"({"type":"fingerprint","sensor":"zfm"})", "x.template", "missing"},
      {R"({"type":"fingerprint","sensor":"zfm","slot":-1})", "x.slot", "outside"},
      {R"({"type":"fingerprint","sensor":"zfm","slot":65536})", "x.slot", "outside"},
      {R"({"type":"fingerprint","sensor":"zfm","slot":7,"template":""})", "x.template", "template"},
      {R"({"type":"fingerprint","sensor":"zfm","slot":18446744073709551615})", "x.slot", "outside"},
      {R"({"type":"fingerprint","sensor":"a b","slot":1})", "x.sensor", "expected an id"},
      {R"({"type":"pin"})", "x.pin", "missing"},
      {R"({"type":"pin","held":false})", "x.held", "expected true"},
      {R"({"type":"pin","held":true,"pin":"1234"})", "x.pin", "unknown key"},
      {R"({"type":"qr","held":true})", "x.text", "missing"},
      {R"({"type":"card","held":true})", "x.uid", "missing"},
      {R"({"type":"totp"})", "x.secret", "missing"},
      {R"({"type":"bluetooth"})", "x.key", "missing"},
      {R"({"type":"face","photo":"AAAA"})", "x.photo", "only a person"},
      {R"({"type":"face","photo":"AAAA","vector":"AAAA"})", "x.vector", "unknown key"},
  };
  for (const char* uid : {"", "0", "01", "010203", "0102030", "0102030G", "0x010203", "01 02 03 0",
                          "01:02:03:", "0102030405060708090A0B", "' OR 1=1 --", "%n%n%n%n",
                          "０１０２０３０４", "-1020304", "+1020304", "1e204050"}) {
    if (std::string(uid) != "1e204050") rows.push_back({Card(uid), "x.uid", card});
  }
  rows.push_back({Card("08010203"), "x.uid", "card uid: expected a number that stays the same"});
  rows.push_back({Card("88010203"), "x.uid", "card uid: expected the whole number"});
  rows.push_back({Card("00000000"), "x.uid", "card uid: expected a number that is not all zeros"});
  for (const char* pin : {"", "1", "123", "1234567890123", "12a4", "12 34", "-1234", "+1234",
                          "1234\\n", "１２３４", "12.4", "0x12", "1e10", "' OR ''='"}) {
    rows.push_back({Pin(pin), "x.pin", digits});
  }
  for (const char* text : {"", "A", "AAAA", "AAAAAAAAAAAAAAA", "JBSWY3DPEHPK3PX1",
                           "JBSWY3DPEHPK3PX8", "JBSWY3DPEHPK3PX ", "JBSWY3DPEHPK3PX=",
                           "JBSWY3DPEHPK3PXPB", "=======", "JBSWY3DPEHPK3PXPBB======"}) {
    rows.push_back({Totp(text), "x.secret", totp});
  }
  rows.push_back({Totp(std::string(112, 'A')), "x.secret", totp});
  for (const std::size_t size : {0, 1, 4, 12, 509, 511, 513, 4098, 4100, 8192}) {
    rows.push_back({Face(ToBase64(Bytes(size, 0))), "x.vector", vector});
  }
  const std::string good_vector = VectorOf(0.1F);
  for (const std::string& text : {good_vector + "=", " " + good_vector, good_vector.substr(1),
                                  good_vector + "AAAA", std::string("!"), std::string("A===")}) {
    rows.push_back({Face(text), "x.vector", vector});
  }
  for (const float number : {std::numeric_limits<float>::infinity(),
                             -std::numeric_limits<float>::infinity(), std::nanf("")}) {
    rows.push_back({Face(VectorOf(number)), "x.vector", ""});
  }
  for (const std::size_t size : {0, 1537, 4096}) {
    rows.push_back({Template(size), "x.template", "template: expected 1 to 1536 bytes"});
  }
  for (const std::size_t size : {0, 1, 15, 65, 1000}) {
    rows.push_back({Key(size), "x.key", "bluetooth key: expected 16 to 64 bytes"});
  }
  for (const std::size_t size : {0, 1025, 7089}) {
    rows.push_back({Qr(std::string(size, 'q')), "x.text", "qr text: expected 1 to 1024 bytes"});
  }
  ExpectRefused(ReadCredential, rows);
}

TEST(JsonCodec, RefusesCredentialsOfWrongTypes) {
  ExpectRefused(ReadCredential, WrongTypes(R"({"type":@})", "x.type"));
  ExpectRefused(ReadCredential, WrongTypes(R"({"type":"card","uid":@})", "x.uid"));
  ExpectRefused(ReadCredential, WrongTypes(R"({"type":"qr","text":@})", "x.text"));
  ExpectRefused(ReadCredential, WrongTypes(R"({"type":"pin","pin":@})", "x.pin"));
  ExpectRefused(ReadCredential, WrongTypes(R"({"type":"pin","held":@})", "x.held", "true"));
  ExpectRefused(ReadCredential, WrongTypes(R"({"type":"totp","secret":@})", "x.secret"));
  ExpectRefused(ReadCredential, WrongTypes(R"({"type":"bluetooth","key":@})", "x.key"));
  ExpectRefused(ReadCredential,
                WrongTypes(R"({"type":"face","model":"m","vector":@})", "x.vector"));
  ExpectRefused(ReadCredential, WrongTypes(R"({"type":"face","model":@})", "x.model"));
  ExpectRefused(ReadCredential, WrongTypes(R"({"type":"face","photo":@})", "x.photo"));
  ExpectRefused(ReadCredential,
                WrongTypes(R"({"type":"fingerprint","sensor":"z","slot":@})", "x.slot", "0"));
  ExpectRefused(ReadCredential,
                WrongTypes(R"({"type":"fingerprint","sensor":@,"slot":1})", "x.sensor"));
  ExpectRefused(ReadCredential,
                WrongTypes(R"({"type":"fingerprint","sensor":"z","template":@})", "x.template"));
}

TEST(JsonCodec, AcceptsCredentialsAtTheirBounds) {
  ExpectAccepted(ReadCredential,
                 {Card("04A1B2C3"),
                  Card("04a1b2c3d4e5f6070809"),
                  Pin("0000"),
                  Pin("123456789012"),
                  Totp("JBSWY3DPEHPK3PXP"),
                  Totp("jbswy3dpehpk3pxp"),
                  Totp("JBSWY3DPEHPK3PXPAA======"),
                  Key(16),
                  Key(64),
                  Template(1),
                  Template(1536),
                  Qr("a"),
                  Qr(std::string(1024, 'q')),
                  Qr("'); DROP TABLE person; --"),
                  Qr("%n%s"),
                  Qr("张伟"),
                  Face(VectorOf(0.1F)),
                  R"({"type":"fingerprint","sensor":"simulated","slot":7})",
                  R"({"type":"fingerprint","sensor":"zfm","slot":0,"template":"AAAA"})",
                  R"({"type":"pin","held":true})",
                  R"({"type":"totp","held":true})",
                  R"({"type":"bluetooth","held":true})"});
}

TEST(JsonCodec, ReadsTheBytesOfEachCredential) {
  JsonFaults faults;
  EXPECT_EQ(ReadCredential(Parsed(Card("04a1B2c3")), "x", faults),
            Credential(CardCredential{{0x04, 0xA1, 0xB2, 0xC3}}));
  EXPECT_EQ(ReadCredential(Parsed(Totp("JBSWY3DPEHPK3PXP")), "x", faults),
            Credential(TotpCredential{{'H', 'e', 'l', 'l', 'o', '!', 0xDE, 0xAD, 0xBE, 0xEF}}));
  EXPECT_EQ(ReadCredential(Parsed(R"({"type":"pin","held":true})"), "x", faults),
            Credential(HeldSecret{CredentialType::kPin}));
  // 0.1F is 0x3DCCCCCD, written from its lowest byte.
  EXPECT_EQ(VectorOf(0.1F).substr(0, 8), ToBase64(Bytes{0xCD, 0xCC, 0xCC, 0x3D, 0xCD, 0xCC}));
  EXPECT_TRUE(faults.empty());
}

TEST(JsonCodec, FaultsNeverRepeatASecret) {
  const std::string secret = "31337731337";
  for (const std::string& json :
       {Pin(secret + "x"), Totp(secret), Card(secret), Qr(secret + std::string(2000, 'q')),
        R"({"type":"bluetooth","key":")" + secret + "\"}", Face(secret),
        R"({"type":"pin","pin":)" + secret + "}", R"({"type":")" + secret + "\"}",
        R"({"type":"fingerprint","sensor":"z","template":")" + secret + "\"}"}) {
    for (const Error& fault : FaultsOf(ReadCredential, Parsed(json))) {
      EXPECT_THAT(fault.Text(), Not(HasSubstr(secret))) << json;
    }
  }
}

TEST(JsonCodec, RefusesBadSchedules) {
  std::vector<BadRow> rows = {
      {"{}", "x.type", "missing"},
      {R"({"type":"hourly"})", "x.type", "expected one of always, range, daily, weekly"},
      {R"({"type":"always","slots":[]})", "x.slots", "unknown key"},
      {R"({"type":"range"})", "x.from", "\"until\" or both"},
      {R"({"type":"range","from":"2026-01-02T00:00:00Z","until":"2026-01-01T00:00:00Z"})",
       "x.until", "must be after from"},
      {R"({"type":"range","from":"2026-01-01T00:00:00Z","until":"2026-01-01T08:00:00+08:00"})",
       "x.until", "must be after from"},
      {R"({"type":"range","from":"2026-01-01"})", "x.from", ""},
      {R"({"type":"range","until":"2026-01-01T00:00:00"})", "x.until", ""},
      {R"({"type":"range","from":"2026-02-30T00:00:00Z"})", "x.from", ""},
      {R"({"type":"daily"})", "x.slots", "missing"},
      {R"({"type":"daily","slots":["09:00-10:00",7]})", "x.slots[1]", "expected a string"},
      {R"({"type":"weekly"})", "x.days", "missing"},
      {R"({"type":"weekly","days":{"monday":[]}})", "x.days.monday", "unknown key"},
      {R"({"type":"weekly","days":{"mon":["9-17"]}})", "x.days.mon[0]", ""},
      {Weekly(R"(,"holidays":{"a b":[]})"), "x.holidays", "expected ids"},
      {Weekly(R"(,"holidays":{"":[]})"), "x.holidays", "expected ids"},
      {Weekly(R"(,"holidays":{"cn":["25:00-26:00"]})"), "x.holidays.cn[0]", ""},
      {Weekly(R"(,"from":"2027-01-01T00:00:00Z","until":"2026-01-01T00:00:00Z")"), "x.until", ""},
  };
  for (const char* slot : {"",
                           "-",
                           "09:00",
                           "09:00-",
                           "-09:00",
                           "9:00-10:00",
                           "09:00-9:30",
                           "09:00–10:00",
                           "09:00-10:00 ",
                           " 09:00-10:00",
                           "09:00 - 10:00",
                           "09:60-10:00",
                           "24:00-25:00",
                           "24:00-01:00",
                           "09:00-24:01",
                           "12:00-12:00",
                           "00:00-00:00",
                           "0900-1000",
                           "09:00:00-10:00:00",
                           "ab:cd-ef:gh",
                           "-1:00-10:00",
                           "09:00-10:00-11:00",
                           "09:00-10:00;DROP",
                           "+9:00-10:00",
                           "９:00-10:00"}) {
    rows.push_back({Daily(slot), "x.slots[0]", ""});
  }
  Json many = {{"type", "daily"}, {"slots", Json::array()}};
  for (int i = 0; i < 25; ++i) many["slots"].push_back("09:00-10:00");
  rows.push_back({many.dump(), "x.slots", "at most 24"});
  Json holidays = Parsed(Weekly(""));
  for (int i = 0; i < 65; ++i) holidays["holidays"]["h" + std::to_string(i)] = Json::array();
  rows.push_back({holidays.dump(), "x.holidays", "at most 64"});
  ExpectRefused(ReadSchedule, rows);
  ExpectRefused(ReadSchedule,
                WrongTypes(R"({"type":"weekly","days":{"mon":@}})", "x.days.mon", "[]"));
  ExpectRefused(ReadSchedule, WrongTypes(R"({"type":"daily","slots":[],"from":@})", "x.from"));
  ExpectRefused(ReadSchedule, WrongTypes(R"({"type":"range","until":@})", "x.until"));
  ExpectRefused(ReadSchedule, WrongTypes(R"({"type":"weekly","days":@})", "x.days", "{}"));
  ExpectRefused(ReadSchedule, WrongTypes(Weekly(R"(,"holidays":@)"), "x.holidays", "{}"));
  ExpectRefused(ReadSchedule, WrongTypes("@", "x", "{}"));
}

TEST(JsonCodec, AcceptsTheSchedulesOfTheProtocol) {
  ExpectAccepted(
      ReadSchedule,
      {R"({"type":"always"})", R"({"type":"range","from":"2026-01-01T00:00:00+08:00"})",
       R"({"type":"daily","slots":["09:00-12:00","22:00-06:00"]})", Daily("00:00-24:00"),
       R"({"type":"weekly","days":{"mon":["09:00-18:00"],"sat":[]},"holidays":{"cn-2026":[]}})"});
}

}  // namespace doorward::json_codec_test
