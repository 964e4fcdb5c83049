// The one row of records.db that says where the ring stands.

#pragma once

#include "doorward/core/secret_box.hpp"
#include "doorward/storage/record_log.hpp"
#include "storage/rule_proof.hpp"
#include "storage/sqlite_database.hpp"

namespace doorward::inline storage {

struct LogState {
  static constexpr std::int64_t kNoFloor = 0;  // A new log's, or one of an older version.
  static constexpr std::int64_t kLostFloor = -1;

  std::string log_id;
  RecordSeq last_seq = 0;  // Newest ever given.
  Bytes last_mac;
  RecordSeq base_seq = 0;  // Newest that has left the table.
  Bytes base_mac;
  RecordSeq gone_seq = 0;  // Newest that has left the ring; its row may be there for a while.
  RecordSeq acked_seq = 0;
  std::int64_t floor_ms = kNoFloor;    // The newest trusted time of all, in the ring or not.
  std::int64_t people_generation = 0;  // The newest of people.db that was told; 0: none.
  RuleProof rules;                     // LoadState() gives its root alone.
  bool sound = true;                   // Its mac is right. Not kept.

  // The oldest that the ring holds at a capacity; 0 if it is empty.
  RecordSeq FirstSeq(std::int64_t capacity) const;
};

// Reads the row, or makes it with a new log_id.
Result<LogState> LoadOrMakeState(SqliteDatabase& database, const SecretBox& box);
Result<LogState> LoadState(SqliteDatabase& database, const SecretBox& box);
Status SaveState(SqliteDatabase& database, const SecretBox& box, const LogState& state);

// For RecordLog::State().
RecordLogState ToPublic(const LogState& state, std::int64_t capacity);

}  // namespace doorward::inline storage
