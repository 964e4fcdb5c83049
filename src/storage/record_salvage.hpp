// Reads what can still be read of a damaged records.db into a new one.
//
// Thread-safety: none.

#pragma once

#include "storage/record_store.hpp"

namespace doorward::inline storage {

// At most so many of the newest, so that a start with a large ring does not take long.
inline constexpr std::int64_t kMaxSalvaged = 100'000;

// To be read alone.
Result<std::unique_ptr<SqliteDatabase>> OpenDamaged(const std::filesystem::path& file);
// What its state row says; nullopt if it does not prove itself.
std::optional<LogState> StateOf(SqliteDatabase& damaged, const SecretBox& box);
// The number of the newest row, by its own word; 0 if it cannot be told.
RecordSeq NewestOf(SqliteDatabase& damaged);

// A record is taken if it proves itself, and keeps its number; a kGap record stands for each that is
// lost between them. The chain is made anew over those.
// How far the log was acknowledged comes from `known`, else from the file's own state if that is
// sound; else nothing counts as acknowledged. Returns how many were saved; an error is the new
// file's, never the damaged one's.
Result<std::int64_t> Salvage(const std::filesystem::path& damaged, const SecretBox& box,
                             const std::optional<LogState>& known, RecordStore& fresh);

}  // namespace doorward::inline storage
