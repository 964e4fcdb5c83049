#include "cli/people_file.hpp"

#include <algorithm>
#include <array>

#include "cli/csv.hpp"

namespace doorward {
namespace {

constexpr std::array<std::string_view, 11> kColumns = {
    "id",     "name",        "department", "employee_no", "valid_from", "valid_until",
    "groups", "permissions", "cards",      "qr_codes",    "pin"};
constexpr std::size_t kMaxFileBytes = 512 * 1024 * 1024;

std::vector<std::string> Split(std::string_view list) {
  std::vector<std::string> items;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(';'), list.size());
    if (end > 0) items.emplace_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return items;
}

std::string Join(const std::vector<std::string>& items) {
  std::string list;
  for (const std::string& item : items) list += (list.empty() ? "" : ";") + item;
  return list;
}

void AddCell(Json& person, std::string_view column, const std::string& cell) {
  if (cell.empty()) return;
  Json& credentials = person["credentials"];
  if (column == "groups" || column == "permissions") {
    person[std::string(column)] = Split(cell);
  } else if (column == "cards") {
    for (const auto& uid : Split(cell)) credentials.push_back({{"type", "card"}, {"uid", uid}});
  } else if (column == "qr_codes") {
    for (const auto& text : Split(cell)) credentials.push_back({{"type", "qr"}, {"text", text}});
  } else if (column == "pin" && cell == "held") {
    credentials.push_back({{"type", "pin"}, {"held", true}});
  } else if (column == "pin") {
    credentials.push_back({{"type", "pin"}, {"pin", cell}});
  } else {
    person[std::string(column)] = cell;
  }
}

Result<Json> FromCsv(std::string_view content) {
  DW_TRY_ASSIGN(const auto rows, ParseCsv(content));
  if (rows.empty()) return Fail(ErrorCode::kInvalidArgument, "there is no row of column names");
  const CsvRow& head = rows.front();
  for (const std::string& column : head) {
    if (std::find(kColumns.begin(), kColumns.end(), column) == kColumns.end()) {
      return Fail(ErrorCode::kInvalidArgument, "line 1: unknown column \"" + column + "\"");
    }
  }
  if (std::find(head.begin(), head.end(), "id") == head.end()) {
    return Fail(ErrorCode::kInvalidArgument, "line 1: there is no column \"id\"");
  }
  Json people = Json::array();
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i].size() != head.size()) {
      return Fail(ErrorCode::kInvalidArgument,
                  "row " + std::to_string(i + 1) + " has " + std::to_string(rows[i].size()) +
                      " cells, the head " + std::to_string(head.size()));
    }
    Json person{{"credentials", Json::array()}};
    for (std::size_t c = 0; c < head.size(); ++c) AddCell(person, head[c], rows[i][c]);
    people.push_back(std::move(person));
  }
  return people;
}

CsvRow ToRow(const Json& person, std::size_t& left_out) {
  std::vector<std::string> cards;
  std::vector<std::string> codes;
  std::string pin;
  for (const Json& credential : person.value("credentials", Json::array())) {
    const std::string type = credential.value("type", "");
    if (type == "card") {
      cards.push_back(credential.value("uid", ""));
    } else if (type == "qr" && credential.value("text", "").find(';') == std::string::npos) {
      codes.push_back(credential.value("text", ""));
    } else if (type == "pin") {
      pin = "held";
    } else {
      ++left_out;
    }
  }
  const auto list = [&](const char* key) {
    return Join(person.value(key, std::vector<std::string>()));
  };
  return {person.value("id", ""),
          person.value("name", ""),
          person.value("department", ""),
          person.value("employee_no", ""),
          person.value("valid_from", ""),
          person.value("valid_until", ""),
          list("groups"),
          list("permissions"),
          Join(cards),
          Join(codes),
          pin};
}

}  // namespace

bool IsCsvName(const std::string& file) { return file.ends_with(".csv"); }

Result<Json> ReadPeopleFile(std::string_view content, bool csv) {
  if (csv) return FromCsv(content);
  DW_TRY_ASSIGN(Json json, ParseJson(content, {.max_bytes = kMaxFileBytes}));
  if (json.is_object() && json.contains("people")) json = Json(json["people"]);
  if (!json.is_array()) {
    return Fail(ErrorCode::kInvalidArgument,
                "expected an array of persons, or {\"people\": [...]}");
  }
  return json;
}

PeopleText WritePeopleFile(const Json& people, bool csv) {
  PeopleText text;
  if (!csv) {
    text.content = "[\n";
    for (std::size_t i = 0; i < people.size(); ++i) {
      text.content += DumpJson(people[i]) + (i + 1 < people.size() ? ",\n" : "\n");
    }
    text.content += "]\n";
    return text;
  }
  text.content = FormatCsvRow(CsvRow(kColumns.begin(), kColumns.end()));
  for (const Json& person : people) text.content += FormatCsvRow(ToRow(person, text.left_out));
  return text;
}

}  // namespace doorward
