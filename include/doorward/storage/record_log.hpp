// The ring of records, in records.db, and how far the back office has acknowledged it.
//
// Appending and trimming are one transaction. Numbers are never reused. When the ring is full the
// oldest record goes; if it was not yet acknowledged that is counted in overwritten(). Rows are
// chained by a keyed hash, so that an edited or missing row shows in VerifyChain(). Rows are sealed,
// and the text of a code is not even in the seal: a digest of it is, and its last characters.
//
// A damaged file never stops the log: those of its records that prove themselves go into a new one
// under their numbers, a new log_id begins, and the damaged file is kept beside it. If nothing can
// be written the log is in memory until the next start. State() tells of both.
//
// What rules must remember (domain/rule_row.hpp) is written with the record that made it so, or not at all.
// Its rows are sealed and proved as a set: one that is missing, changed or put back from another time is
// damage, after which all of them count as lost.
//
// Thread-safety: any thread. Appends and acknowledgements share the one writing connection; queries
//   have a reading one of their own and never wait for a commit.
// Blocking: Append, MarkLate and Acknowledge wait for the disk, and mend the file if it is damaged.
// Errors: kResourceExhausted: disk full. kDataLoss: a query found damage, which the next append mends.

#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "doorward/core/secret_box.hpp"
#include "doorward/domain/record.hpp"
#include "doorward/domain/rule_row.hpp"

namespace doorward::inline storage {

struct RecordLogConfig {
  std::filesystem::path file;
  std::int64_t capacity = 2000;  // Records; 100 to 10,000,000.
  bool hide_cards = false;       // Tell cards by digest, as codes always are.
};

// What the log knows of the clock's floor: the newest trusted time of all records that there ever
// were, and what SetFloor() said.
struct LogFloor {
  bool kept = false;           // By an earlier run; a new log, or an older version's, has none.
  std::optional<WallTime> at;  // Empty: it was lost.
};

struct RecordLogState {
  std::string log_id;       // 32 hexadecimal digits, made with the database.
  RecordSeq first_seq = 0;  // Oldest held; 0 if none.
  RecordSeq last_seq = 0;   // Newest ever given; 0 if none.
  RecordSeq acked_seq = 0;
  std::optional<SeqRange> overwritten;  // Lost before they were acknowledged, and not yet told: the
                                        // next acknowledgement past it clears it.
  std::int64_t capacity = 0;
  int damages = 0;               // How often there was something to tell of damage since the start.
  std::string damage;            // What was found the last time, and what was saved. For people.
  std::string only_in_memory;    // Why nothing reaches the disk. Empty: it does.
  std::int64_t backlog() const;  // Held and not acknowledged.
};

class RecordLog {
 public:
  // Opens or makes the file (0600) and migrates it; whatever the disk holds, the log works. A smaller
  // capacity than before trims at the next append. `box` outlives the result. kInvalidArgument: the
  // capacity is out of bounds.
  static Result<std::unique_ptr<RecordLog>> Open(const RecordLogConfig& config,
                                                 const SecretBox& box);
  ~RecordLog();

  // Appends all in order, gives each its seq in place and hides what it must not tell; writes each row in
  // place of the one of its rule and key, or deletes that; and returns when all of it is durable. All or
  // nothing. Either may be empty. kInvalidArgument: a row is out of bounds.
  Status Append(std::span<Record> records, std::span<const RuleRow> rows = {});

  // Notes that these were released before they were durable. Not part of the chain.
  Status MarkLate(std::span<const RecordSeq> seqs);

  // Moves the cursor. kInvalidArgument, and nothing changes, for another log or a seq not yet given;
  // an older seq than the cursor is ignored.
  Status Acknowledge(std::string_view log_id, RecordSeq seq);

  // In order of seq. Sees what is durable, and nothing that State() does not tell of yet.
  Result<std::vector<Record>> Query(const RecordQuery& query) const;

  // Whether a query has found damage that the next append will mend.
  bool needs_mending() const;

  RecordLogState State() const;

  // So many `damages` are told durably: the next start does not tell of them again.
  void DamageTold(int told);

  // All rows of rule state as found at the opening; none for a log that has never had any. nullopt: they
  // were lost, by damage or since the log is in memory. Each opening says so until one has rows to write.
  const std::optional<std::vector<RuleRow>>& found_rule_state() const;

  // As found at the opening.
  const LogFloor& found_floor() const;
  // Up or down; nullopt: it is lost.
  Status SetFloor(std::optional<WallTime> floor);

  // Asked at each append, which keeps the answer: the generation of people.db, as its witness. Before
  // other threads use the log; `generation` outlives it.
  void WitnessPeople(std::function<std::int64_t()> generation);
  // What was kept, as found at the opening; 0: nothing.
  std::int64_t found_people_generation() const;

  // The seq of the first row that is not what was appended; nullopt if all is sound.
  Result<std::optional<RecordSeq>> VerifyChain() const;

 private:
  struct Impl;
  explicit RecordLog(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace doorward::inline storage
