#include "sync/record_uploader.hpp"

#include <algorithm>

#include "doorward/core/log.hpp"
#include "doorward/protocol/record_codec.hpp"

namespace doorward::inline sync {
namespace {

constexpr Milliseconds kUploadRound{500};  // At least so often the thread looks about.

}  // namespace

RecordUploader::RecordUploader(std::string topic, RecordLog& records, const RecordWriter& writer,
                               TimeZone zone, MqttConnection& connection, const Clock& clock)
    : topic_(std::move(topic)),
      records_(records),
      writer_(writer),
      zone_(zone),
      connection_(connection),
      clock_(clock) {}

void RecordUploader::OnAck(std::string payload) {
  if (!acks_.TryPush(std::move(payload))) ++acks_ignored_;  // The next one says more anyway.
}

void RecordUploader::OnNews() { acks_.Wake(); }

void RecordUploader::OnConnected() {
  restart_ = true;
  acks_.Wake();
}

void RecordUploader::Run(const std::stop_token& stop) {
  const std::stop_callback wake(stop, [this] { acks_.Wake(); });
  while (!stop.stop_requested()) {
    if (auto ack = acks_.PopUntil(std::chrono::steady_clock::now() + kUploadRound)) TakeAck(*ack);
    const SteadyTime now = clock_.SteadyNow();
    if (restart_.exchange(false)) {
      sent_through_ = 0;
      in_flight_.clear();
      resend_after_ = kResendAfter;
      moved_at_ = now;
    }
    ResendIfSilent(now);
    SendWhatFits();
  }
}

void RecordUploader::TakeAck(const std::string& payload) {
  const auto ack = ReadRecordAck(payload);
  const Status moved = ack ? records_.Acknowledge(ack->log_id, ack->acked_seq) : Fail(ack.error());
  if (!moved) {
    ++acks_ignored_;
    LogDebug(LogPart{"upload"}, "an acknowledgement was ignored: {}", moved.error().Text());
    return;
  }
  while (!in_flight_.empty() && in_flight_.front() <= ack->acked_seq) {
    in_flight_.pop_front();
    moved_at_ = clock_.SteadyNow();
    resend_after_ = kResendAfter;
  }
}

void RecordUploader::ResendIfSilent(SteadyTime now) {
  if (in_flight_.empty() || now - moved_at_ < resend_after_) return;
  LogWarning(LogPart{"upload"}, "{} batches are not acknowledged after {} ms; sending them again",
             in_flight_.size(), resend_after_.count());
  in_flight_.clear();
  sent_through_ = 0;
  moved_at_ = now;
  resend_after_ = std::min(resend_after_ * 2, kResendLimit);
}

void RecordUploader::SendWhatFits() {
  while (in_flight_.size() < kBatchesInFlight && connection_.connected()) {
    const RecordLogState state = records_.State();
    if (state.log_id != log_id_) {  // A damaged log was replaced: nothing of the new one was sent.
      log_id_ = state.log_id;
      in_flight_.clear();
      sent_through_ = 0;
    }
    sent_through_ = std::max(sent_through_, state.acked_seq);
    if (writer_.published_seq() <= sent_through_) return;
    auto batch = NextBatch(state);
    if (!batch) {
      LogWarning(LogPart{"upload"}, "{}", batch.error().Text());
      return;
    }
    if (batch->payload.empty()) return;
    const Status sent =
        connection_.Publish({.topic = topic_, .payload = std::move(batch->payload)});
    if (!sent) return;  // The next round, or the next connection.
    if (in_flight_.empty()) moved_at_ = clock_.SteadyNow();
    in_flight_.push_back(batch->last_seq);
    sent_through_ = batch->last_seq;
    ++batches_sent_;
  }
}

// As many records as fit, as text; an empty payload if there is nothing to send.
Result<RecordUploader::Batch> RecordUploader::NextBatch(const RecordLogState& state) const {
  DW_TRY_ASSIGN(const auto held,
                records_.Query({.after_seq = sent_through_, .limit = kBatchRecords}));
  const RecordSeq limit = writer_.published_seq();
  std::string records;
  Batch batch;
  RecordSeq first = 0;
  for (const Record& record : held) {
    if (record.seq > limit) break;
    std::string text = DumpJson(RecordToJson(record, zone_));
    if (!records.empty() && records.size() + text.size() > kBatchBytes - 1024) break;
    if (records.empty()) first = record.seq;
    records += records.empty() ? "" : ",";
    records += text;
    batch.last_seq = record.seq;
  }
  if (records.empty()) return batch;
  batch.payload = WriteRecordBatch({.log_id = state.log_id,
                                    .first_seq = first,
                                    .last_seq = batch.last_seq,
                                    .overwritten = state.overwritten},
                                   records);
  return batch;
}

}  // namespace doorward::inline sync
