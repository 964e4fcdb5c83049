// Records as the protocol has them, one and in batches, and their acknowledgements: both ways.

#include "doorward/protocol/record_codec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace doorward::record_codec_test {

using testing::HasSubstr;

const Record kGranted{.seq = 4711,
                      .at = *ParseTime("2026-11-23T08:01:07.412+08:00"),
                      .kind = RecordKind::kAccess,
                      .detail = "in time",
                      .door = DoorId("main"),
                      .reader = ReaderId("nfc"),
                      .direction = Direction::kIn,
                      .method = Method::kCard,
                      .granted = true,
                      .reason = Reason::kOk,
                      .person = PersonId("1001"),
                      .credential_type = CredentialType::kCard,
                      .credential_value = "04A1B2C3D4E5F6",
                      .snapshot = true};

TEST(RecordJson, WritesTheRecordOfTheProtocol) {
  Record record{.seq = 4711,
                .at = *ParseTime("2026-11-23T08:01:07.412+08:00"),
                .kind = RecordKind::kAccess,
                .door = DoorId("main"),
                .reader = ReaderId("nfc"),
                .direction = Direction::kIn,
                .method = Method::kCard,
                .granted = true,
                .reason = Reason::kOk,
                .person = PersonId("1001"),
                .credential_type = CredentialType::kCard,
                .credential_value = "04A1B2C3D4E5F6",
                .snapshot = true};
  const TimeZone zone = *TimeZone::Find("Asia/Shanghai");
  EXPECT_EQ(RecordToJson(record, zone), *ParseJson(R"({"seq":4711,
      "at":"2026-11-23T08:01:07.412+08:00","clock":"trusted","kind":"access","door":"main",
      "reader":"nfc","direction":"in","method":"card","result":"granted","reason":"ok",
      "person":"1001","credential":{"type":"card","value":"04A1B2C3D4E5F6"},
      "snapshot":true,"late":false})"));
}

TEST(RecordJson, ARecordLeavesOutWhatIsAbsent) {
  Record record{.seq = 1,
                .clock = ClockTrust::kUnsure,
                .kind = RecordKind::kAlarm,
                .event = Event::kForced,
                .door = DoorId("main")};
  Json json = RecordToJson(record, TimeZone::Utc());
  json.erase("at");
  EXPECT_EQ(json, *ParseJson(R"({"seq":1,"clock":"unsure","kind":"alarm","event":"forced",
      "door":"main"})"));
  record.late = true;
  EXPECT_EQ(RecordToJson(record, TimeZone::Utc())["late"], true);
}

std::vector<Record> Samples() {
  Record hidden = kGranted;
  hidden.credential_value = "7731";
  hidden.credential_digest = "9F3A6C1E2B7D4A5C";
  hidden.late = true;
  Record exit_button{.seq = 2,
                     .kind = RecordKind::kAccess,
                     .door = DoorId("main"),
                     .method = Method::kExitButton,
                     .granted = true,
                     .reason = Reason::kExitButton};
  return {
      kGranted,
      hidden,
      exit_button,
      {.seq = 3, .clock = ClockTrust::kUnsure, .kind = RecordKind::kAlarm, .event = Event::kForced},
      {.seq = 4,
       .event = Event::kEnrolled,
       .person = PersonId("1"),
       .credential_type = CredentialType::kFace}};
}

TEST(RecordJson, IsReadAsItWasWritten) {
  for (const Record& record : Samples()) {
    const auto read = ReadRecord(RecordToJson(record, TimeZone::Utc()), "records[0]");
    ASSERT_TRUE(read) << read.error().Text();
    EXPECT_EQ(*read, record);
  }
}

TEST(RecordJson, PassesOverWhatANewerTerminalTells) {
  Json json = RecordToJson(kGranted, TimeZone::Utc());
  json["weather"] = "rain";
  json["credential"]["colour"] = "blue";
  const auto read = ReadRecord(json, "");
  ASSERT_TRUE(read) << read.error().Text();
  EXPECT_EQ(*read, kGranted);
}

TEST(RecordJson, RefusesWhatIsNotWhole) {
  const struct {
    const char* change;  // A merge patch for a good record.
    const char* path;
  } rows[] = {
      {R"({"seq":0})", "r.seq"},
      {R"({"seq":"1"})", "r.seq"},
      {R"({"at":"today"})", "r.at"},
      {R"({"at":null})", "r.at"},
      {R"({"clock":null})", "r.clock"},
      {R"({"clock":"fine"})", "r.clock"},
      {R"({"kind":"party"})", "r.kind"},
      {R"({"result":null})", "r.result"},
      {R"({"result":"yes"})", "r.result"},
      {R"({"reason":"mood"})", "r.reason"},
      {R"({"event":"forced"})", "r.event"},
      {R"({"kind":"alarm"})", "r.event"},
      {R"({"method":7})", "r.method"},
      {R"({"door":"a b"})", "r.door"},
      {R"({"credential":"card"})", "r.credential"},
      {R"({"credential":{"type":"key"}})", "r.credential.type"},
      {R"({"snapshot":1})", "r.snapshot"},
  };
  for (const auto& row : rows) {
    Json json = RecordToJson(kGranted, TimeZone::Utc());
    json.merge_patch(*ParseJson(row.change));
    const auto read = ReadRecord(json, "r");
    ASSERT_FALSE(read) << row.change;
    EXPECT_EQ(read.error().path, row.path) << row.change;
  }
  for (const char* text : {"null", "[]", "7", "\"seq\""})
    EXPECT_FALSE(ReadRecord(*ParseJson(text), "r"));
}

std::string Batch(const std::vector<RecordSeq>& numbers, RecordSeq first, RecordSeq last) {
  std::string records;
  for (const RecordSeq seq : numbers) {
    Record record = kGranted;
    record.seq = seq;
    records += (records.empty() ? "" : ",") + DumpJson(RecordToJson(record, TimeZone::Utc()));
  }
  return WriteRecordBatch(
      {.log_id = "log", .first_seq = first, .last_seq = last, .overwritten = SeqRange{1, 4}},
      records);
}

TEST(RecordBatch, IsReadAsItWasWritten) {
  const auto batch = ReadRecordBatch(Batch({5, 6, 9}, 5, 9));
  ASSERT_TRUE(batch) << batch.error().Text();
  EXPECT_EQ(batch->head.log_id, "log");
  EXPECT_EQ(batch->head.overwritten, (SeqRange{1, 4}));
  ASSERT_EQ(batch->records.size(), 3U);
  EXPECT_EQ(batch->records[2].seq, 9);
}

TEST(RecordBatch, RefusesNumbersOutOfPlace) {
  EXPECT_FALSE(ReadRecordBatch(Batch({6, 5}, 5, 6)));
  EXPECT_FALSE(ReadRecordBatch(Batch({5, 5}, 5, 6)));
  EXPECT_FALSE(ReadRecordBatch(Batch({4, 5}, 5, 6)));
  EXPECT_FALSE(ReadRecordBatch(Batch({5, 7}, 5, 6)));
  EXPECT_THAT(ReadRecordBatch(R"({"log_id":"a","first_seq":1,"last_seq":1})").error().Text(),
              HasSubstr("records: missing"));
}

TEST(RecordAck, GoesBothWays) {
  const RecordAck ack{.log_id = "log", .acked_seq = 4711};
  EXPECT_EQ(ReadRecordAck(WriteRecordAck(ack)), ack);
  for (const char* bad : {"", "{}", R"({"log_id":"a"})", R"({"log_id":"a","acked_seq":-1})",
                          R"({"log_id":"a","acked_seq":1,"more":2})"}) {
    EXPECT_FALSE(ReadRecordAck(bad)) << bad;
  }
}

}  // namespace doorward::record_codec_test
