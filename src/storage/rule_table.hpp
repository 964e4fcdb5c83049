// The table of rule state in records.db. Its rows are sealed, and found by a keyed digest of rule and key:
// who reads the file learns neither.
//
// Thread-safety: none; within a transaction of the database's owner.

#pragma once

#include <span>
#include <vector>

#include "doorward/domain/rule_row.hpp"
#include "storage/rule_proof.hpp"
#include "storage/sqlite_database.hpp"

namespace doorward::inline storage {

// Reads all rows and adds them to `proof`. kDataLoss if one does not prove itself.
Result<std::vector<RuleRow>> ReadRules(SqliteDatabase& database, const SecretBox& box,
                                       RuleProof& proof);

// Inserts, replaces or deletes the rows in order; `proof` follows. kInvalidArgument: one is out of bounds.
Status WriteRules(SqliteDatabase& database, const SecretBox& box, std::span<const RuleRow> rows,
                  RuleProof& proof);

}  // namespace doorward::inline storage
