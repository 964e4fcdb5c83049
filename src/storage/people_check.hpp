// Whether all that people.db holds proves itself.

#pragma once

#include "storage/people_seal.hpp"

namespace doorward::inline storage {

// Reads every row that decides. kDataLoss: a row was changed, one is missing or came back, the file is
// an older one than `kept`, or its schema has parts that this program did not make. Leaves the sums of
// what is there in `seal`.
Status CheckPeople(SqliteDatabase& database, PeopleSeal& seal, const std::optional<SealFile>& kept);

}  // namespace doorward::inline storage
