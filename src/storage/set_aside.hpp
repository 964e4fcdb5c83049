// Puts a damaged database out of the way: its place is free, and a person can still look at it.
//
// Thread-safety: none. No connection to the file may be open.

#pragma once

#include <filesystem>

#include "doorward/core/result.hpp"

namespace doorward {

inline constexpr std::size_t kDamagedKept = 2;  // Of one database; older ones are deleted.

// "records.db" becomes "records.db-damaged-20261127T220805Z", and its "-wal" goes with it, whatever
// stands in its place: a file, a folder, a link. Nothing there is no error. Returns the new name.
Result<std::filesystem::path> SetAside(const std::filesystem::path& file);

// Leaves room for one more to be put aside.
void DeleteOldDamaged(const std::filesystem::path& file);

}  // namespace doorward
