// Comma-separated values as spreadsheets write them: RFC 4180 in UTF-8; cells separated by ',', ';', tab
// or '|', whichever the first row or a line such as "sep=;" shows; lines ended by LF, CRLF or CR.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "doorward/core/result.hpp"

namespace doorward::inline cli {

struct CsvRow {
  std::size_t line = 0;            // Where it begins, from 1.
  std::vector<std::string> cells;  // Without the spaces around them, unless they are quoted.
  std::string_view raw;            // As it stands in the text, without its end of line.
  std::string fault;               // Why the cells cannot be believed; empty: they can.
};

struct CsvText {
  char separator = ',';
  std::vector<CsvRow> rows;  // Without those whose cells are all empty.
};

// `text` outlives the rows. kInvalidArgument with the line: a quote that does not end.
Result<CsvText> ParseCsv(std::string_view text);

std::string FormatCsvRow(const std::vector<std::string>& cells);  // Ends with a newline.

// Without white space at both ends: also the no-break, zero-width and ideographic spaces.
std::string_view TrimSpace(std::string_view text);

}  // namespace doorward::inline cli
