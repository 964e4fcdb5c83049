// A records.db in the place of a damaged one: a new log with those of its records that prove
// themselves, under their numbers. The damaged file is kept beside it (set_aside.hpp).
//
// Steps are files, so that a power cut loses nothing: "-mending" is being made, "-mended" is whole
// and takes the place of the damaged one, now or at the next start.
//
// Thread-safety: none. No connection to the file may be open.

#pragma once

#include "storage/log_state.hpp"

namespace doorward {

// `known` is what the log had in memory; nullopt at a start. Returns how many records were saved.
Result<std::int64_t> MendRecords(const std::filesystem::path& file, const SecretBox& box,
                                 const std::optional<LogState>& known);

// Ends what a power cut interrupted. True if there was a new file to be put in its place.
Result<bool> FinishMending(const std::filesystem::path& file);

}  // namespace doorward
