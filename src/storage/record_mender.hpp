// A records.db in the place of a damaged one: a new log with those of its records that prove
// themselves, under their numbers. The damaged file is kept beside it (set_aside.hpp), and no power cut
// loses a record or the news of it (mending.hpp).
//
// Thread-safety: none. No connection to the file may be open.

#pragma once

#include "storage/log_state.hpp"

namespace doorward::inline storage {

// `known` is what the log had in memory; nullopt at a start. Returns what is to be told, of what was
// `found` and what was saved; it is kept as untold.
Result<std::string> MendRecords(const std::filesystem::path& file, const SecretBox& box,
                                const std::optional<LogState>& known, const Error& found);

}  // namespace doorward::inline storage
