// Puts a damaged database out of the way: its place is free, and a person can still look at it.
//
// Thread-safety: none. No connection to the file may be open.

#pragma once

#include <filesystem>

#include "doorward/core/result.hpp"

namespace doorward::inline storage {

inline constexpr std::size_t kDamagedKept = 2;  // Of one database; older ones are deleted.

// "records.db" becomes "records.db-damaged-20261127T220805Z", and its "-wal" goes with it, whatever
// stands in its place: a file, a folder, a link. Nothing there is no error. Returns the new name.
Result<std::filesystem::path> SetAside(const std::filesystem::path& file);

// Takes away what stands in the place of a file of the terminal's own and is none, such as a folder: the next
// write makes it anew. Nothing there is no error.
void ClearPlace(const std::filesystem::path& file);

// What SQLite keeps beside `file` can be files only: it opens nothing, or goes on without writing, when
// a folder or a link stands in their place. Takes such ones away, and the "-shm" always, which each
// first connection makes anew.
void ClearSidecars(const std::filesystem::path& file);

// Leaves room for one more to be put aside.
void DeleteOldDamaged(const std::filesystem::path& file);

}  // namespace doorward::inline storage
