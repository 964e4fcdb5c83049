#include "cli/people_file.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>

#include "cli/element_lines.hpp"
#include "cli/people_csv.hpp"

namespace doorward::inline cli {
namespace {

constexpr std::size_t kMaxFileBytes = 512 * 1024 * 1024;

Result<PeopleFile> FromJson(const std::string& text) {
  DW_TRY_ASSIGN(Json json, ParseJson(text, {.max_bytes = kMaxFileBytes}));
  if (json.is_object() && json.contains("people")) json = Json(std::move(json["people"]));
  if (!json.is_array()) {
    return Fail(ErrorCode::kInvalidArgument,
                "expected an array of persons, or {\"people\": [...]}; `doorctl people template` "
                "shows one");
  }
  PeopleFile file;
  const std::vector<std::size_t> lines = ElementLines(text, "people");
  for (std::size_t i = 0; i < json.size(); ++i) {
    file.entries.push_back({.person = std::move(json[i]), .line = lines.at(i)});
  }
  return file;
}

PeopleFile FromJsonLines(const std::string& text) {
  PeopleFile file{.format = PeopleFormat::kJsonLines, .entries = {}};
  std::istringstream lines(text);
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    PersonEntry entry{.person = {}, .line = number, .raw = line};
    if (auto person = ParseJson(line)) {
      entry.person = std::move(*person);
    } else {
      Error fault = std::move(person).error();
      fault.path = PersonPath(file.entries.size());
      entry.faults.push_back(std::move(fault));
    }
    file.entries.push_back(std::move(entry));
  }
  return file;
}

// Whether a document that should be one is several, a person a line.
bool LooksLikeLines(const std::string& text) {
  if (!text.starts_with('{')) return false;
  const auto first = ParseJson(std::string_view(text).substr(0, text.find('\n')));
  return first && first->is_object() && first->contains("id");
}

}  // namespace

PeopleFormat PeopleFormatOf(const std::string& file) {
  std::string name = file;
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
  if (name.ends_with(".csv") || name.ends_with(".tsv")) return PeopleFormat::kCsv;
  const bool lines = name.ends_with(".jsonl") || name.ends_with(".ndjson");
  return lines ? PeopleFormat::kJsonLines : PeopleFormat::kJson;
}

std::string PersonPath(std::size_t place) { return "people[" + std::to_string(place) + "]"; }

Result<PeopleFile> ReadPeopleFile(const std::string& text, PeopleFormat format) {
  if (format == PeopleFormat::kCsv) return PeopleFromCsv(text);
  if (format == PeopleFormat::kJsonLines || LooksLikeLines(text)) return FromJsonLines(text);
  return FromJson(text);
}

std::string WriteFaulty(const PeopleFile& file) {
  // Spreadsheets take a file without the mark for one in the computer's own encoding.
  std::string text = file.format == PeopleFormat::kCsv ? kByteOrderMark + file.head + "\n" : "";
  Json left = Json::array();
  for (const PersonEntry& entry : file.entries) {
    if (entry.faults.empty()) continue;
    if (file.format == PeopleFormat::kJson) {
      left.push_back(entry.person);
    } else {
      text += entry.raw + "\n";
    }
  }
  return file.format == PeopleFormat::kJson ? WritePeopleFile(left, file.format).content : text;
}

PeopleText WritePeopleFile(const Json& people, PeopleFormat format) {
  if (format == PeopleFormat::kCsv) return PeopleToCsv(people);
  const bool list = format == PeopleFormat::kJson;
  PeopleText text{.content = list ? "[\n" : ""};
  for (std::size_t i = 0; i < people.size(); ++i) {
    text.content += DumpJson(people[i]) + (list && i + 1 < people.size() ? ",\n" : "\n");
  }
  if (list) text.content += "]\n";
  return text;
}

}  // namespace doorward::inline cli
