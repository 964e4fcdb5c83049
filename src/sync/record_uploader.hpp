// Streams records to the back office, in order, several batches at once, and moves the cursor only
// when the back office itself acknowledges: a broker's PUBACK proves nothing.
//
// What is not acknowledged is sent again, from the cursor on, after a reconnection or when nothing
// has moved for kResendAfter (doubling up to kResendLimit). The back office dedupes by (log, seq).
//
// Thread-safety: every method may be called from any thread; Run() is the "upload" thread.

#pragma once

#include <atomic>
#include <deque>
#include <string>

#include "doorward/core/bounded_queue.hpp"
#include "doorward/core/clock.hpp"
#include "doorward/domain/time_zone.hpp"
#include "doorward/storage/record_log.hpp"
#include "doorward/storage/record_writer.hpp"
#include "sync/connection.hpp"

namespace doorward::inline sync {

class RecordUploader {
 public:
  static constexpr std::size_t kBatchRecords = 500;
  static constexpr std::size_t kBatchBytes = 256 * 1024;
  static constexpr std::size_t kBatchesInFlight = 8;
  static constexpr Milliseconds kResendAfter{10'000};
  static constexpr Milliseconds kResendLimit{160'000};

  RecordUploader(std::string topic, RecordLog& records, const RecordWriter& writer, TimeZone zone,
                 MqttConnection& connection, const Clock& clock);

  void Run(const std::stop_token& stop);

  void OnAck(std::string payload);  // Any thread; never blocks.
  void OnNews();                    // There may be something to send.
  void OnConnected();               // Begin again at the cursor.

  std::uint64_t acks_ignored() const { return acks_ignored_; }
  std::uint64_t batches_sent() const { return batches_sent_; }

 private:
  struct Batch {
    std::string payload;
    RecordSeq last_seq = 0;
  };

  void TakeAck(const std::string& payload);
  void ResendIfSilent(SteadyTime now);
  void SendWhatFits();
  Result<Batch> NextBatch(const RecordLogState& state) const;

  const std::string topic_;
  RecordLog& records_;
  const RecordWriter& writer_;
  const TimeZone zone_;
  MqttConnection& connection_;
  const Clock& clock_;

  BoundedQueue<std::string> acks_{64};
  std::atomic<bool> restart_{true};
  std::atomic<std::uint64_t> acks_ignored_{0};
  std::atomic<std::uint64_t> batches_sent_{0};

  // The upload thread's own:
  std::string log_id_;
  RecordSeq sent_through_ = 0;
  std::deque<RecordSeq> in_flight_;  // Last seq of each batch that is not acknowledged.
  SteadyTime moved_at_{};
  Milliseconds resend_after_ = kResendAfter;
};

}  // namespace doorward::inline sync
