// People as a table, for spreadsheets. `id` is required; the columns may stand in any order, in any case,
// and the others may be absent:
//   id name department employee_no valid_from valid_until groups permissions cards qr_codes pin
// and a column for each other type of credential that has one. Lists are separated by ';'. A PIN that is held, not
// told, is written "held", and read back as "keep it". Faces and fingerprints do not fit into CSV: export says how
// many it left out.

#pragma once

#include "cli/people_file.hpp"

namespace doorward::inline cli {

inline const std::string kByteOrderMark = "\xEF\xBB\xBF";

// "id, name, department, …", for messages and --help.
std::string PeopleColumns();

// `text` has no byte order mark. kInvalidArgument: its row of column names, or a quote without an end.
Result<PeopleFile> PeopleFromCsv(const std::string& text);

PeopleText PeopleToCsv(const Json& people);

}  // namespace doorward::inline cli
