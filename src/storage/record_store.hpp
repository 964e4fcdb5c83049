// A records.db that is open for writing, and what its state row says.
//
// Thread-safety: none; the log has a mutex.

#pragma once

#include "storage/log_state.hpp"

namespace doorward::inline storage {

struct RecordStore {
  std::unique_ptr<SqliteDatabase> writer;
  LogState state;
  LogFloor floor;                             // As it was found. So also:
  std::optional<std::vector<RuleRow>> rules;  // nullopt: they are lost.
};

// Opens or makes the file, migrates it (`hide_cards` is for records that lay open), and compares the
// state with both ends of the table and with the rows of rule state. kDataLoss, or what SQLite says, if it is
// not what the log has left there.
Result<RecordStore> OpenRecordStore(const std::filesystem::path& file, const SecretBox& box,
                                    bool hide_cards);

// One that is never on a disk. `name` is the connections' alone.
Result<RecordStore> OpenRecordStoreInMemory(const std::string& name, const SecretBox& box);

}  // namespace doorward::inline storage
