// The record stream over a real record log: order, windows, acknowledgements, resending.

#include "sync/record_uploader.hpp"

#include <gtest/gtest.h>

#include "doorward/core/json.hpp"
#include "doorward/core/worker.hpp"
#include "fakes/fake_mqtt_client.hpp"
#include "fakes/temp_dir.hpp"

namespace doorward::record_uploader_test {

class RecordUploaderTest : public testing::Test {
 protected:
  void SetUp() override {
    auto log = RecordLog::Open({.file = folder_.path() / "records.db", .capacity = 100'000}, box_);
    ASSERT_TRUE(log) << log.error().Text();
    log_ = *std::move(log);
    snapshots_ = SnapshotStore::Open(folder_.path() / "snapshots", 1, box_);
  }

  // Puts `count` records into the log, as an outage would leave them.
  void Fill(int count) {
    std::vector<Record> records(static_cast<std::size_t>(count));
    for (Record& record : records) {
      record.at = clock_.WallNow();
      record.kind = RecordKind::kSystem;
      record.event = Event::kStarted;
      record.detail = "a record of usual length, with some text in it";
    }
    ASSERT_TRUE(log_->Append(records));
  }

  void Start() {
    writer_ = std::make_unique<RecordWriter>(*log_, *snapshots_, clock_, health_, [] {});
    connection_.Replace(std::make_unique<FakeMqttClient>(broker_));
    uploader_ = std::make_unique<RecordUploader>("records", *log_, *writer_, TimeZone::Utc(),
                                                 connection_, clock_);
    thread_.emplace("upload", [this](const std::stop_token& stop) { uploader_->Run(stop); });
  }

  // A record that comes while the uploader runs.
  void HappenNow() {
    const auto ticket = writer_->Submit(
        {.record = {
             .at = clock_.WallNow(), .kind = RecordKind::kSystem, .event = Event::kStarted}});
    while (writer_->durable_through() < *ticket) std::this_thread::yield();
    while (writer_->published_seq() < log_->State().last_seq) std::this_thread::yield();
    uploader_->OnNews();
  }

  void TearDown() override { thread_.reset(); }

  void Ack(RecordSeq seq, const std::string& log_id = "") {
    const std::string id = log_id.empty() ? log_->State().log_id : log_id;
    uploader_->OnAck(DumpJson({{"log_id", id}, {"acked_seq", seq}}));
  }

  Json BatchAt(std::size_t index) {
    const auto messages = broker_.WaitForMessages(index + 1);
    if (messages.size() <= index) {
      ADD_FAILURE() << "batch " << index << " did not come";
      return Json::object();
    }
    return *ParseJson(messages[index].payload);
  }

  TempDir folder_;
  SystemClock clock_{WallTime{}};
  Health health_;
  const SecretBox box_{Bytes(32, 7)};
  std::unique_ptr<RecordLog> log_;
  std::unique_ptr<SnapshotStore> snapshots_;
  std::unique_ptr<RecordWriter> writer_;
  FakeBroker broker_;
  MqttConnection connection_;
  std::unique_ptr<RecordUploader> uploader_;
  std::optional<Worker> thread_;
};

TEST_F(RecordUploaderTest, SendsABacklogInOrderAndWithoutGaps) {
  Fill(1'234);
  Start();
  RecordSeq next = 1;
  for (std::size_t i = 0; next <= 1'234; ++i) {
    const Json batch = BatchAt(i);
    ASSERT_EQ(batch["first_seq"], next);
    ASSERT_LE(batch["records"].size(), RecordUploader::kBatchRecords);
    for (const Json& record : batch["records"]) EXPECT_EQ(record["seq"], next++);
    ASSERT_EQ(batch["last_seq"], next - 1);
    Ack(next - 1);
  }
}

TEST_F(RecordUploaderTest, BatchesStayBelowTheirBound) {
  Fill(3'000);
  Start();
  for (const MqttMessage& message : broker_.WaitForMessages(6)) {
    EXPECT_LE(message.payload.size(), RecordUploader::kBatchBytes);
  }
}

TEST_F(RecordUploaderTest, OnlyAnAcknowledgementMovesTheCursor) {
  Fill(10);
  Start();
  BatchAt(0);
  EXPECT_EQ(log_->State().acked_seq, 0);
  Ack(10);
  HappenNow();  // The next batch shows that the acknowledgement has been taken.
  EXPECT_EQ(BatchAt(1)["first_seq"], 11);
  EXPECT_EQ(log_->State().acked_seq, 10);
}

TEST_F(RecordUploaderTest, WhatWasNotAcknowledgedIsSentAgainAfterAReconnection) {
  Fill(10);
  Start();
  BatchAt(0);
  uploader_->OnConnected();
  EXPECT_EQ(BatchAt(1)["first_seq"], 1);
}

TEST_F(RecordUploaderTest, FalseAcknowledgementsAreCountedAndChangeNothing) {
  Fill(10);
  Start();
  BatchAt(0);
  Ack(11);                // The future.
  Ack(5, "another-log");  // Somebody else's.
  for (const char* text : {"", "[]", "{}", R"({"log_id":1,"acked_seq":2})", "\xFF", "null"}) {
    uploader_->OnAck(text);
  }
  Ack(3);
  while (log_->State().acked_seq == 0) std::this_thread::yield();
  EXPECT_EQ(log_->State().acked_seq, 3);
  EXPECT_EQ(uploader_->acks_ignored(), 8U);
}

TEST_F(RecordUploaderTest, NotMoreThanItsWindowIsUnderWay) {
  Fill(static_cast<int>(RecordUploader::kBatchRecords * (RecordUploader::kBatchesInFlight + 3)));
  Start();
  broker_.WaitForMessages(RecordUploader::kBatchesInFlight);
  uploader_->OnNews();
  const auto messages =
      broker_.WaitForMessages(RecordUploader::kBatchesInFlight + 1, Milliseconds(300));
  EXPECT_EQ(messages.size(), RecordUploader::kBatchesInFlight);
  Ack(static_cast<RecordSeq>(RecordUploader::kBatchRecords));
  BatchAt(RecordUploader::kBatchesInFlight);
}

TEST_F(RecordUploaderTest, ABrokerThatIsFullIsTriedAgain) {
  broker_.SetFull(true);
  Fill(3);
  Start();
  uploader_->OnNews();
  broker_.SetFull(false);
  uploader_->OnNews();
  EXPECT_EQ(BatchAt(0)["records"].size(), 3U);
}

}  // namespace doorward::record_uploader_test
