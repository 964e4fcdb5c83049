#include "cli/csv.hpp"

namespace doorward {
namespace {

class CsvParser {
 public:
  explicit CsvParser(std::string_view text) : text_(text) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  }

  Result<std::vector<CsvRow>> Parse() {
    std::vector<CsvRow> rows;
    while (at_ < text_.size()) {
      DW_TRY_ASSIGN(CsvRow row, ParseRow());
      const bool blank = row.size() == 1 && row.front().empty();
      if (!blank) rows.push_back(std::move(row));
    }
    return rows;
  }

 private:
  Result<CsvRow> ParseRow() {
    CsvRow row;
    while (true) {
      DW_TRY_ASSIGN(std::string cell, text_.substr(at_, 1) == "\"" ? ParseQuoted() : ParsePlain());
      row.push_back(std::move(cell));
      if (at_ < text_.size() && text_[at_] == ',') {
        ++at_;
        continue;
      }
      if (text_.substr(at_, 2) == "\r\n") ++at_;
      ++at_;  // The newline, or the end.
      ++line_;
      return row;
    }
  }

  Result<std::string> ParsePlain() {
    std::size_t end = text_.find_first_of(",\n", at_);
    if (end == std::string_view::npos) end = text_.size();
    std::string cell(text_.substr(at_, end - at_));
    at_ = end;
    if (cell.ends_with('\r')) {
      cell.pop_back();
    }
    return cell;
  }

  Result<std::string> ParseQuoted() {
    std::string cell;
    ++at_;
    while (true) {
      const std::size_t quote = text_.find('"', at_);
      if (quote == std::string_view::npos) return Fault("a quoted cell does not end");
      cell += text_.substr(at_, quote - at_);
      at_ = quote + 1;
      if (text_.substr(at_, 1) != "\"") break;
      cell += '"';  // Two quotes stand for one.
      ++at_;
    }
    const std::string_view next = text_.substr(at_, 1);
    if (!next.empty() && next != "," && next != "\n" && next != "\r") {
      return Fault("text after a quoted cell");
    }
    return cell;
  }

  tl::unexpected<Error> Fault(const std::string& what) const {
    return Fail(ErrorCode::kInvalidArgument, "line " + std::to_string(line_) + ": " + what);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
};

}  // namespace

Result<std::vector<CsvRow>> ParseCsv(std::string_view text) { return CsvParser(text).Parse(); }

std::string FormatCsvRow(const CsvRow& row) {
  std::string line;
  for (const std::string& cell : row) {
    if (!line.empty() || &cell != &row.front()) line += ',';
    if (cell.find_first_of(",\"\r\n") == std::string::npos) {
      line += cell;
      continue;
    }
    line += '"';
    for (const char c : cell) line += c == '"' ? std::string("\"\"") : std::string(1, c);
    line += '"';
  }
  return line + "\n";
}

}  // namespace doorward
