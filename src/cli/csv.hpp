// Comma-separated values as spreadsheets write them: RFC 4180, UTF-8 with or without a byte order
// mark, lines ended by LF or CRLF.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "doorward/core/result.hpp"

namespace doorward {

using CsvRow = std::vector<std::string>;

// kInvalidArgument with the line: a quote that does not end, or text after one.
Result<std::vector<CsvRow>> ParseCsv(std::string_view text);

std::string FormatCsvRow(const CsvRow& row);  // Ends with a newline.

}  // namespace doorward
