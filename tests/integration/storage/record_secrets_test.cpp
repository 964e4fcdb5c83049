// What opens a door cannot be read in records.db or in a record, and is found again all the same.

#include "storage/record_secrets.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>

#include "doorward/protocol/record_codec.hpp"
#include "storage_fixture.hpp"

namespace doorward::record_secrets_test {

using testing::HasSubstr;
using testing::Not;

Record CodeRecord(int number, const std::string& text) {
  Record record = RecordOf(number);
  record.method = Method::kQr;
  record.credential_type = CredentialType::kQr;
  record.credential_value = text;
  return record;
}

class RecordSecrets : public testing::Test {
 protected:
  void Open(bool hide_cards = false) {
    log_.reset();
    auto opened =
        RecordLog::Open({.file = file_, .capacity = 1000, .hide_cards = hide_cards}, box_);
    ASSERT_OK(opened);
    log_ = std::move(*opened);
  }
  std::string Files() const {
    std::string all;
    for (const char* suffix : {"", "-wal", "-shm"}) all += ContentOf(file_.string() + suffix);
    return all;
  }
  void Append(std::vector<Record> records) { ASSERT_OK(log_->Append(records)); }

  TempDir folder_;
  const std::filesystem::path file_ = folder_.path() / "records.db";
  SecretBox box_ = TestBox();
  std::unique_ptr<RecordLog> log_;
};

TEST_F(RecordSecrets, ACodeIsToldByItsDigestAndFoundByItsText) {
  Open();
  Append({CodeRecord(0, "VISIT-7731-SECRET"), RecordOf(1), CodeRecord(2, "482913"),
          CodeRecord(3, "VISIT-7731-SECRET")});
  const auto found = *log_->Query({.code = "VISIT-7731-SECRET"});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[1].seq, 4);
  const Json told = RecordToJson(found[0], TimeZone::Utc())["credential"];
  EXPECT_EQ(told["ends"], "CRET");
  EXPECT_EQ(told["digest"].get<std::string>().size(), 2 * kRecordDigestBytes);
  EXPECT_FALSE(told.contains("value"));
  const Json shorter = RecordToJson(log_->Query({.code = "482913"})->front(), TimeZone::Utc());
  EXPECT_FALSE(shorter["credential"].contains("ends"));
  EXPECT_TRUE(log_->Query({.code = "VISIT-7731-SECRE"})->empty());
  EXPECT_TRUE(log_->Query({.card = "VISIT-7731-SECRET"})->empty());
  EXPECT_EQ(log_->Query({.card = ToHex(UidOf(1))})->size(), 1U);
}

TEST_F(RecordSecrets, NothingOfARecordLiesOpenInTheFiles) {
  Open();
  Record record = CodeRecord(0, "VISIT-7731-SECRET");
  record.detail = "a remark about it";
  Append({record, RecordOf(1)});
  const std::string card = ToHex(UidOf(1));
  for (const std::string& secret :
       {std::string("VISIT-7731"), std::string("a remark"), card, RecordOf(1).person.str()}) {
    EXPECT_THAT(Files(), Not(HasSubstr(secret)));
  }
  EXPECT_EQ(log_->Query({.person = RecordOf(1).person})->size(), 1U);
}

TEST_F(RecordSecrets, AnotherTerminalsDigestIsAnother) {
  Record here = CodeRecord(0, "VISIT-7731-SECRET");
  Record there = here;
  HideSecrets(here, box_, false);
  HideSecrets(there, SecretBox(Bytes(32, 0x11)), false);
  EXPECT_NE(here.credential_digest, there.credential_digest);
  Record again = here;
  HideSecrets(again, box_, false);  // A second time changes nothing.
  EXPECT_EQ(again, here);
}

TEST_F(RecordSecrets, CardsAreHiddenWhereTheSiteWantsIt) {
  Open(true);
  Append({RecordOf(1)});
  const Record record = log_->Query({.card = ToHex(UidOf(1))})->front();
  EXPECT_NE(record.credential_digest, "");
  EXPECT_EQ(record.credential_value, ToHex(UidOf(1)).substr(12));
}

TEST(LastCharacters, GiveNothingOfAShortCodeAndCutNoCharacter) {
  EXPECT_EQ(LastCharacters("482913"), "");
  EXPECT_EQ(LastCharacters("48291377"), "77");
  EXPECT_EQ(LastCharacters("0123456789ABCDEF"), "CDEF");
  EXPECT_EQ(LastCharacters("\xE5\xBC\xA0\xE4\xBC\x9F"), "");
  EXPECT_EQ(LastCharacters("visitor-\xE5\xBC\xA0\xE4\xBC\x9F"), "\xE5\xBC\xA0\xE4\xBC\x9F");
  EXPECT_EQ(LastCharacters(""), "");
}

// A database of schema 1, which held all in the clear, also where rows had been.
class RecordSealing : public RecordSecrets {
 protected:
  RecordSealing() {
    const char* source = std::getenv("DOORWARD_SOURCE");
    const std::filesystem::path root = source == nullptr ? "." : source;
    SQLite::Database database(file_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    database.exec("PRAGMA page_size = 1024; PRAGMA journal_mode = WAL; PRAGMA secure_delete = OFF");
    database.exec(ContentOf(root / "tests/data/schema/records-1.sql"));
    database.exec("CREATE TABLE trimmed (text TEXT)");
    for (int i = 0; i < 100; ++i) {
      database.exec("INSERT INTO trimmed VALUES ('VISIT-7731-TRIMMED" + std::string(200, 'x') +
                    "')");
    }
    database.exec("DROP TABLE trimmed");
  }
};

TEST_F(RecordSealing, OldRecordsAreSealedAndNothingOfThemIsLeft) {
  ASSERT_THAT(Files(), HasSubstr("04A1000000E5F6"));
  ASSERT_THAT(Files(), HasSubstr("VISIT-7731-TRIMMED"));
  Open();
  const auto records = *log_->Query({});
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].credential_value, "04A1000000E5F6");
  EXPECT_EQ(records[1].person, PersonId("100001"));
  EXPECT_EQ(*log_->VerifyChain(), std::nullopt);
  EXPECT_EQ(log_->State().log_id, "3e6ba20fd9a032667a98fce828a2c241");
  for (const char* secret : {"04A1000000E5F6", "100001", "VISIT-7731-TRIMMED"}) {
    EXPECT_THAT(Files(), Not(HasSubstr(secret))) << secret;
  }
  Open();
  EXPECT_EQ(log_->Query({})->size(), 2U);
}

TEST_F(RecordSealing, ARowThatWasChangedBeforeBreaksTheNewChainToo) {
  {
    SQLite::Database other(file_.string(), SQLite::OPEN_READWRITE);
    other.exec("UPDATE record SET person = '100009' WHERE seq = 2");
  }
  Open();
  EXPECT_EQ(*log_->VerifyChain(), 2);
}

}  // namespace doorward::record_secrets_test
