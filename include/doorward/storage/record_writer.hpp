// The thread that makes records durable, so that the access thread never touches the disk.
//
// Tickets rise by one with each submission, and are served in that order: durable_through() tells of
// all of them with one number. Whatever has gathered while a commit ran goes into the next one.
//
// Rows of rule state are written in the transaction of their job's record, the newest of each rule and key that
// the transaction has. They are never dropped: a job that finds the queue full leaves them for the next
// transaction.
//
// If the disk fails, records wait (up to kQueueLength) while the writer tries again; it then notes
// one kGap record that says how many were lost, and the health shows it. A log that had to be mended
// is told in a kStoreDamaged record. At 80 and 95 % of the ring
// not acknowledged it appends an alarm record, once until the backlog falls below.
//
// Thread-safety: every method may be called from any thread. Blocking: none blocks, the destructor
// aside: it drains what is queued for up to 2 s.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "doorward/core/clock.hpp"
#include "doorward/core/health.hpp"
#include "doorward/domain/rule_row.hpp"
#include "doorward/storage/record_log.hpp"
#include "doorward/storage/snapshot_store.hpp"

namespace doorward::inline storage {

using RecordTicket = std::uint64_t;  // From 1.

struct RecordJob {
  Record record;
  Bytes jpeg = {};  // Empty: no snapshot.
  std::function<void()> durable =
      {};  // Once the record is on the disk, on the writer's thread; never if it
           // is in memory only.
  std::vector<RuleRow> rules =
      {};  // Durable with the job's ticket. Kept also if the queue is full.
};

class RecordWriter {
 public:
  static constexpr std::size_t kQueueLength = 1024;

  // `on_durable` is called on the writer's thread after each commit; it must not block.
  // All references outlive the writer.
  RecordWriter(RecordLog& log, SnapshotStore& snapshots, const Clock& clock, Health& health,
               std::function<void()> on_durable);
  ~RecordWriter();

  // nullopt, and counted, if the queue is full. A row of rule state that is out of bounds is left out.
  std::optional<RecordTicket> Submit(RecordJob job);

  // Every ticket up to this one is on the disk.
  RecordTicket durable_through() const;

  // Says that what `ticket` records was done before it was durable; the record will say so too.
  // Returns false if it is durable after all.
  bool MarkLate(RecordTicket ticket);

  // The newest seq whose record will not change any more; what the uploader may send.
  RecordSeq published_seq() const;

  std::uint64_t dropped() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace doorward::inline storage
