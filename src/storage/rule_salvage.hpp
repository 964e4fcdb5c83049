// Carries the rule state of a damaged records.db into a new one, all of it or none.
//
// Thread-safety: none.

#pragma once

#include "storage/record_store.hpp"

namespace doorward::inline storage {

// The rows are taken if they are the set that `known` (what the log had in memory) proves, or the file's own
// state, if that is sound and not older than the records. Else the new file says that they are lost. An
// error is the new file's, never the damaged one's.
Status SalvageRules(const std::filesystem::path& damaged, const SecretBox& box,
                    const std::optional<LogState>& known, RecordStore& fresh);

}  // namespace doorward::inline storage
