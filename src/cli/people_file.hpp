// Files of people: what `doorctl people import` reads and `export` writes.
//
// JSON: an array of persons, or {"people": [...]}, in the protocol's shape: nothing is lost.
// CSV: one row a person, with these columns (id is required, any order, others may be absent):
//   id name department employee_no valid_from valid_until groups permissions cards qr_codes pin
// Lists are separated by ';'. A PIN that is held, not told, is written "held", and read back as
// "keep it". Faces and fingerprints do not fit into CSV: export says how many it left out.

#pragma once

#include <string>

#include "doorward/core/json.hpp"

namespace doorward {

// Whether the name says CSV: it ends in ".csv".
bool IsCsvName(const std::string& file);

// An array of persons. kInvalidArgument says where.
Result<Json> ReadPeopleFile(std::string_view content, bool csv);

struct PeopleText {
  std::string content;
  std::size_t left_out = 0;  // Credentials that CSV cannot hold.
};
PeopleText WritePeopleFile(const Json& people, bool csv);

}  // namespace doorward
