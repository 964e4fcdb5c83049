#include "cli/csv.hpp"

#include <algorithm>
#include <cctype>

namespace doorward::inline cli {
namespace {

constexpr std::string_view kSeparators = ",;\t|";

std::string_view LineOf(std::string_view text) {
  return text.substr(0, text.find_first_of("\r\n"));
}

// The one that the first line with text in it has most of, outside quotes.
char DetectSeparator(std::string_view text) {
  const std::size_t start = text.find_first_not_of(",;\t| \r\n");
  const std::size_t before = text.find_last_of("\r\n", start);
  if (start != std::string_view::npos && before != std::string_view::npos) {
    text.remove_prefix(before + 1);
  }
  const std::string_view head = LineOf(text);
  char best = ',';
  std::ptrdiff_t most = 0;
  for (const char separator : kSeparators) {
    bool quoted = false;
    const auto count = std::ranges::count_if(head, [&](char c) {
      if (c == '"') quoted = !quoted;
      return !quoted && c == separator;
    });
    if (count > most) best = separator;
    most = std::max(most, count);
  }
  return best;
}

// Of a first line `sep=;`; '\0' if it is none.
char NamedSeparator(std::string_view line) {
  if (line.starts_with('"') && line.ends_with('"')) line = line.substr(1, line.size() - 2);
  const bool names_one = line.size() == 5 && std::tolower(line[0]) == 's' &&
                         std::tolower(line[1]) == 'e' && std::tolower(line[2]) == 'p' &&
                         line[3] == '=' && kSeparators.find(line[4]) != std::string_view::npos;
  return names_one ? line[4] : '\0';
}

class CsvParser {
 public:
  explicit CsvParser(std::string_view text) : text_(text) {}

  Result<CsvText> Parse() {
    CsvText csv;
    if (const char named = NamedSeparator(LineOf(text_)); named != '\0') {
      separator_ = named;
      at_ = LineOf(text_).size();
      EndLine();
    } else {
      separator_ = DetectSeparator(text_);
    }
    csv.separator = separator_;
    while (at_ < text_.size()) {
      DW_TRY_ASSIGN(CsvRow row, ParseRow());
      const bool empty = row.fault.empty() && std::ranges::all_of(row.cells, &std::string::empty);
      if (!empty) csv.rows.push_back(std::move(row));
    }
    return csv;
  }

 private:
  Result<CsvRow> ParseRow() {
    CsvRow row{.line = line_, .cells = {}, .raw = {}, .fault = {}};
    const std::size_t begin = at_;
    while (true) {
      DW_TRY_ASSIGN(std::string cell, ParseCell(row));
      row.cells.push_back(std::move(cell));
      if (at_ == text_.size() || text_[at_] != separator_) break;
      ++at_;
    }
    row.raw = text_.substr(begin, at_ - begin);
    EndLine();
    return row;
  }

  Result<std::string> ParseCell(CsvRow& row) {
    const std::size_t start = text_.find_first_not_of(' ', at_);
    if (start == std::string_view::npos || text_[start] != '"') {
      return std::string(TrimSpace(TakePlain()));
    }
    at_ = start;
    DW_TRY_ASSIGN(std::string cell, ParseQuoted());
    if (!TrimSpace(TakePlain()).empty()) row.fault = "there is text after a quoted cell";
    return cell;
  }

  std::string_view TakePlain() {
    std::size_t end = at_;
    while (end < text_.size() && text_[end] != separator_ && text_[end] != '\n' &&
           text_[end] != '\r') {
      ++end;
    }
    const std::string_view cell = text_.substr(at_, end - at_);
    at_ = end;
    return cell;
  }

  Result<std::string> ParseQuoted() {
    std::string cell;
    const std::size_t opened = line_;
    ++at_;
    while (true) {
      const std::size_t quote = text_.find('"', at_);
      if (quote == std::string_view::npos) {
        return Fail(ErrorCode::kInvalidArgument,
                    "line " + std::to_string(opened) + ": a quoted cell does not end");
      }
      const std::string_view piece = text_.substr(at_, quote - at_);
      line_ += static_cast<std::size_t>(std::ranges::count(piece, '\n'));
      cell += piece;
      at_ = quote + 1;
      if (text_.substr(at_, 1) != "\"") return cell;
      cell += '"';  // Two quotes stand for one.
      ++at_;
    }
  }

  void EndLine() {
    if (text_.substr(at_, 2) == "\r\n") ++at_;
    at_ = std::min(at_ + 1, text_.size());
    ++line_;
  }

  std::string_view text_;
  char separator_ = ',';
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

bool NeedsQuotes(const std::string& cell) {
  return cell.find_first_of(",;\t|\"\r\n") != std::string::npos || TrimSpace(cell) != cell;
}

}  // namespace

Result<CsvText> ParseCsv(std::string_view text) { return CsvParser(text).Parse(); }

std::string FormatCsvRow(const std::vector<std::string>& cells) {
  std::string line;
  for (const std::string& cell : cells) {
    if (&cell != &cells.front()) line += ',';
    if (!NeedsQuotes(cell)) {
      line += cell;
      continue;
    }
    line += '"';
    for (const char c : cell) line += c == '"' ? std::string("\"\"") : std::string(1, c);
    line += '"';
  }
  return line + "\n";
}

std::string_view TrimSpace(std::string_view text) {
  constexpr std::string_view kSpaces[] = {
      " ", "\t", "\r", "\n", "\xC2\xA0", "\xE2\x80\x8B", "\xE3\x80\x80", "\xEF\xBB\xBF"};
  const auto cut = [&] {
    for (const std::string_view space : kSpaces) {
      if (text.starts_with(space)) return text.remove_prefix(space.size()), true;
      if (text.ends_with(space)) return text.remove_suffix(space.size()), true;
    }
    return false;
  };
  while (cut()) {
  }
  return text;
}

}  // namespace doorward::inline cli
