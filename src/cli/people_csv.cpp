#include "cli/people_csv.hpp"

#include <algorithm>
#include <set>

#include "cli/csv.hpp"
#include "doorward/domain/credential.hpp"

namespace doorward::inline cli {
namespace {

constexpr std::string_view kOwnColumns[] = {"id",          "name",       "department",
                                            "employee_no", "valid_from", "valid_until",
                                            "groups",      "permissions"};

// Those of a person, then those of the types of credentials.
const std::vector<std::string>& Columns() {
  static const std::vector<std::string> kColumns = [] {
    std::vector<std::string> columns(std::begin(kOwnColumns), std::end(kOwnColumns));
    for (const CredentialTypeRow& row : kCredentialTypes) {
      if (!row.column.empty()) columns.emplace_back(row.column);
    }
    return columns;
  }();
  return kColumns;
}

const CredentialTypeRow* TypeOfColumn(std::string_view column) {
  const auto row = std::ranges::find(kCredentialTypes, column, &CredentialTypeRow::column);
  return row == std::end(kCredentialTypes) ? nullptr : row;
}

auto Refuse(std::string message) { return Fail(ErrorCode::kInvalidArgument, std::move(message)); }

std::vector<std::string> Split(std::string_view list) {
  std::vector<std::string> items;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(';'), list.size());
    const std::string_view item = TrimSpace(list.substr(0, end));
    if (!item.empty()) items.emplace_back(item);
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return items;
}

std::string Join(const std::vector<std::string>& items) {
  std::string list;
  for (const std::string& item : items) list += (list.empty() ? "" : ";") + item;
  return list;
}

bool IsFreeText(std::string_view column) {
  return column == "name" || column == "department" || column == "qr_codes";
}

// ="0123" and '0123 are how people keep a spreadsheet from making a number of it.
std::string_view WithoutGuard(std::string_view cell) {
  cell = TrimSpace(cell);
  if (cell.size() > 3 && cell.starts_with("=\"") && cell.ends_with('"')) {
    return cell.substr(2, cell.size() - 3);
  }
  if (cell.starts_with('\'')) cell.remove_prefix(1);
  return cell;
}

// "1.23E+09", or "1,23E+09" where the comma is the point.
bool IsScientific(std::string_view text) {
  const auto digits = [&text] {
    const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
    text.remove_prefix(end);
    return end > 0;
  };
  if (!digits()) return false;
  if (text.starts_with('.') || text.starts_with(',')) {
    text.remove_prefix(1);
    digits();
  }
  const bool raised = text.starts_with("E+") || text.starts_with("e+");
  if (!raised) return false;
  text.remove_prefix(2);
  return digits() && text.empty();
}

// What a spreadsheet did to a number that it should have left alone; empty: nothing that can be seen.
std::string SpreadsheetFault(std::string_view column, const std::string& cell) {
  if (column == "name" || column == "department") return {};
  const std::vector<std::string> items = Split(cell);
  if (std::ranges::any_of(items, IsScientific)) {
    return "a spreadsheet has rounded this number (as in 1.23E+09) and its digits are lost: "
           "format the column as text, and enter it again";
  }
  const auto is_short = [](const std::string& item) {
    return item.find_first_not_of("0123456789") == std::string::npos;
  };
  const bool odd_card = column == "cards" && std::ranges::any_of(items, [&](const auto& item) {
                          return is_short(item) && item.size() % 2 == 1;
                        });
  const bool short_pin = column == "pin" && is_short(cell) && cell.size() < 4;
  if (odd_card || short_pin) {
    return "too few digits: if the spreadsheet has dropped zeros at the beginning, format the "
           "column as text, and enter it again";
  }
  return {};
}

void AddCredentials(Json& credentials, const CredentialTypeRow& type, const std::string& cell) {
  if (type.secret && cell == "held") {
    credentials.push_back({{"type", type.name}, {"held", true}});
    return;
  }
  const std::vector<std::string> values = type.single ? std::vector{cell} : Split(cell);
  for (const std::string& value : values) {
    const bool as_is = type.single || IsFreeText(type.column);
    credentials.push_back(
        {{"type", type.name}, {std::string(type.key), as_is ? value : WithoutGuard(value)}});
  }
}

void AddCell(Json& person, std::string_view column, const std::string& cell) {
  if (const CredentialTypeRow* type = TypeOfColumn(column)) {
    AddCredentials(person["credentials"], *type, cell);
  } else if (column == "groups" || column == "permissions") {
    person[std::string(column)] = Split(cell);
  } else {
    person[std::string(column)] = cell;
  }
}

// "Employee No." is employee_no.
std::string ColumnOf(std::string_view cell) {
  std::string name(TrimSpace(cell));
  while (name.ends_with('.') || name.ends_with(':')) name.pop_back();
  for (char& c : name) {
    c = c == ' ' || c == '-' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return name;
}

Result<std::vector<std::string>> ReadHead(const CsvText& csv) {
  if (csv.rows.empty()) {
    return Refuse("there is no row of column names; known are " + PeopleColumns());
  }
  const std::string where = "line " + std::to_string(csv.rows.front().line) + ": ";
  std::vector<std::string> head;
  std::set<std::string> seen;
  std::string unknown;
  for (const std::string& cell : csv.rows.front().cells) {
    head.push_back(ColumnOf(cell));
    if (head.back().empty()) continue;
    if (std::ranges::find(Columns(), head.back()) == Columns().end()) {
      unknown += (unknown.empty() ? "\"" : ", \"") + cell + "\"";
    } else if (!seen.insert(head.back()).second) {
      return Refuse(where + "the column \"" + head.back() + "\" is there twice");
    }
  }
  if (!unknown.empty()) {
    return Refuse(where + "unknown column " + unknown + "; known are " + PeopleColumns());
  }
  if (!seen.contains("id")) return Refuse(where + "there is no column \"id\"");
  return head;
}

PersonEntry ReadRow(const CsvRow& row, const std::vector<std::string>& head, std::size_t place) {
  PersonEntry entry{
      .person = {{"credentials", Json::array()}}, .line = row.line, .raw = std::string(row.raw)};
  const auto note = [&](const std::string& message, const std::string& column = {}) {
    const std::string path = PersonPath(place) + (column.empty() ? "" : "." + column);
    entry.faults.push_back({ErrorCode::kInvalidArgument, message, path});
  };
  if (!row.fault.empty()) note(row.fault);
  const bool only_empty_ones_too_many = std::all_of(
      row.cells.begin() + static_cast<std::ptrdiff_t>(std::min(head.size(), row.cells.size())),
      row.cells.end(), [](const std::string& cell) { return cell.empty(); });
  if (row.cells.size() < head.size() || !only_empty_ones_too_many) {
    note("row " + std::to_string(place + 2) + " has " + std::to_string(row.cells.size()) +
         " cells, the row of column names " + std::to_string(head.size()) +
         "; a cell that contains a separator needs quotes");
  }
  if (!entry.faults.empty()) return entry;
  for (std::size_t i = 0; i < head.size(); ++i) {
    const std::string cell(IsFreeText(head[i]) ? row.cells[i] : WithoutGuard(row.cells[i]));
    if (cell.empty()) continue;
    if (head[i].empty()) {
      note("there is a cell in a column that has no name");
    } else if (const std::string fault = SpreadsheetFault(head[i], cell); !fault.empty()) {
      note(fault, head[i]);
    } else {
      AddCell(entry.person, head[i], cell);
    }
  }
  return entry;
}

std::string Note(char separator) {
  if (separator == ',') return {};
  return "its cells are separated by " +
         (separator == '\t' ? std::string("tabs") : "\"" + std::string(1, separator) + "\"");
}

// What stands in the column of its type; nullopt: it does not fit there.
std::optional<std::string> ValueOf(const Json& credential, const CredentialTypeRow& type) {
  if (type.column.empty()) return std::nullopt;
  std::string value = credential.value(std::string(type.key), "held");
  const bool in_list = !type.single;
  if (in_list && value.find(';') != std::string::npos) return std::nullopt;
  return value;
}

// The cells of what they can show, by column.
std::map<std::string_view, std::string> CellsOf(const Json& credentials, std::size_t& left_out) {
  std::map<std::string_view, std::string> cells;
  for (const Json& credential : credentials) {
    const auto type = CredentialTypeFromName(credential.value("type", ""));
    const auto value = type ? ValueOf(credential, RowOf(*type)) : std::nullopt;
    if (!value) {
      ++left_out;
      continue;
    }
    std::string& cell = cells[RowOf(*type).column];
    cell += (cell.empty() ? "" : ";") + *value;
  }
  return cells;
}

std::vector<std::string> ToRow(const Json& person, std::size_t& left_out) {
  auto cells = CellsOf(person.value("credentials", Json::array()), left_out);
  std::vector<std::string> row;
  for (const std::string& column : Columns()) {
    if (TypeOfColumn(column) != nullptr) {
      row.push_back(cells[column]);
    } else if (column == "groups" || column == "permissions") {
      row.push_back(Join(person.value(column, std::vector<std::string>())));
    } else {
      row.push_back(person.value(column, ""));
    }
  }
  return row;
}

}  // namespace

std::string PeopleColumns() {
  std::string list;
  for (const std::string& column : Columns()) {
    list += list.empty() ? "" : ", ";
    list += column;
  }
  return list;
}

Result<PeopleFile> PeopleFromCsv(const std::string& text) {
  DW_TRY_ASSIGN(const CsvText csv, ParseCsv(text));
  DW_TRY_ASSIGN(const std::vector<std::string> head, ReadHead(csv));
  PeopleFile file{.format = PeopleFormat::kCsv,
                  .entries = {},
                  .head = std::string(csv.rows.front().raw),
                  .note = Note(csv.separator)};
  for (std::size_t i = 1; i < csv.rows.size(); ++i) {
    file.entries.push_back(ReadRow(csv.rows[i], head, i - 1));
  }
  return file;
}

PeopleText PeopleToCsv(const Json& people) {
  PeopleText text{.content = FormatCsvRow(Columns())};
  for (const Json& person : people) text.content += FormatCsvRow(ToRow(person, text.left_out));
  return text;
}

}  // namespace doorward::inline cli
