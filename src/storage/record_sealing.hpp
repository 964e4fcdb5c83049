// Seals the records of schemas 1 and 2, which lay in the clear.
//
// Thread-safety: none. No other connection may be open.

#pragma once

#include "storage/log_state.hpp"

namespace doorward::inline storage {

// Whether there are any, or were and may still be read in free pages.
Result<bool> HasOpenRecords(SqliteDatabase& database);

// Moves the rows of record_open into record and writes the whole file anew, so that nothing of them
// is left in it. A power cut, or a disk without room, leaves the rest for the next start. A row that
// was changed before breaks the new chain as it broke the old one.
Status SealOpenRecords(SqliteDatabase& database, const SecretBox& box, bool hide_cards);

}  // namespace doorward::inline storage
